"""JSON as records: lines, documents, and the entries of standards' logs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from footpath.model.errors import UserError
from footpath.storage.batches import Record
from footpath.storage.field_names import COLUMNS
from footpath.storage.standards import Other, entries_of, standard_of, told_by

NOT_VIDEO = "not_video"
LONGEST_DOCUMENT = 256 << 20

Columns = dict[str, str]


def ndjson(stream: BinaryIO, columns: Columns) -> Iterator[Record]:
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


def rows(rows: Iterator[dict[str, object]], columns: Columns) -> Iterator[Record]:
    for number, row in enumerate(rows, start=1):
        yield object_record(number, row, columns, json.dumps(row, ensure_ascii=False, default=str))


def object_record(line: int, item: object, columns: Columns, raw: str) -> Record:
    if not isinstance(item, dict):
        return Record(line, None, None, "not_json", "the row is not a JSON object", raw)
    names = [columns.get(name, name) for name in COLUMNS]
    extra = {key: value for key, value in item.items() if key not in names and value is not None}
    return Record(line, [item.get(n) for n in names], json.dumps(extra, ensure_ascii=False) if extra else None, raw=raw)
