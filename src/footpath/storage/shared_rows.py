"""What many events share, once: rows of `contexts` and `details`, and each event's number of them."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np

from footpath.model.events import Longs
from footpath.storage.key_numbers import KeyNumbers
from footpath.storage.key_table import Keys, first_of_each

Columns = dict[str, np.ndarray]


class SharedRows:
    """Numbers for combinations of columns, from `first` on; rows that are new are handed back to be written."""

    def __init__(self, names: tuple[str, ...], first: int, folder: Path | None = None) -> None:
        self._names, self._next = names, first
        self._known = KeyNumbers(folder)
        self._odd = np.array([[secrets.randbits(64) | 1 for _ in names] for _ in range(2)], dtype=np.uint64)

    def take(self, columns: Columns) -> tuple[Longs, Columns]:
        """Each event's number, and the new rows with their `id`."""
        keys = self._keys(columns)
        numbers = self._known.find(keys)
        left = np.flatnonzero(numbers < 0)
        if not len(left):
            return numbers, {}
        firsts, group = first_of_each((keys[0][left], keys[1][left]))
        rows = left[firsts]
        given = self._known.find_aside((keys[0][rows], keys[1][rows]))
        new = np.flatnonzero(given < 0)
        given[new] = np.arange(self._next, self._next + len(new))
        self._next += len(new)
        rows = rows[new]
        self._known.add((keys[0][rows], keys[1][rows]), given[new])
        numbers[left] = given[group]
        return numbers, {"id": given[new], **{name: columns[name][rows] for name in self._names}} if len(new) else {}

    def _keys(self, columns: Columns) -> Keys:
        """Two sums of all columns, each times a number that nobody outside can foresee."""
        one, two = (self._sum(columns, odd) for odd in self._odd)
        return one ^ (one >> np.uint64(32)), two

    def _sum(self, columns: Columns, odd: np.ndarray) -> np.ndarray:
        total = np.zeros(len(columns[self._names[0]]), dtype=np.uint64)
        for name, factor in zip(self._names, odd, strict=True):
            values = columns[name]
            bits = values.view(np.uint64) if values.dtype == np.float64 else values.astype(np.int64).view(np.uint64)
            total += bits * factor
        return total
