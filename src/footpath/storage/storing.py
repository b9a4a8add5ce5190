"""Checked events into a review: duplicates left out, rows and their mirror in columns written together."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path

import numpy as np

from footpath.model.events import Longs
from footpath.model.import_report import ImportReport, Reason
from footpath.storage.batches import MOST_RAW_CHARS, Refused
from footpath.storage.behind import Behind
from footpath.storage.bulk import Checked, keys_of
from footpath.storage.chunks import DTYPES, KEYS, next_part, read_chunks, write_chunk
from footpath.storage.row_writer import RowWriter
from footpath.storage.seen_keys import SeenKeys
from footpath.storage.shared_rows import SharedRows
from footpath.storage.texts import Texts

CHUNK_ROWS = 250_000
INSERT_REJECT = """INSERT OR IGNORE INTO rejects (file, line, code, reason, raw, columns, key)
 VALUES (?, ?, ?, ?, ?, ?, ?)"""
INSERT_EXTRA = "INSERT INTO extras (id, extra) VALUES (?, ?)"
INSERT_ORIGIN = "INSERT INTO origins (first, source, line) VALUES (?, ?, ?)"
CONTEXT = ("session", "viewer", "media", "device", "variant", "autoplay", "player_width", "player_height")
DETAIL = ("scene", "element", "value")

Columns = dict[str, np.ndarray]


@dataclass(slots=True)
class Tally:
    """What became of the records; `reasons`: (code, reason) → count, first file, first line."""

    read: int = 0
    stored: int = 0
    rejected: int = 0
    reasons: dict[tuple[str, str], tuple[int, str, int]] = field(default_factory=dict)

    def refuse(self, refused: Refused, file: str) -> None:
        self.rejected += 1
        count, first_file, line = self.reasons.get((refused.code, refused.reason), (0, file, refused.line))
        self.reasons[refused.code, refused.reason] = (count + 1, first_file, line)

    def report(self, notes: tuple[str, ...]) -> ImportReport:
        reasons = [Reason(code, why, *found) for (code, why), found in self.reasons.items()]
        reasons.sort(key=lambda reason: (-reason.count, reason.code))
        duplicate = self.read - self.stored - self.rejected
        return ImportReport(self.read, self.stored, duplicate, self.rejected, tuple(reasons), notes)


@dataclass(frozen=True, slots=True)
class Origin:
    """The file a batch came from. `columns`: the header its refused rows are read by, "" where each says it itself."""

    file: str
    source: int
    columns: str = ""


class Store:
    """Writes into one review, inside the caller's transaction; the last of it by `flush`.

    `folder`: for what has to be known of all events and is too much for memory.
    """

    def __init__(self, db: sqlite3.Connection, texts: Texts, behind: Behind, folder: Path) -> None:
        self._db, self._texts, self._behind = db, texts, behind
        self._seen = SeenKeys(folder)
        for part in range(next_part(db)):
            self._seen.take_new((read_chunks(db, "key_low", part), read_chunks(db, "key_high", part)))
        self._waiting: list[Columns] = []
        self._part, self._next = next_part(db), _next_id(db, "event_rows")
        self._contexts = SharedRows(CONTEXT, _next_id(db, "contexts"), folder)
        self._details = SharedRows(DETAIL, _next_id(db, "details"), folder)
        self._end_of_run = (0, 0, 0)
        self._writers = {table: RowWriter(db, table) for table in ("contexts", "details", "event_rows")}
        self.tally = Tally()

    def add(self, checked: Checked, origin: Origin) -> None:
        """Store a batch of one file."""
        self.tally.read += len(checked) + len(checked.refused)
        for refused in sorted(checked.refused, key=lambda r: r.line):
            self.tally.refuse(refused, origin.file)
        keys = keys_of(checked.columns)
        new = self._seen.take_new(keys)
        columns = _stored_columns(checked.columns, keys, new)
        self.tally.stored += int(new.sum())
        self._behind.do(partial(self._write, self._rows(columns, checked, new, origin), self._fresh_texts()))
        rejects = [_reject(origin, refused) for refused in checked.refused]
        if rejects:
            self._behind.do(partial(self._db.executemany, INSERT_REJECT, rejects))
        self._waiting.append(columns)
        if sum(len(waiting["session"]) for waiting in self._waiting) >= CHUNK_ROWS:
            self.flush()

    def take_back_rejects(self, rows: list[tuple[str, int]], file: str) -> None:
        """Rows that came back from refusal in `file` are refused no more, but where they were again."""
        took = [(name, line) for name, line in rows if name != file]
        if took:
            self._behind.do(partial(self._db.executemany, "DELETE FROM rejects WHERE file = ? AND line = ?", took))

    def flush(self) -> None:
        """Write the columns that wait to be a chunk."""
        if self._waiting and any(len(columns["session"]) for columns in self._waiting):
            self._behind.do(partial(_write_chunk, self._db, self._part, self._waiting))
            self._part += 1
        self._waiting = []

    def _fresh_texts(self) -> list[tuple[int, str]]:
        fresh, self._texts.fresh = self._texts.fresh, []
        return fresh

    def _rows(self, columns: Columns, checked: Checked, new: np.ndarray, origin: Origin) -> _Rows:
        """What the new events are in the tables."""
        count = len(columns["session"])
        ids = np.arange(self._next, self._next + count)
        self._next += count
        context, contexts = self._contexts.take(columns)
        detail = np.zeros(count, dtype=np.int64)
        filled = np.flatnonzero((columns["scene"] != 0) | (columns["element"] != 0) | (columns["value"] != 0))
        detail[filled], details = self._details.take({name: columns[name][filled] for name in DETAIL})
        events = {"id": ids, "context": context, "detail": detail}
        events |= {name: columns[name] for name in ("at_ms", "kind", "media_time", "x", "y")}
        extras = list[tuple[int, str]]()
        if checked.extras is not None:
            kept = [extra for extra, is_new in zip(checked.extras, new.tolist(), strict=True) if is_new]
            extras = [(number, extra) for number, extra in zip(ids.tolist(), kept, strict=True) if extra is not None]
        return _Rows(events, contexts, details, extras, self._origins(ids, checked.lines[new], origin.source))

    def _origins(self, ids: Longs, lines: Longs, source: int) -> list[tuple[int, int, int]]:
        """Where a run of events begins whose lines follow each other."""
        if not len(ids):
            return []
        begins = np.ones(len(ids), dtype=np.bool_)
        begins[1:] = np.diff(lines) != 1
        begins[0] = self._end_of_run != (int(ids[0]), source, int(lines[0]))
        self._end_of_run = (int(ids[-1]) + 1, source, int(lines[-1]) + 1)
        return [(first, source, line) for first, line in zip(ids[begins].tolist(), lines[begins].tolist(), strict=True)]

    def _write(self, rows: _Rows, texts: list[tuple[int, str]]) -> None:
        self._db.executemany("INSERT INTO texts (id, text) VALUES (?, ?)", texts)
        for writer, columns in zip(self._writers.values(), (rows.contexts, rows.details, rows.events), strict=True):
            if columns:
                writer.write(columns)
        self._db.executemany(INSERT_EXTRA, rows.extras)
        self._db.executemany(INSERT_ORIGIN, rows.origins)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of the tables by their columns."""

    events: Columns
    contexts: Columns
    details: Columns
    extras: list[tuple[int, str]]
    origins: list[tuple[int, int, int]]


def _next_id(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])


def _write_chunk(db: sqlite3.Connection, part: int, waiting: list[Columns]) -> None:
    write_chunk(db, part, {name: np.concatenate([c[name] for c in waiting]) for name in (*DTYPES, *KEYS)})


def _stored_columns(columns: Columns, keys: tuple[np.ndarray, np.ndarray], new: np.ndarray) -> Columns:
    if new.all():
        stored = {name: values for name, values in columns.items() if name != "at_us"}
        return {**stored, "at_ms": columns["at_us"] // 1000, "key_low": keys[0], "key_high": keys[1]}
    stored = {name: values[new] for name, values in columns.items() if name != "at_us"}
    stored["at_ms"] = columns["at_us"][new] // 1000
    stored["key_low"], stored["key_high"] = keys[0][new], keys[1][new]
    return stored


def _reject(origin: Origin, refused: Refused) -> tuple[object, ...]:
    raw = refused.raw.rstrip("\r\n")[:MOST_RAW_CHARS].encode("utf-8", "replace").decode()
    key = blake2b(f"{origin.file}\0{refused.line}\0{raw}".encode(), digest_size=16).digest()
    return origin.file, refused.line, refused.code, refused.reason, raw, origin.columns, key
