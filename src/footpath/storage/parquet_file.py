"""Parquet by DuckDB, with everything but the file shut off: columns come as texts and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from footpath.model.errors import UserError
from footpath.storage.arrow_stream import ArrowColumn, ArrowError, arrow_batches
from footpath.storage.field_names import COLUMNS
from footpath.storage.mapping import Mapping
from footpath.storage.quiet_duckdb import quiet_duckdb
from footpath.storage.rows import NUMBER_PLACES

SETTINGS = {
    "threads": "2",
    "memory_limit": "512MB",
    "preserve_insertion_order": "true",
}
NO_TEXT = "nanobind::str(): conversion error"
AS_NUMBER = frozenset({"DOUBLE", "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"})
Blocks = Iterator[list[ArrowColumn]]


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """Names of the columns, the number of rows, and the rows in order, some at a time."""

    names: list[str]
    rows: int
    blocks: Blocks


@contextmanager
def parquet_table(path: Path, mapping: Mapping, most_rows: int | None = None) -> Iterator[ParquetTable]:
    """The table: moments with an offset as Unix µs, other moments as text, bytes as digits.

    Raises:
        UserError: if it can't be read.
    """
    try:
        with TemporaryDirectory(prefix="footpath-") as folder, quiet_duckdb(SETTINGS) as db:
            source = f"read_parquet('{_quoted(str(path.resolve()))}')"
            _shut_off(db, path, Path(folder))
            described = _described(db, path, source)
            listed = ", ".join(_plain(name, kind, mapping) for name, kind in described)
            query = f"SELECT {listed} FROM {source}"
            query += "" if most_rows is None else f" LIMIT {most_rows}"
            counted = db.sql(f"SELECT count(*) FROM {source}").fetchall()[0][0]
            names = [name for name, _ in described]
            capsule = db.sql(query).__arrow_c_stream__()
            yield ParquetTable(names, int(counted), arrow_batches(capsule))
    except (duckdb.Error, ArrowError) as error:
        why = str(error).splitlines()[0]
        raise UserError(f"The event file could not be read: {why}", str(path), "Get it again.") from error


def _described(db: duckdb.DuckDBPyConnection, path: Path, source: str) -> list[tuple[str, str]]:
    """Names and types of the columns. A name that is no text is a RuntimeError of DuckDB's binding."""
    try:
        return [(str(column[0]), str(column[1])) for column in db.sql(f"SELECT * FROM {source}").description]
    except (RuntimeError, UnicodeDecodeError) as error:
        if isinstance(error, RuntimeError) and NO_TEXT not in str(error):
            raise
        raise UserError("The event file names a column in no text", str(path), "Get it again.") from error


def _shut_off(db: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> None:
    """Leave it the file and its own folder."""
    db.execute(f"SET temp_directory = '{_quoted(str(folder))}'")
    db.execute(f"SET allowed_paths = ['{_quoted(str(path.resolve()))}']")
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _plain(name: str, kind: str, mapping: Mapping) -> str:
    """The column in SQL, as a number where one is wanted and it surely is one, else as text."""
    quoted = '"' + name.replace('"', '""') + '"'
    wanted = {mapping.columns.get(COLUMNS[k], COLUMNS[k]) for k in NUMBER_PLACES}
    if name.strip() in wanted and kind in AS_NUMBER:
        return _as_number(quoted, kind)
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"CAST(epoch_us({quoted}) AS VARCHAR) AS {quoted}"
    if kind == "BLOB":
        return f"lower(hex({quoted})) AS {quoted}"
    if kind.endswith(("]", ")")) and not kind.startswith("DECIMAL"):
        return f"CAST(to_json({quoted}) AS VARCHAR) AS {quoted}"
    return f"CAST({quoted} AS VARCHAR) AS {quoted}"


def _as_number(quoted: str, kind: str) -> str:
    """What is no number there would pass for an empty field; it becomes an infinite one, which is refused."""
    if kind != "DOUBLE":
        return f"CAST({quoted} AS DOUBLE) AS {quoted}"
    return f"CASE WHEN isnan({quoted}) THEN 'inf'::DOUBLE ELSE {quoted} END AS {quoted}"
