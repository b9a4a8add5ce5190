"""False clicks over media time: how many of the clicks in each bin were false."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import Bits, bits, set_before
from footpath.analysis.data import Data
from footpath.analysis.edges import bin_count
from footpath.analysis.remembering import remembered
from footpath.analysis.selecting import click_rows
from footpath.analysis.walk import Walk
from footpath.model.clicks import ClickClass, Clicks
from footpath.model.curves import ClickLane
from footpath.model.events import Bools, Floats, Longs
from footpath.model.selection import Selection
from footpath.model.story import Story


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


def lanes_along(data: Data, selection: Selection, walk: Walk) -> dict[int, ClickLane]:
    """By step of a path that a selection was followed along, over the bins of its scene: the clicks of that visit."""
    clicks, visits, width = data.clicks, data.reading.visits, data.settings.retention_bin_s
    rows = click_rows(selection, data, walk.came(0))
    rows = rows[~np.isnan(clicks.x[rows])]
    session, scene, event = clicks.session[rows], clicks.scene[rows], clicks.event[rows]
    begun = np.append(visits.event, len(data.events))
    lanes = {}
    for step, at in enumerate(walk.steps):
        here = np.flatnonzero((scene == at.scene) & (walk.depth[session] > step))
        visit = walk.first[session[here]] + step
        here = here[(begun[visit] <= event[here]) & (event[here] < begun[visit + 1])]
        lanes[step] = _lane_of(clicks, rows[here], data.story, at.scene, width)
    return lanes


def _lane_of(clicks: Clicks, rows: Longs, story: Story, scene: int, width: float) -> ClickLane:
    """Over a scene's bins, its end in the last of them; what is told to be in it but lies outside doesn't count."""
    start_s, end_s = story.scenes[scene].start_s, story.scenes[scene].end_s
    inside = clicks.media[rows] == story.media_index[story.scenes[scene].media_id]
    inside &= (clicks.t_s[rows] >= start_s) & (clicks.t_s[rows] <= end_s)
    rows = rows[inside]
    bins = np.floor((clicks.t_s[rows] - start_s) / width).astype(np.int64)
    if math.isfinite(end_s):
        bins = np.minimum(bins, max(bin_count(end_s - start_s, width) - 1, 0))
    count, false = int(bins.max(initial=-1)) + 1, clicks.klass[rows] == ClickClass.FALSE
    t_s = start_s + np.arange(count, dtype=np.float64) * width
    return ClickLane(t_s, np.bincount(bins, minlength=count), np.bincount(bins[false], minlength=count), width)


def _lane(data: Data, chosen: Bools, media: int) -> ClickLane:
    bins = remembered(data, f"clicks by bin of media {media}", lambda: _Bins.of(data, media))
    here = bits(chosen[bins.rows])
    every, false = bins.count(here & bins.placed), bins.count(here & bins.false)
    return ClickLane(bins.t_s, every, false, data.settings.retention_bin_s)
