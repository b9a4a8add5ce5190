"""Small column operations that the reading of sessions is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footpath.model.events import Bools, Ints, Longs

Bits = NDArray[np.uint8]
WORD = 64
FIRST_OF_WORD = np.packbits(np.tri(WORD, k=-1, dtype=np.bool_), axis=1).view(np.uint64)[:, 0]


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


def distinct(keys: Longs) -> Longs:
    """The different keys, ascending. Quick where they come nearly in order, as what is made session by session does."""
    ordered = np.sort(keys, kind="stable")
    fresh = np.ones(len(ordered), dtype=np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def grouped(keys: Longs) -> tuple[Longs, Longs]:
    """The different keys, ascending, and the place of each entry's among them."""
    names = np.sort(keys)
    names = names[group_starts(names)]
    return names, np.searchsorted(names, keys)


def group_starts(keys: np.ndarray) -> Longs:
    """Where each run of equal keys begins."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([[0], np.flatnonzero(keys[1:] != keys[:-1]) + 1])


def by_scene(scene: Ints, scenes: int) -> Longs:
    """The order by scene, as it was within each; small numbers are sorted by their digits."""
    return np.argsort(scene.astype(np.min_scalar_type(max(scenes, 1))), kind="stable")


def repeated(keys: np.ndarray) -> Bools:
    """Which entries of sorted keys have a neighbour with the same key."""
    same = np.zeros(len(keys), dtype=np.bool_)
    equal = keys[1:] == keys[:-1]
    same[1:] |= equal
    same[:-1] |= equal
    return same


def bits(flags: Bools) -> Bits:
    """Flags, eight to a byte, in whole words of 64."""
    packed = np.zeros(-(-len(flags) // WORD) * (WORD // 8), dtype=np.uint8)
    packed[: -(-len(flags) // 8)] = np.packbits(flags)
    return packed


def set_before(packed: Bits, places: Longs) -> Longs:
    """How many of the flags before each place are set; a place may be their count."""
    words = np.append(packed.view(np.uint64), np.uint64(0))
    whole = np.cumsum(np.bitwise_count(words), dtype=np.int64) - np.bitwise_count(words)
    word = places // WORD
    return np.asarray(whole[word] + np.bitwise_count(words[word] & FIRST_OF_WORD[places % WORD]), dtype=np.int64)


def flagged(sessions: np.ndarray, count: int) -> Bits:
    """The sessions named at all, of `count`, packed."""
    flags = np.zeros(count, dtype=np.bool_)
    flags[sessions] = True
    return bits(flags)


def unpacked(packed: Bits, count: int) -> Bools:
    """What `bits` packed."""
    return np.unpackbits(packed, count=count).view(np.bool_)


def count_bits(*masks: Bits) -> int:
    """How many flags are set in all of the masks."""
    both = masks[0]
    for mask in masks[1:]:
        both = both & mask
    return int(np.bitwise_count(both.view(np.uint64)).sum(dtype=np.int64))
