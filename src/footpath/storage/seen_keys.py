"""Which events were seen before, by two 64-bit hashes of their content: sorted runs, merged as they grow."""

from __future__ import annotations

import numpy as np

from footpath.model.events import Bools

Keys = tuple[np.ndarray, np.ndarray]


class SeenKeys:
    """16 bytes an event; adding n of N costs n log N, amortised."""

    def __init__(self, known: Keys) -> None:
        self._runs: list[Keys] = [_sorted(known)] if len(known[0]) else []

    def take_new(self, keys: Keys) -> Bools:
        """True where an event is the first of its content, here and in all that was taken; those are taken now."""
        low, high = keys
        order = np.lexsort((high, low))
        new = np.ones(len(low), dtype=np.bool_)
        same = (low[order][1:] == low[order][:-1]) & (high[order][1:] == high[order][:-1])
        new[order[1:][same]] = False
        for run in self._runs:
            new &= ~_contains(run, keys)
        if new.any():
            self._add((low[new], high[new]))
        return new

    def _add(self, keys: Keys) -> None:
        self._runs.append(_sorted(keys))
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= 2 * len(self._runs[-1][0]):
            one, other = self._runs.pop(), self._runs.pop()
            self._runs.append(_sorted((np.concatenate([other[0], one[0]]), np.concatenate([other[1], one[1]]))))


def _sorted(keys: Keys) -> Keys:
    order = np.lexsort((keys[1], keys[0]))
    return keys[0][order], keys[1][order]


def _contains(run: Keys, keys: Keys) -> Bools:
    """Whether each pair is in the run; of pairs that share their first hash the first two are looked at."""
    place = np.searchsorted(run[0], keys[0])
    found = np.zeros(len(keys[0]), dtype=np.bool_)
    for step in (0, 1):
        at = np.minimum(place + step, len(run[0]) - 1)
        found |= (run[0][at] == keys[0]) & (run[1][at] == keys[1])
    return found
