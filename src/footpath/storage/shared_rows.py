"""What many events share, once: rows of `contexts` and `details`, and each event's number of them."""

from __future__ import annotations

import secrets

import numpy as np

from footpath.model.events import Longs
from footpath.storage.key_table import Keys, KeyTable, first_of_each

Columns = dict[str, np.ndarray]


class SharedRows:
    """Numbers for combinations of columns, from `first` on; rows that are new are handed back to be written."""

    def __init__(self, names: tuple[str, ...], first: int) -> None:
        self._names, self._next = names, first
        self._table = KeyTable()
        self._odd = np.array([[secrets.randbits(64) | 1 for _ in names] for _ in range(2)], dtype=np.uint64)

    def take(self, columns: Columns) -> tuple[Longs, Columns]:
        """Each event's number, and the new rows with their `id`."""
        keys = self._keys(columns)
        numbers = self._table.find(keys)
        new = np.flatnonzero(numbers < 0)
        if not len(new):
            return numbers, {}
        fresh = keys[0][new], keys[1][new]
        firsts, group = first_of_each(fresh)
        given = np.arange(self._next, self._next + len(firsts))
        self._next += len(firsts)
        self._table.add((fresh[0][firsts], fresh[1][firsts]), given)
        numbers[new] = given[group]
        rows = new[firsts]
        return numbers, {"id": given, **{name: columns[name][rows] for name in self._names}}

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
