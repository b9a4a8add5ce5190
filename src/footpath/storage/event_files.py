"""Records of an event file, by its content: CSV or TSV, NDJSON, a JSON array, an SQLite table; plain or gzip."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from footpath.model.errors import UserError
from footpath.storage.rows import COLUMNS, NEEDED

GZIP_MAGIC = b"\x1f\x8b"
SQLITE_MAGIC = b"SQLite format 3\0"
MOST_FIELD_CHARS = 1 << 20
DELIMITERS = ",\t;|"
REMEDY = "Footpath takes CSV, TSV, NDJSON, a JSON array or an SQLite database."


@dataclass(frozen=True, slots=True)
class Record:
    """One record: fields in the order of `COLUMNS`, or why there are none. `raw` is its text where it was refused."""

    line: int
    fields: list[object] | None
    extra: str | None = None
    code: str = ""
    reason: str = ""
    raw: str = ""


Mapping = dict[str, str]


def read_records(path: Path, columns: Mapping) -> Iterator[Record]:
    """Every record of a file. `columns`: our column → theirs.

    Raises:
        UserError: if the file can't be read as any format, or lacks a needed column altogether.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(SQLITE_MAGIC))
    except OSError as error:
        raise UserError(f"The events could not be read: {error.strerror}", str(path), "Check the path.") from error
    if not head:
        raise UserError("The event file is empty", str(path), REMEDY)
    if head == SQLITE_MAGIC:
        yield from _sqlite(path, columns)
        return
    with _open(path, head) as stream:
        yield from _text(path, stream, columns)


def _open(path: Path, head: bytes) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "rb") if head.startswith(GZIP_MAGIC) else path.open("rb"))


def _text(path: Path, stream: BinaryIO, columns: Mapping) -> Iterator[Record]:
    buffered = io.BufferedReader(cast("io.RawIOBase", stream), 1 << 20)
    try:
        first = buffered.peek(1 << 16).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if first == b"[":
            yield from _json_array(path, buffered, columns)
        elif first == b"{":
            yield from _ndjson(buffered, columns)
        else:
            yield from _csv(path, buffered, columns)
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        raise UserError(f"The event file is damaged: {error}", str(path), "Get it again.") from error


def _csv(path: Path, stream: BinaryIO, columns: Mapping) -> Iterator[Record]:
    lines = _Lines(stream)
    header_line = next(lines, "").removeprefix("\ufeff")
    delimiter = max(DELIMITERS, key=header_line.count)
    header = [name.strip() for name in next(csv.reader([header_line], delimiter=delimiter), [])]
    places, others = _places(path, header, columns)
    csv.field_size_limit(MOST_FIELD_CHARS)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.number + 1
        lines.begin()
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(start, None, None, "wrong_fields", _quote_reason(error), lines.raw())
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if not fields or (len(fields) == 1 and not fields[0].strip() and len(header) > 1):
            continue
        yield _row(start, fields, header, places, others, lines)


def _quote_reason(error: csv.Error) -> str:
    return "a quote is not closed" if "unexpected end" in str(error) else "a quote or a field can't be read"


