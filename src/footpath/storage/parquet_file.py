"""Parquet as CSV: DuckDB writes it, with everything but the two files shut off; the rest is read as any CSV."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from footpath.model.errors import UserError

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "2",
    "memory_limit": "512MB",
    "preserve_insertion_order": "true",
}
AS_TEXT = ("TIMESTAMP", "DATE", "TIME", "DECIMAL", "UUID", "INTERVAL", "ENUM")


@contextmanager
def parquet_as_csv(path: Path, most_rows: int | None = None) -> Iterator[io.BufferedReader]:
    """Every row in order, with a header; moments with an offset as Unix µs, other moments as text, bytes as digits.

    Raises:
        UserError: if it can't be read.
    """
    with TemporaryDirectory(prefix="footpath-") as folder:
        csv = Path(folder) / "events.csv"
        try:
            with duckdb.connect(config=SETTINGS) as db:
                db.execute(f"SET temp_directory = '{_quoted(folder)}'")
                place = [str(path.resolve())]
                described = db.execute("DESCRIBE SELECT * FROM read_parquet(?)", place).fetchall()
                listed = ", ".join(_as_plain(str(column[0]), str(column[1])) for column in described)
                query = f"SELECT {listed} FROM read_parquet('{_quoted(place[0])}')"
                query += "" if most_rows is None else f" LIMIT {most_rows}"
                db.execute(f"COPY ({query}) TO '{_quoted(str(csv))}' (FORMAT csv, HEADER, DELIMITER ',')")
        except duckdb.Error as error:
            why = str(error).splitlines()[0]
            raise UserError(f"The event file could not be read: {why}", str(path), "Get it again.") from error
        with csv.open("rb") as file:
            yield file


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _as_plain(name: str, kind: str) -> str:
    """The column in SQL, as something that a CSV has plain words for."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"epoch_us({quoted}) AS {quoted}"
    if kind == "BLOB":
        return f"lower(hex({quoted})) AS {quoted}"
    if kind.endswith(("]", ")")) and not kind.startswith("DECIMAL"):
        return f"to_json({quoted}) AS {quoted}"
    return f"CAST({quoted} AS VARCHAR) AS {quoted}" if kind.startswith(AS_TEXT) else quoted
