"""DuckDB as a library: it says nothing on the terminal and gets nothing from the network."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

Setting = str | bool | int | float | list[str]
OFFLINE: dict[str, Setting] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def quiet_duckdb(settings: Mapping[str, Setting] | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory, to be used as a context; a long query would print a bar of progress otherwise."""
    database = duckdb.connect(config={**OFFLINE, **(settings or {})})
    database.execute("SET enable_progress_bar = false")
    return database