class _Lines:
    """Decoded lines with the number of the last one; remembers the record's raw text."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.number = 0
        self._record: list[str] = []
        self.undecodable = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        data = self._stream.readline()
        if not data:
            raise StopIteration
        self.number += 1
        text = data.decode("utf-8", "surrogateescape")
        self.undecodable |= not text.isascii() and any("\udc80" <= c <= "\udcff" for c in text)
        if "\0" in text:
            text = text.replace("\0", "\ufffd")
        self._record.append(text)
        return text

    def begin(self) -> None:
        self._record.clear()
        self.undecodable = False

    def raw(self) -> str:
        text = "".join(self._record).rstrip("\r\n")
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _row(
    line: int, fields: list[str], header: list[str], places: list[int], others: list[int], lines: _Lines
) -> Record:
    if lines.undecodable:
        return Record(line, None, None, "bad_encoding", "the row is not valid UTF-8", lines.raw())
    if len(fields) != len(header):
        return Record(line, None, None, "wrong_fields", "too few or too many columns", lines.raw())
    extra = {header[k]: fields[k] for k in others if fields[k]}
    known: list[object] = [fields[k] if k >= 0 else "" for k in places]
    return Record(line, known, json.dumps(extra, ensure_ascii=False) if extra else None, raw=lines.raw())


def _places(path: Path, header: list[str], columns: Mapping) -> tuple[list[int], list[int]]:
    """Where each of our columns stands (-1 absent), and the places of the others."""
    at = {name: k for k, name in enumerate(header)}
    places = [at.get(columns.get(name, name), -1) for name in COLUMNS]
    missing = [columns.get(n, n) for n, k in zip(COLUMNS, places, strict=True) if n in NEEDED and k < 0]
    if missing:
        found = ", ".join(name for name in header if name)[:200] or "nothing"
        raise UserError(
            f"The events lack the column {' and '.join(missing)}", str(path), f"Found: {found}. Rename or map them."
        )
    return places, [k for k in range(len(header)) if k not in places]


def _ndjson(stream: BinaryIO, columns: Mapping) -> Iterator[Record]:
    for number, data in enumerate(stream, start=1):
        line = data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data
        if not line.strip():
            continue
        raw = line.decode("utf-8", "replace").rstrip("\r\n")
        try:
            item = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            yield Record(number, None, None, "bad_encoding", "the row is not valid UTF-8", raw)
        except (ValueError, RecursionError):
            yield Record(number, None, None, "not_json", "the line is not JSON", raw)
        else:
            yield _object(number, item, columns, raw)


def _json_array(path: Path, stream: BinaryIO, columns: Mapping) -> Iterator[Record]:
    try:
        items = json.loads(stream.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UserError("The event file is not valid JSON", str(path), f"{error}.") from error
    for number, item in enumerate(items, start=1):
        yield _object(number, item, columns, json.dumps(item, ensure_ascii=False))


def _object(line: int, item: object, columns: Mapping, raw: str) -> Record:
    if not isinstance(item, dict):
        return Record(line, None, None, "not_json", "the row is not a JSON object", raw)
    names = [columns.get(name, name) for name in COLUMNS]
    extra = {key: value for key, value in item.items() if key not in names and value is not None}
    return Record(
        line, [item.get(n) for n in names], json.dumps(extra, ensure_ascii=False) if extra else None, raw=raw
    )


def _sqlite(path: Path, columns: Mapping) -> Iterator[Record]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA cell_size_check = ON")
            table = _pick_table(path, db, columns)
            db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            quoted = '"' + table.replace('"', '""') + '"'
            cursor = db.execute(f"SELECT * FROM {quoted}")
            header = [column[0] for column in cursor.description]
            for number, values in enumerate(cursor, start=1):
                item = dict(zip(header, values, strict=True))
                raw = json.dumps({k: _plain(v) for k, v in item.items()}, ensure_ascii=False)
                yield _object(number, {k: _plain(v) for k, v in item.items()}, columns, raw)
    except sqlite3.Error as error:
        raise UserError(f"The event database could not be read: {error}", str(path), "Check the file.") from error


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _pick_table(path: Path, db: sqlite3.Connection, columns: Mapping) -> str:
    """The table or view that has the needed columns; `events` before others."""
    needed = {columns.get(name, name) for name in NEEDED}
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name <> 'events', rowid"
    names = [row[0] for row in db.execute(query)]
    fitting = []
    for name in names:
        found = {row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,))}
        if needed <= found:
            fitting.append(name)
    if not fitting:
        listed = ", ".join(names) or "none"
        raise UserError(
            "No table of the database has the columns session_id, at and kind", str(path), f"Tables: {listed}."
        )
    return str(fitting[0])
