"""Tables as CSV and as Parquet."""

from __future__ import annotations

from pathlib import Path

from footpath.export.files import save_text, whole_file
from footpath.export.marker_lists import csv_text
from footpath.export.tables import Table

ROWS_AT_ONCE = 500


def save_table(path: Path, table: Table) -> None:
    """By the ending: .parquet, else CSV in UTF-8.

    Raises:
        UserError: if the file can't be written.
    """
    if path.suffix.lower() == ".parquet":
        _save_parquet(path, table)
    else:
        save_text(path, csv_text(table.header, table.rows))


def _save_parquet(path: Path, table: Table) -> None:
    from footpath.storage.quiet_duckdb import quiet_duckdb  # noqa: PLC0415 - 40 ms that only this format needs

    columns = ", ".join(f'"{name}" {kind}' for name, kind in table.columns)
    row = f"({', '.join('?' * len(table.columns))})"
    with whole_file(path) as part, quiet_duckdb() as database:
        database.execute(f"CREATE TABLE cells ({columns})")
        for start in range(0, len(table.rows), ROWS_AT_ONCE):
            rows = table.rows[start : start + ROWS_AT_ONCE]
            values = [cell for cells in rows for cell in cells]
            database.execute(f"INSERT INTO cells VALUES {', '.join([row] * len(rows))}", values)
        database.table("cells").write_parquet(str(part))
