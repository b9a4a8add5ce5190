"""JSON as records: lines, documents, and the entries of standards' logs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from footpath.model.errors import UserError
from footpath.storage.batches import Batch, Record, batches_of
from footpath.storage.field_names import COLUMNS
from footpath.storage.json_lines import Reading, object_batch
from footpath.storage.mapping import Mapping
from footpath.storage.standards import Other, entries_of, standard_of, told_by

NOT_VIDEO = "not_video"
LONGEST_DOCUMENT = 256 << 20
STRETCH_BYTES = 4 << 20

Columns = dict[str, str]


def ndjson(stream: BinaryIO, mapping: Mapping) -> Iterator[Batch]:
    """Lines as batches: plain objects at once, others by the json module, any other line by itself."""
    columns, before = mapping.columns, 0
    names = [columns.get(name, name) for name in COLUMNS]
    known = set(names)

    def records(number: int, line: bytes) -> list[Record]:
        return list(_line_records([line], number, columns))

    reading = Reading(names, records, lambda item: _extra(item, known), bare_times=mapping.time.format is None)
    while data := stream.read(STRETCH_BYTES):
        data += stream.readline()
        if not before:
            data = data.removeprefix(b"\xef\xbb\xbf")
        found = object_batch(data, before + 1, reading)
        if found is not None:
            yield found[0]
            before += found[1]
        else:
            lines = io.BytesIO(data).readlines()
            yield from _line_batches(lines, before + 1, columns)
            before += len(lines)


def _line_batches(lines: list[bytes], first: int, columns: Columns) -> Iterator[Batch]:
    """A stretch of objects at once, any other line by line."""
    found = _objects(lines)
    if found is None:
        yield from batches_of(_line_records(lines, first, columns))
    else:
        yield _object_batch(lines, first, found, columns)


def _objects(lines: list[bytes]) -> list[dict[str, Any]] | None:
    """The object of each line, None unless every line is one and none belongs to a standard."""
    if not all(line.startswith(b"{") and line.rstrip().endswith(b"}") for line in lines):
        return None
    try:
        items = json.loads(b"[" + b",\n".join(lines) + b"]")
    except (ValueError, RecursionError):
        return None
    plain = len(items) == len(lines) and all(type(item) is dict and standard_of(item) is None for item in items)
    return items if plain else None


def _object_batch(lines: list[bytes], first: int, items: list[dict[str, Any]], columns: Columns) -> Batch:
    names = [columns.get(name, name) for name in COLUMNS]
    known = set(names)
    fields = tuple([item.get(name) for item in items] for name in names)
    extras = None if all(item.keys() <= known for item in items) else [_extra(item, known) for item in items]

    def raw(i: int) -> str:
        return lines[i].decode("utf-8", "replace").rstrip("\r\n")

    return Batch(fields, range(first, first + len(lines)), raw, extras)


def _extra(item: dict[str, Any], known: set[str]) -> str | None:
    found = {key: value for key, value in item.items() if key not in known and value is not None}
    return json.dumps(found, ensure_ascii=False) if found else None


def _line_records(lines: list[bytes], first: int, columns: Columns) -> Iterator[Record]:
    for number, line in enumerate(lines, start=first):
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
            yield from entries(number, item, columns, raw)


def document(path: Path, stream: BinaryIO, columns: Columns) -> Iterator[Record]:
    """One JSON document: an array of events, or a single one."""
    data = stream.read(LONGEST_DOCUMENT + 1)
    if len(data) > LONGEST_DOCUMENT:
        raise UserError("The JSON document is too long to be read at once", str(path), "Write one event a line.")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UserError("The event file is not valid JSON", str(path), f"{error}.") from error
    for number, item in enumerate(found if isinstance(found, list) else [found], start=1):
        yield from entries(number, item, columns, json.dumps(item, ensure_ascii=False))


def entries(line: int, item: object, columns: Columns, raw: str) -> Iterator[Record]:
    """The records of one JSON value: one, but for an envelope of a standard that holds several."""
    if standard_of(item) is None or not isinstance(item, dict):
        yield object_record(line, item, columns, raw)
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


def object_record(line: int, item: object, columns: Columns, raw: str) -> Record:
    if not isinstance(item, dict):
        return Record(line, None, None, "not_json", "the row is not a JSON object", raw)
    names = [columns.get(name, name) for name in COLUMNS]
    extra = {key: value for key, value in item.items() if key not in names and value is not None}
    return Record(line, [item.get(n) for n in names], json.dumps(extra, ensure_ascii=False) if extra else None, raw=raw)
