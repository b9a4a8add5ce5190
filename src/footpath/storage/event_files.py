"""Event files by their content: CSV or TSV, JSON, Parquet, an SQLite table; plain or gzip; ours or a standard's."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Self, cast

from footpath.model.errors import UserError
from footpath.storage.batches import Batch, Record, batches_of
from footpath.storage.csv_file import CsvFile
from footpath.storage.field_names import NEEDED
from footpath.storage.json_records import document, ndjson, object_record, rows
from footpath.storage.mapping import Mapping
from footpath.storage.mended import MendedFile, is_mended
from footpath.storage.parquet_file import parquet_rows
from footpath.storage.text_stream import TextStream

GZIP_MAGIC = b"\x1f\x8b"
SQLITE_MAGIC = b"SQLite format 3\0"
PARQUET_MAGIC = b"PAR1"
REMEDY = "Footpath takes CSV, TSV, NDJSON, JSON, Parquet or an SQLite database."
PEEK_BYTES = 1 << 16
MOST_MENDED_BYTES = 1 << 30

class EventFile:
    """One event file, open. `table`: of a database.

    Raises:
        UserError: it can't be read as any format, or lacks a needed column altogether.
    """

    def __init__(self, path: Path, mapping: Mapping | None = None, table: str | None = None) -> None:
        self._path, self._table = path, table
        self._mapping = mapping or Mapping()
        self._columns = self._mapping.columns
        self._open = ExitStack()
        self._plain: io.BufferedReader | None = None
        self._size = 0
        self.decimal_comma = False
        self.header = ""  # what a refused row of a CSV is read by
        self.notes: list[str] = []
        self.taken: list[tuple[str, int]] = []  # file and line of refused rows that this file brings back

    def __enter__(self) -> Self:
        if self._path.exists() and not (self._path.is_file() or self._path.is_dir()):
            raise UserError("This is no ordinary file", str(self._path), REMEDY)
        try:
            self._plain = self._open.enter_context(self._path.open("rb"))
            self._size = self._path.stat().st_size
        except OSError as error:
            why = f"The events could not be read: {error.strerror}"
            raise UserError(why, str(self._path), "Check the path.") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def share_read(self) -> float:
        """How much of the file has been read, 0..1; 0 where that can't be told."""
        if self._plain is None or self._plain.closed or not self._size:
            return 0.0
        return self._plain.tell() / self._size

    def batches(self) -> Iterator[Batch]:
        """All records, in the order of the file."""
        assert self._plain is not None, "used as a context"  # noqa: S101
        head = self._plain.read(len(SQLITE_MAGIC))
        self._plain.seek(0)
        if not head:
            raise UserError("The event file is empty", str(self._path), REMEDY)
        if head == SQLITE_MAGIC:
            yield from batches_of(_sqlite(self._path, self._mapping, self._table))
            return
        if head.startswith(PARQUET_MAGIC):
            yield from batches_of(rows(parquet_rows(self._path), self._columns))
            return
        stream = self._plain
        if head.startswith(GZIP_MAGIC):
            stream = self._open.enter_context(io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=stream))))
        try:
            yield from self._text(stream)
        except (EOFError, gzip.BadGzipFile, OSError) as error:
            raise UserError(f"The event file is damaged: {error}", str(self._path), "Get it again.") from error

    def _text(self, stream: io.BufferedReader) -> Iterator[Batch]:
        head = stream.peek(PEEK_BYTES)
        first = _first_letter(head)
        if first == b"[" or (first == b"{" and not _is_line(head)):
            yield from batches_of(document(self._path, stream, self._columns))
        elif first == b"{":
            yield from batches_of(ndjson(stream, self._columns))
        else:
            text = TextStream(stream, self._mapping.encoding)
            if is_mended(text.peek_line()):
                yield from self._mended(text)
                return
            file = CsvFile(self._path, text, self._mapping)
            self.header, self.notes = file.header_text, text.notes
            self.decimal_comma = file.delimiter != ","
            yield from file.batches()


    def _mended(self, text: TextStream) -> Iterator[Batch]:
        """Refused rows that come back: they are few enough to be read at once."""
        file = MendedFile(self._path, text.everything(MOST_MENDED_BYTES).decode("utf-8", "replace"), self._mapping)
        yield from batches_of(file.records())
        self.taken = file.taken


def _first_letter(head: bytes) -> bytes:
    """The first letter that is no space and in no comment line."""
    lines = (line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").splitlines())
    return next((line[:1] for line in lines if line and not line.startswith(b"#")), b"")


def _is_line(head: bytes) -> bool:
    """Whether the first line of JSON is whole by itself, or too long to tell."""
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    line = next((line for line in lines if line.strip() and not line.lstrip().startswith(b"#")), b"")
    if not line.endswith((b"\n", b"\r")):
        return len(head) >= PEEK_BYTES // 8 or _is_json(line)
    return _is_json(line) or line.count(b"{") > 1


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _sqlite(path: Path, mapping: Mapping, wanted: str | None) -> Iterator[Record]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA cell_size_check = ON")
            table, columns = _pick_table(path, db, mapping, wanted), mapping.columns
            db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            quoted = '"' + table.replace('"', '""') + '"'
            cursor = db.execute(f"SELECT * FROM {quoted}")
            header = [column[0] for column in cursor.description]
            for number, values in enumerate(cursor, start=1):
                item = {name: _plain(value) for name, value in zip(header, values, strict=True)}
                yield object_record(number, item, columns, json.dumps(item, ensure_ascii=False))
    except sqlite3.Error as error:
        raise UserError(f"The event database could not be read: {error}", str(path), "Check the file.") from error


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _pick_table(path: Path, db: sqlite3.Connection, mapping: Mapping, wanted: str | None) -> str:
    """The table or view asked for, else `events`, else the only one that has the needed columns."""
    needed = {mapping.columns.get(name, name) for name in NEEDED if name not in mapping.constants}
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid"
    names = [str(row[0]) for row in db.execute(query)]
    if wanted is not None and wanted not in names:
        raise UserError(f"The database has no table {wanted}", str(path), f"Tables: {', '.join(names)}.")
    fitting = [
        name
        for name in ([wanted] if wanted is not None else names)
        if needed <= {row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,))}
    ]
    if not fitting:
        listed = ", ".join(names) or "none"
        why = f"No table of the database has the columns {', '.join(sorted(needed))}"
        raise UserError(why, str(path), f"Tables: {listed}.")
    if len(fitting) > 1 and "events" not in fitting:
        raise UserError(f"Several tables hold events: {', '.join(fitting)}", str(path), "Name one with --table.")
    return "events" if "events" in fitting else fitting[0]
