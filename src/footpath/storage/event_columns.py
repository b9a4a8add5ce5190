"""The columns of a review's events as arrays, by session, wall time and order of import; each read when asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np

from footpath.model.events import Ints, Longs
from footpath.storage.chunks import DTYPES, mirror_rows, read_chunks
from footpath.storage.schema import rows_with_all

ROWS_AT_ONCE = 100_000


class EventColumns:
    """Names as in `event_chunks`. All of shape (n,).

    Attributes:
        session_ids: the sessions' numbers among the texts, in the order of first appearance; shape (s,).
        session: each event's session, an index into `session_ids`.
        at_ms: wall time, Unix ms.
    """

    session_ids: Longs
    session: Ints
    at_ms: Longs

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._rows = None if mirror_rows(db) else _from_rows(db)
        self.session_ids, index = by_first_appearance(self._stored("session"))
        at_ms = self._stored("at_ms")
        self._order = _session_order(index, at_ms)
        self.session, self.at_ms = self._ordered(index), self._ordered(at_ms)

    def __getitem__(self, name: str) -> np.ndarray:
        return self._ordered(self._stored(name))

    def first(self, values: np.ndarray, unknown: float) -> np.ndarray:
        """Each session's first value of a column that is known; shape (s,)."""
        found = np.full(len(self.session_ids), unknown, dtype=values.dtype)
        for some in _stretches_from_the_end(len(values)):
            part = values[some]
            known = np.flatnonzero(~np.isnan(part) if np.isnan(unknown) else part != unknown)[::-1]
            found[self.session[some][known]] = part[known]  # of several writes to a place the last stands
        return found

    def _stored(self, name: str) -> np.ndarray:
        """From its mirror, or from the rows themselves where the two don't match."""
        return read_chunks(self._db, name) if self._rows is None else self._rows[name]

    def _ordered(self, values: np.ndarray) -> np.ndarray:
        return values if self._order is None else values[self._order]


def _from_rows(db: sqlite3.Connection) -> dict[str, np.ndarray]:
    cursor = db.execute(f"SELECT {', '.join(DTYPES)} FROM {rows_with_all(db)} ORDER BY event_rows.id")
    parts: list[list[np.ndarray]] = [[] for _ in DTYPES]
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        for part, dtype, values in zip(parts, DTYPES.values(), zip(*rows, strict=True), strict=True):
            part.append(np.array(values, dtype=dtype))
    return {
        name: np.concatenate(part) if part else np.zeros(0, dtype=dtype)
        for part, (name, dtype) in zip(parts, DTYPES.items(), strict=True)
    }


def by_first_appearance(numbers: np.ndarray) -> tuple[Longs, Ints]:
    """The distinct numbers in the order they first appear, and each entry's index into them."""
    first = np.full(int(numbers.max(initial=0)) + 1, len(numbers), dtype=np.int64)
    for some in _stretches_from_the_end(len(numbers)):
        first[numbers[some][::-1]] = np.arange(some.start, some.stop)[::-1]  # of several to a place the last stands
    found = np.flatnonzero(first < len(numbers))
    found = found[np.argsort(first[found])]
    rank = np.zeros(len(first), dtype=np.int32)
    rank[found] = np.arange(len(found))
    return found, rank[numbers]


def _session_order(index: Ints, at_ms: Longs) -> Longs | None:
    """The stable order by session, then wall time; None where they stand so already."""
    for some in _stretches_from_the_end(len(index)):
        with_next = slice(some.start, some.stop + 1)
        step, later = np.diff(index[with_next]), np.diff(at_ms[with_next])
        if ((step < 0) | ((step == 0) & (later < 0))).any():
            return np.lexsort((at_ms, index))
    return None


def _stretches_from_the_end(count: int) -> Iterator[slice]:
    """So many entries at a time that what is made of them on the way stays near the processor."""
    for first in range((count - 1) // ROWS_AT_ONCE * ROWS_AT_ONCE, -1, -ROWS_AT_ONCE):
        yield slice(first, min(first + ROWS_AT_ONCE, count))
