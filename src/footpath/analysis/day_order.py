"""Sessions in the order of the days on which they began: counting by day is then counting bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import WORD, Bits, grouped, unpacked
from footpath.analysis.planes import Planes
from footpath.model.events import Longs

FEW_DAYS = 1 << 20


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which sessions began.

    Attributes:
        days: shape (d,), the different days since 1970, UTC, ascending.
        place: shape (s,), the place of the session's day among them, in as few bytes as will do.
        order: the sessions by day, each day filled up to whole words with the number of sessions, which is none.
        starts: shape (d,), the word at which each day begins.
    """

    days: Longs
    place: np.ndarray
    order: Longs
    starts: Longs

    @classmethod
    def of(cls, day: Longs) -> Days:
        """`day` is that of each session, shape (s,)."""
        days, place = _places(day)
        counts = np.bincount(place, minlength=len(days))
        words = -(-counts // WORD)
        starts = np.cumsum(words) - words
        place = place.astype(np.min_scalar_type(len(days)))
        by_day = np.argsort(place, kind="stable")
        order = np.full(int(words.sum()) * WORD, len(day), dtype=np.int64)
        order[np.arange(len(day)) + np.repeat(starts * WORD - (np.cumsum(counts) - counts), counts)] = by_day
        return cls(days, place, order, starts)

    def ordered(self, flags: Bits) -> Bits:
        """Packed flags of sessions, in the order of the days."""
        return np.packbits(np.append(unpacked(flags, len(self.place)), False).take(self.order))

    def count(self, *ordered: Bits) -> Longs:
        """How many sessions of each day are in all of the sets, which are in the order of the days; shape (d,)."""
        both = ordered[0]
        for one in ordered[1:]:
            both = both & one
        if not len(self.days):
            return np.zeros(0, dtype=np.int64)
        return np.add.reduceat(np.bitwise_count(both.view(np.uint64)), self.starts, dtype=np.int64)

    def total(self, ordered: Planes, chosen: Bits) -> Longs:
        """The sum of whole numbers over the chosen sessions of each day; both in the order of the days."""
        parts = (self.count(plane, chosen) << k for k, plane in enumerate(ordered.planes))
        return sum(parts, np.zeros(len(self.days), dtype=np.int64))


def _places(day: Longs) -> tuple[Longs, Longs]:
    """The different days, ascending, and the place of each session's among them."""
    earliest, latest = int(day.min(initial=FEW_DAYS)), int(day.max(initial=-FEW_DAYS))
    if latest - earliest >= FEW_DAYS:
        return grouped(day)
    present = np.bincount(day - earliest) > 0
    place = np.cumsum(present) - 1
    return np.flatnonzero(present) + earliest, place[day - earliest]
