"""Checked events into a review: duplicates left out, rows and their mirror in columns written together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import repeat

import numpy as np

from footpath.model.import_report import ImportReport, Reason
from footpath.storage import schema
from footpath.storage.batches import MOST_RAW_CHARS, Refused
from footpath.storage.bulk import Checked, keys_of
from footpath.storage.chunks import DTYPES, KEYS, next_part, read_chunks, write_chunk
from footpath.storage.rows import Texts
from footpath.storage.seen_keys import SeenKeys

CHUNK_ROWS = 250_000
INSERT_EVENT = (
    f"INSERT INTO event_rows ({schema.EVENT_COLUMNS}) VALUES ({', '.join('?' * len(schema.EVENT_COLUMNS.split(',')))})"
)
INSERT_REJECT = "INSERT OR IGNORE INTO rejects (file, line, code, reason, raw, key) VALUES (?, ?, ?, ?, ?, ?)"

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


class Store:
    """Writes into one review, inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection, texts: Texts) -> None:
        self._db, self._texts = db, texts
        self._seen = SeenKeys((read_chunks(db, "key_low"), read_chunks(db, "key_high")))
        self._waiting: list[Columns] = []
        self._part = next_part(db)
        self.tally = Tally()

    def add(self, checked: Checked, file: str, source: int) -> None:
        """Store a batch of one file."""
        self.tally.read += len(checked) + len(checked.refused)
        for refused in sorted(checked.refused, key=lambda r: r.line):
            self.tally.refuse(refused, file)
        keys = keys_of(checked.columns)
        new = self._seen.take_new(keys)
        columns = _stored_columns(checked.columns, keys, new)
        self._write_texts()
        self._db.executemany(INSERT_EVENT, _rows(columns, checked, new, source))
        self._db.executemany(INSERT_REJECT, [_reject(file, refused) for refused in checked.refused])
        self.tally.stored += int(new.sum())
        self._waiting.append(columns)
        if sum(len(waiting["session"]) for waiting in self._waiting) >= CHUNK_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write the columns that wait to be a chunk."""
        if self._waiting and any(len(columns["session"]) for columns in self._waiting):
            names = (*DTYPES, *KEYS)
            write_chunk(self._db, self._part, {n: np.concatenate([c[n] for c in self._waiting]) for n in names})
            self._part += 1
        self._waiting = []

    def _write_texts(self) -> None:
        self._db.executemany("INSERT INTO texts (id, text) VALUES (?, ?)", self._texts.fresh)
        self._texts.fresh.clear()


def _stored_columns(columns: Columns, keys: tuple[np.ndarray, np.ndarray], new: np.ndarray) -> Columns:
    stored = {name: values[new] for name, values in columns.items() if name != "at_us"}
    stored["at_ms"] = columns["at_us"][new] // 1000
    stored["key_low"], stored["key_high"] = keys[0][new], keys[1][new]
    return stored


def _rows(columns: Columns, checked: Checked, new: np.ndarray, source: int) -> Iterator[tuple[object, ...]]:
    """For `event_rows`; SQLite takes NaN for NULL."""
    extras = [e for e, is_new in zip(checked.extras, new.tolist(), strict=True) if is_new] if checked.extras else None
    return zip(
        *(columns[name].tolist() for name in DTYPES),
        extras if extras is not None else repeat(None),
        repeat(source),
        checked.lines[new].tolist(),
        strict=False,
    )


def _reject(file: str, refused: Refused) -> tuple[object, ...]:
    raw = refused.raw.rstrip("\r\n")[:MOST_RAW_CHARS].encode("utf-8", "replace").decode()
    key = blake2b(f"{file}\0{refused.line}\0{raw}".encode(), digest_size=16).digest()
    return file, refused.line, refused.code, refused.reason, raw, key
