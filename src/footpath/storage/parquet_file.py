"""Parquet as records, read by DuckDB with everything but that one file shut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from footpath.model.errors import UserError

ROWS_AT_ONCE = 10_000
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",
}


def parquet_rows(path: Path) -> Iterator[dict[str, object]]:
    """Every row, by column name, in the order of the file; moments with an offset as Unix µs, other moments as text.

    Raises:
        UserError: if it can't be read.
    """
    place = [str(path.resolve())]
    try:
        with duckdb.connect(config=SETTINGS) as db:
            described = db.execute("DESCRIBE SELECT * FROM read_parquet(?)", place).fetchall()
            names = [str(column[0]) for column in described]
            listed = ", ".join(_as_plain(str(column[0]), str(column[1])) for column in described)
            cursor = db.execute(f"SELECT {listed} FROM read_parquet(?)", place)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                for row in rows:
                    yield {name: _plain(value) for name, value in zip(names, row, strict=True)}
    except duckdb.Error as error:
        why = str(error).splitlines()[0]
        raise UserError(f"The event file could not be read: {why}", str(path), "Get it again.") from error


def _as_plain(name: str, kind: str) -> str:
    """The column in SQL, as something that Python has a plain value for."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"epoch_us({quoted})"
    if kind.startswith(("TIMESTAMP", "DATE", "TIME", "DECIMAL", "UUID", "INTERVAL", "ENUM")):
        return f"CAST({quoted} AS VARCHAR)"
    return quoted


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value
