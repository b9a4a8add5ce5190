"""False clicks over media time: how many of the clicks in each bin were false."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import Bits, bits, set_before
from footpath.analysis.data import Data
from footpath.analysis.remembering import remembered
from footpath.model.clicks import ClickClass
from footpath.model.curves import ClickLane
from footpath.model.events import Bools, Floats, Longs


@dataclass(frozen=True, slots=True)
class _Bins:
    """Of one media's clicks, which lie by media time: those with a position, the false among them, packed.

    `rows`: of all clicks; `borders`: where each bin begins among them, and the last ends.
    """

    rows: slice
    placed: Bits
    false: Bits
    borders: Longs
    t_s: Floats

    @classmethod
    def of(cls, data: Data, media: int) -> _Bins:
        clicks, width = data.clicks, data.settings.retention_bin_s
        first, last = np.searchsorted(clicks.media, np.array([media, media + 1], dtype=clicks.media.dtype))
        first, last = int(first), int(last - np.count_nonzero(np.isnan(clicks.t_s[first:last])))  # without a time: last
        rows = slice(first, last)
        slot = np.floor(clicks.t_s[rows] / width).astype(np.int64)
        placed = ~np.isnan(clicks.x[rows])
        bins = int(slot[-1]) + 1 if len(slot) else 0
        false = placed & (clicks.klass[rows] == ClickClass.FALSE)
        borders = np.searchsorted(slot, np.arange(bins + 1))
        return cls(rows, bits(placed), bits(false), borders, np.arange(bins, dtype=np.float64) * width)

    def count(self, which: Bits) -> Longs:
        return np.diff(set_before(which, self.borders))


def click_lanes(data: Data, chosen: Bools) -> dict[str, ClickLane]:
    """By media id; `chosen`: shape (c,), the clicks looked at. Clicks without a position or a time don't count."""
    return {media.id: _lane(data, chosen, k) for k, media in enumerate(data.story.media)}


def _lane(data: Data, chosen: Bools, media: int) -> ClickLane:
    bins = remembered(data, f"clicks by bin of media {media}", lambda: _Bins.of(data, media))
    here = bits(chosen[bins.rows])
    every, false = bins.count(here & bins.placed), bins.count(here & bins.false)
    return ClickLane(bins.t_s, every, false, data.settings.retention_bin_s)
