"""Event files by their content: CSV or TSV, JSON, Parquet, an SQLite table; plain or gzip; ours or a standard's."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import BinaryIO, Self, cast

from footpath.model.errors import UserError
from footpath.storage.batches import Batch, Record, batches_of
from footpath.storage.csv_file import CsvFile, Mapping
from footpath.storage.field_names import COLUMNS, NEEDED
from footpath.storage.parquet_file import parquet_rows
from footpath.storage.standards import Other, entries_of, standard_of, told_by
from footpath.storage.text_stream import TextStream

GZIP_MAGIC = b"\x1f\x8b"
SQLITE_MAGIC = b"SQLite format 3\0"
PARQUET_MAGIC = b"PAR1"
REMEDY = "Footpath takes CSV, TSV, NDJSON, JSON, Parquet or an SQLite database."
NOT_VIDEO = "not_video"
LONGEST_DOCUMENT = 256 << 20
PEEK_BYTES = 1 << 16


class EventFile:
    """One event file, open. `columns`: our column → theirs; `table`: of a database.

    Raises:
        UserError: it can't be read as any format, or lacks a needed column altogether.
    """

    def __init__(self, path: Path, columns: Mapping, table: str | None = None) -> None:
        self._path, self._columns, self._table = path, columns, table
        self._open = ExitStack()
        self._plain: io.BufferedReader | None = None
        self._size = 0
        self.decimal_comma = False
        self.header = ""  # what a refused row of a CSV is read by
        self.notes: list[str] = []

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
            yield from batches_of(_sqlite(self._path, self._columns, self._table))
            return
        if head.startswith(PARQUET_MAGIC):
            yield from batches_of(_rows(parquet_rows(self._path), self._columns))
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
            yield from batches_of(_document(self._path, stream, self._columns))
        elif first == b"{":
            yield from batches_of(_ndjson(stream, self._columns))
        else:
            text = TextStream(stream)
            file = CsvFile(self._path, text, self._columns)
            self.header, self.notes = file.header_text, text.notes
            self.decimal_comma = file.delimiter != ","
            yield from file.batches()


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


def _ndjson(stream: BinaryIO, columns: Mapping) -> Iterator[Record]:
    for number, data in enumerate(stream, start=1):
        line = data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data
        if not line.strip() or line.startswith(b"#"):
            continue
        raw = line.decode("utf-8", "replace").rstrip("\r\n")
        try:
            item = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            yield Record(number, None, None, "bad_encoding", "the row is not valid UTF-8", raw)
        except (ValueError, RecursionError):
            yield Record(number, None, None, "not_json", "the line is not JSON", raw)
        else:
            yield from _entries(number, item, columns, raw)


def _document(path: Path, stream: BinaryIO, columns: Mapping) -> Iterator[Record]:
    """One JSON document: an array of events, or a single one."""
    data = stream.read(LONGEST_DOCUMENT + 1)
    if len(data) > LONGEST_DOCUMENT:
        raise UserError("The JSON document is too long to be read at once", str(path), "Write one event a line.")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UserError("The event file is not valid JSON", str(path), f"{error}.") from error
    for number, item in enumerate(found if isinstance(found, list) else [found], start=1):
        yield from _entries(number, item, columns, json.dumps(item, ensure_ascii=False))


def _entries(line: int, item: object, columns: Mapping, raw: str) -> Iterator[Record]:
    """The records of one JSON value: one, but for an envelope of a standard that holds several."""
    if standard_of(item) is None or not isinstance(item, dict):
        yield _object(line, item, columns, raw)
        return
    for entry in entries_of(item):
        told = told_by(entry) if isinstance(entry, dict) else None
        text = raw if entry is item else json.dumps(entry, ensure_ascii=False)
        if told is None or isinstance(told, Other):
            reason = told.reason if told is not None else "an entry of no known kind"
            yield Record(line, None, None, NOT_VIDEO, reason, text)
        else:
            yield Record(line, [told.get(name) for name in COLUMNS], _named(entry), raw=text)


def _named(entry: object) -> str | None:
    """A statement's own id, to find it again."""
    own = entry.get("id") if isinstance(entry, dict) else None
    return json.dumps({"id": own}, ensure_ascii=False) if own else None


def _rows(rows: Iterator[dict[str, object]], columns: Mapping) -> Iterator[Record]:
    for number, row in enumerate(rows, start=1):
        yield _object(number, row, columns, json.dumps(row, ensure_ascii=False, default=str))


def _object(line: int, item: object, columns: Mapping, raw: str) -> Record:
    if not isinstance(item, dict):
        return Record(line, None, None, "not_json", "the row is not a JSON object", raw)
    names = [columns.get(name, name) for name in COLUMNS]
    extra = {key: value for key, value in item.items() if key not in names and value is not None}
    return Record(line, [item.get(n) for n in names], json.dumps(extra, ensure_ascii=False) if extra else None, raw=raw)


def _sqlite(path: Path, columns: Mapping, wanted: str | None) -> Iterator[Record]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA cell_size_check = ON")
            table = _pick_table(path, db, columns, wanted)
            db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            quoted = '"' + table.replace('"', '""') + '"'
            cursor = db.execute(f"SELECT * FROM {quoted}")
            header = [column[0] for column in cursor.description]
            for number, values in enumerate(cursor, start=1):
                item = {name: _plain(value) for name, value in zip(header, values, strict=True)}
                yield _object(number, item, columns, json.dumps(item, ensure_ascii=False))
    except sqlite3.Error as error:
        raise UserError(f"The event database could not be read: {error}", str(path), "Check the file.") from error


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _pick_table(path: Path, db: sqlite3.Connection, columns: Mapping, wanted: str | None) -> str:
    """The table or view asked for, else `events`, else the only one that has the needed columns."""
    needed = {columns.get(name, name) for name in NEEDED}
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
