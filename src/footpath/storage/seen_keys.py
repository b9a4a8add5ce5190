"""Which events were seen before, by two 64-bit hashes of their content: open addressing, a column at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from footpath.model.events import Bools, Longs
from footpath.storage.key_filter import KeyFilter
from footpath.storage.set_aside import SetAside

Keys = tuple[np.ndarray, np.ndarray]
FIRST_SLOTS, MOST_SLOTS = 1 << 16, 1 << 22
MOST_FULL = 0.5  # beyond it, events that are new meet long runs of taken slots
HIGH, LOW = np.uint64(0xFFFFFFFF00000000), np.uint64(0x00000000FFFFFFFF)


class SeenKeys:
    """About 100 MB however many there are: a table that is full is set aside in a file, 16 bytes an event.

    A filter tells of nearly all new events that they are in none of the tables; the others are looked for there.

    Args:
        folder: where to set aside; None: the system's temporary folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._filter = KeyFilter()
        self._tables = [_Table(FIRST_SLOTS)]

    def take_new(self, keys: Keys) -> Bools:
        """True where an event is the first of its content, here and in all that was taken; those are taken now.

        Raises:
            UserError: there is no room to set aside what was taken.
        """
        marks, places = _mark(keys)
        new = np.ones(len(marks), dtype=np.bool_)
        left = np.flatnonzero(self._filter.may_hold(marks))
        for table in reversed(self._tables if len(left) else []):
            found = table.contains(marks[left], places[left])
            new[left[found]] = False
            left = left[~found]
        left = np.flatnonzero(new)
        again = _repeated(marks[left], places[left])
        new[left[again]] = False
        self._add(marks[left[~again]], places[left[~again]])
        return new

    def _add(self, marks: np.ndarray, places: np.ndarray) -> None:
        self._filter.put(marks)
        while len(marks):
            table = self._tables[-1]
            fits = table.room
            table.put(marks[:fits], places[:fits])
            marks, places = marks[fits:], places[fits:]
            if len(marks):
                table.set_aside(self._folder)
                self._tables.append(_Table(MOST_SLOTS))


class _Table:
    """Upper halves of both hashes; the place, from the lower half of the first, tells more than 12 bits of the rest."""

    def __init__(self, slots: int) -> None:
        self._marks = np.zeros(slots, dtype=np.uint64)
        self._left = int(slots * MOST_FULL)
        self._aside: SetAside | None = None

    @property
    def room(self) -> int:
        return self._left

    def set_aside(self, folder: Path | None) -> None:
        """Into a file: from now on it can only be looked into."""
        self._aside = SetAside([self._marks], folder)
        [self._marks] = self._aside.arrays

    def contains(self, marks: np.ndarray, places: np.ndarray) -> Bools:
        slot, mask = self._slot(places)
        there = self._marks[slot]
        found = np.asarray(there == marks)
        left = np.flatnonzero(~found & (there != 0))
        while len(left):
            slot[left] = (slot[left] + 1) & mask
            there = self._marks[slot[left]]
            found[left] = there == marks[left]
            left = left[(there != 0) & ~found[left]]
        if self._aside is not None:
            self._aside.rest()
        return found

    def put(self, marks: np.ndarray, places: np.ndarray) -> None:
        """Marks that are not in the table, not more than there is room for; no two alike at one place."""
        self._left -= len(marks)
        slot, mask = self._slot(places)
        while len(marks):
            free = self._marks[slot] == 0
            self._marks[slot[free]] = marks[free]  # of several for one place the last stands
            lost = self._marks[slot] != marks
            marks, slot = marks[lost], (slot[lost] + 1) & mask

    def _slot(self, places: np.ndarray) -> tuple[Longs, int]:
        mask = len(self._marks) - 1
        return (places & np.uint64(mask)).astype(np.int64), mask


def _mark(keys: Keys) -> tuple[np.ndarray, np.ndarray]:
    """What is kept of each pair (never 0), and what its place is reckoned from."""
    one, two = keys
    return (one & HIGH) | (two >> np.uint64(32)) | np.uint64(1), one & LOW


def _repeated(marks: np.ndarray, places: np.ndarray) -> Bools:
    """True for each but the first of its kind."""
    again = np.zeros(len(marks), dtype=np.bool_)
    ordered = np.sort(marks)
    if not (ordered[1:] == ordered[:-1]).any():
        return again
    order: Longs = np.argsort(marks, kind="stable")
    same = (marks[order][1:] == marks[order][:-1]) & (places[order][1:] == places[order][:-1])
    again[order[1:][same]] = True
    return again
