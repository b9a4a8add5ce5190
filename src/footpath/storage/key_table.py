"""Numbers for pairs of 64-bit hashes, a whole column at a time: open addressing with linear steps."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from footpath.model.events import Bools, Longs
from footpath.storage.set_aside import SetAside

FIRST_SLOTS = 1 << 12
MOST_FULL = 0.4  # beyond it, what is in none of the slots meets long runs of taken ones
FREE = -1

Keys = tuple[np.ndarray, np.ndarray]


class KeyTable:
    """20 bytes a slot; the numbers are the caller's, 0 and up."""

    def __init__(self) -> None:
        self._count = 0
        self._aside: SetAside | None = None
        self._one: np.ndarray
        self._two: np.ndarray
        self._number: np.ndarray
        self._clear(FIRST_SLOTS)

    def __len__(self) -> int:
        return self._count

    def find(self, keys: Keys) -> Longs:
        """Each pair's number, -1 where it has none."""
        one, two = keys
        slot = (one & self._mask).astype(np.int64)
        number = self._number[slot]
        wrong = (number != FREE) & ((self._one[slot] != one) | (self._two[slot] != two))
        left = np.flatnonzero(wrong)
        while len(left):
            slot[left] = (slot[left] + 1) & int(self._mask)
            here = slot[left]
            number[left] = self._number[here]
            left = left[(number[left] != FREE) & ((self._one[here] != one[left]) | (self._two[here] != two[left]))]
        if self._aside is not None:
            self._aside.rest()
        return number.astype(np.int64)

    def set_aside(self, folder: Path | None) -> np.ndarray:
        """Into a file: from now on numbers can only be found in it. Returns the second of each pair of hashes.

        Raises:
            UserError: there is no room.
        """
        seconds: np.ndarray = self._two[self._number != FREE]
        self._aside = SetAside((self._one, self._two, self._number), folder)
        self._one, self._two, self._number = self._aside.arrays
        return seconds

    def add(self, keys: Keys, numbers: Longs) -> None:
        """Pairs that are all different and not in the table yet."""
        self._count += len(numbers)
        if self._count > MOST_FULL * len(self._number):
            self._grow()
        self._put(keys, numbers.astype(np.int32))

    def _clear(self, slots: int) -> None:
        self._one, self._two = np.zeros(slots, dtype=np.uint64), np.zeros(slots, dtype=np.uint64)
        self._number = np.full(slots, FREE, dtype=np.int32)
        self._mask = np.uint64(slots - 1)

    def _grow(self) -> None:
        used = self._number != FREE
        keys, numbers = (self._one[used], self._two[used]), self._number[used]
        slots = len(self._number)
        while self._count > MOST_FULL * slots:
            slots *= 2
        self._clear(slots)
        self._put(keys, numbers)

    def _put(self, keys: Keys, numbers: np.ndarray) -> None:
        one, two = keys
        slot = (one & self._mask).astype(np.int64)
        left = np.arange(len(numbers))
        while len(left):
            here = slot[left]
            free = self._number[here] == FREE
            chosen = left[free]
            self._number[slot[chosen]] = chosen  # of several for one place the last stands
            won = np.zeros(len(left), dtype=np.bool_)
            won[free] = self._number[slot[chosen]] == chosen
            winners = left[won]
            self._one[slot[winners]], self._two[slot[winners]] = one[winners], two[winners]
            self._number[slot[winners]] = numbers[winners]
            left = left[~won]
            slot[left] = (slot[left] + 1) & int(self._mask)


def first_of_each(keys: Keys) -> tuple[Longs, Longs]:
    """Where each different pair first stands, and for every pair its place in that list."""
    one, two = keys
    order = np.argsort(one, kind="stable")
    differs, also = np.diff(one[order]) != 0, np.diff(two[order]) != 0
    if (also & ~differs).any():
        order = np.lexsort((two, one))
        differs, also = np.diff(one[order]) != 0, np.diff(two[order]) != 0
    starts: Bools = np.ones(len(order), dtype=np.bool_)
    starts[1:] = differs | also
    group = np.cumsum(starts) - 1
    place = np.empty(len(order), dtype=np.int64)
    place[order] = group
    return order[starts], place
