"""DuckDB says nothing of its own on the terminal, where `--json` goes."""

from footpath.storage.quiet_duckdb import quiet_duckdb


def test_no_bar_of_progress_is_printed() -> None:
    with quiet_duckdb({"threads": "2"}) as database:
        told = database.execute(
            "SELECT current_setting('enable_progress_bar'), current_setting('threads'), "
            "current_setting('autoload_known_extensions')"
        ).fetchall()
    assert told == [(False, 2, False)]
