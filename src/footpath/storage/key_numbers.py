"""Numbers for pairs of hashes in fixed memory: what is too much for it is set aside in files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from footpath.model.events import Longs
from footpath.storage.key_filter import KeyFilter
from footpath.storage.key_table import Keys, KeyTable

MOST_KEYS = 200_000  # of a table: just what half a million slots take
FILTER_WORDS = 1 << 20  # 8 MB: of what is new, one in 1200 is looked for with 2 million, one in 4 with 20 million


class KeyNumbers:
    """20 MB however many there are. Two tables stay at hand: the last, and the first, as what is common comes up early.

    Args:
        folder: where to set aside; None: the system's temporary folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._first = self._last = KeyTable()
        self._aside: list[KeyTable] = []
        self._filter = KeyFilter(FILTER_WORDS)  # of what was set aside

    def find(self, keys: Keys) -> Longs:
        """Each pair's number; -1 where it has none, or none at hand."""
        return _found([self._last, self._first], keys)

    def find_aside(self, keys: Keys) -> Longs:
        """The same of what was set aside: for few pairs, all different."""
        numbers = np.full(len(keys[0]), -1, dtype=np.int64)
        left = np.flatnonzero(self._filter.may_hold(keys[1])) if self._aside else numbers[:0]
        numbers[left] = _found(self._aside[::-1], (keys[0][left], keys[1][left]))
        return numbers

    def add(self, keys: Keys, numbers: Longs) -> None:
        """Pairs that are all different and have no number yet. UserError where there is no room to set aside."""
        first = 0
        while first < len(numbers):
            if len(self._last) == MOST_KEYS:
                self._begin_table()
            part = slice(first, first + MOST_KEYS - len(self._last))
            self._last.add((keys[0][part], keys[1][part]), numbers[part])
            first = part.stop

    def _begin_table(self) -> None:
        if self._last is not self._first:
            self._filter.put(self._last.set_aside(self._folder))
            self._aside.append(self._last)
        self._last = KeyTable()


def _found(tables: list[KeyTable], keys: Keys) -> Longs:
    numbers = np.full(len(keys[0]), -1, dtype=np.int64)
    left = np.arange(len(numbers))
    for table in tables:
        if not len(left):
            break
        numbers[left] = table.find((keys[0][left], keys[1][left]))
        left = left[numbers[left] < 0]
    return numbers
