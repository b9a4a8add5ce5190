"""Small column operations that the reading of sessions is made of."""

from __future__ import annotations

import numpy as np

from footpath.model.events import Bools, Ints, Longs


def session_starts(session: Ints) -> Longs:
    """For each row, the index of its session's first row. `session` is sorted; shape (n,)."""
    n = len(session)
    first = np.ones(n, dtype=np.bool_)
    first[1:] = session[1:] != session[:-1]
    return np.maximum.accumulate(np.where(first, np.arange(n), 0)) if n else np.zeros(0, dtype=np.int64)


def last_at(flag: Bools, starts: Longs) -> Longs:
    """For each row, the last row of its session up to and including it where `flag` holds, else -1."""
    rows = np.arange(len(flag))
    last = np.maximum.accumulate(np.where(flag, rows, -1)) if len(flag) else rows
    return np.where(last >= starts, last, -1)


def last_before(flag: Bools, starts: Longs) -> Longs:
    """For each row, the last row of its session before it where `flag` holds, else -1."""
    last = np.empty(len(flag), dtype=np.int64)
    last[1:] = last_at(flag, starts)[:-1]
    last[:1] = -1
    return np.where(last >= starts, last, -1)


def pick(values: np.ndarray, rows: Longs, missing: float) -> np.ndarray:
    """`values[rows]`, and `missing` where a row is -1."""
    if not len(values):
        return np.full(len(rows), missing, dtype=values.dtype)
    return np.where(rows >= 0, values[rows], np.asarray(missing, dtype=values.dtype))
