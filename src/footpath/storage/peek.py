"""The first rows of an event file as they stand in it, whatever its columns are called."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

from footpath.model.errors import UserError
from footpath.storage.batches import field_of
from footpath.storage.csv_file import delimiter_of
from footpath.storage.database_file import open_untrusted
from footpath.storage.event_formats import GZIP_MAGIC, PARQUET_MAGIC, SQLITE_MAGIC, first_letter
from footpath.storage.mapping import Mapping
from footpath.storage.parquet_file import ParquetTable, parquet_table
from footpath.storage.standards import standard_of
from footpath.storage.text_stream import TextStream

ROWS = 200
MOST_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Sample:
    """Names and the first rows, as text; `standard`: the log is one that needs no mapping; `table`: of a database."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    standard: str | None = None
    table: str | None = None

    def column(self, name: str) -> list[str]:
        """The texts of a column that are not empty."""
        place = self.names.index(name)
        return [row[place] for row in self.rows if row[place].strip()]


def sample(path: Path, table: str | None = None) -> Sample:
    """Raises UserError if the file can't be read as any format."""
    try:
        with path.open("rb") as file:
            head = file.read(len(SQLITE_MAGIC))
            file.seek(0)
            if head == SQLITE_MAGIC:
                return _of_database(path, table)
            if head.startswith(PARQUET_MAGIC):
                with parquet_table(path, Mapping(), ROWS) as found:
                    return _of_table(found)
            stream: Any = file
            if head.startswith(GZIP_MAGIC):
                stream = io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=file)))
            return _of_text(stream)
    except (OSError, EOFError, sqlite3.Error, UnicodeDecodeError) as error:
        raise UserError(f"The events could not be read: {error}", str(path), "Check the file.") from error


def _of_text(stream: io.BufferedReader) -> Sample:
    letter = first_letter(stream.peek(1 << 16))
    if letter not in {b"{", b"["}:
        return _of_csv(TextStream(stream))
    text = stream.read(MOST_BYTES).decode("utf-8-sig", "replace")
    return _of_items(_whole(text) if letter == b"[" else _lines(text))


def _whole(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else [found]


def _lines(text: str) -> list[Any]:
    found = []
    for line in islice((line for line in text.splitlines() if line.strip() and not line.startswith("#")), ROWS):
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            continue
    return found or _whole(text)


def _of_items(items: Iterable[Any]) -> Sample:
    objects = [item for item in islice(items, ROWS) if isinstance(item, AnyMapping)]
    standard = next((found for item in objects if (found := standard_of(item)) is not None), None)
    names = tuple(dict.fromkeys(name for item in objects for name in item))
    return Sample(names, tuple(tuple(_text(item.get(name)) for name in names) for item in objects), standard)


def _of_csv(stream: TextStream) -> Sample:
    delimiter = delimiter_of(stream.peek_line(), {})
    header = tuple(name.strip() for name in stream.first_record(delimiter)[2])
    lines = stream.block().decode("utf-8", "replace")
    rows = islice(csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter), ROWS)
    return Sample(header, tuple(tuple(row) for row in rows if len(row) == len(header)))


def _of_table(table: ParquetTable) -> Sample:
    rows = [
        tuple(str(field_of(column, i)) for column in columns)
        for columns in table.blocks
        for i in range(len(columns[0]))
    ]
    return Sample(tuple(name.strip() for name in table.names), tuple(rows))


def _of_database(path: Path, wanted: str | None) -> Sample:
    with closing(open_untrusted(path)) as db:
        names = [str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
        if not names:
            return Sample((), ())
        table = wanted if wanted in names else "events" if "events" in names else names[0]
        quoted = table.replace('"', '""')
        cursor = db.execute(f'SELECT * FROM "{quoted}" LIMIT {ROWS}')
        header = tuple(str(column[0]) for column in cursor.description)
        return Sample(header, tuple(tuple(_text(value) for value in row) for row in cursor), None, table)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
