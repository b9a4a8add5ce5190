"""Drop-off points: stretches that more sessions left for good than their surroundings explain.

Exits are held against viewer-seconds: what was watched in a bin, and the waiting of those held at the scene's last
frame. A stretch must exceed its surroundings' exits per viewer-second, their trend, and their exits per second: where
many go on by a choice and few leave, those few are many of the rest, but no more than before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.significance import adjusted
from footpath.analysis.step_tests import step_ps
from footpath.analysis.tails import binomial_tail
from footpath.model.events import Bools, Floats, Longs
from footpath.model.results import DropOff, SceneRetention
from footpath.model.settings import Settings
from footpath.model.story import Scene, Story

WIDTHS = (1, 2, 4)
SURROUNDINGS = 15
GUARD = 1
BEFORE = 2
AFTER = 2
BEFORE_THE_END = 5
LOOKED_AT = 0.05


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Bins [first, last) of a scene; `expected` exits by level or trend of the surroundings, whichever is more."""

    scene: SceneRetention
    first: int
    last: int
    exits: int
    expected: float
    p_value: float


def drop_offs(scenes: tuple[SceneRetention, ...], story: Story, settings: Settings) -> tuple[DropOff, ...]:
    """Stretches found by a scan of several widths, false discovery rate controlled over all that were tested.

    Args:
        scenes: their whole curves.
        story: tells the endings, whose tails nobody can drop off in.
        settings: bin width, endings' tail, false discovery rate.
    """
    scans = [_scan(scene, width, story, settings) for scene in scenes for width in WIDTHS]
    _hold_against_trends(scans)
    tests = [test for scan in scans for test in scan.stretches()]
    if not tests:
        return ()
    q_values = adjusted(np.array([t.p_value for t in tests]))
    surest = np.argsort([t.p_value for t in tests], kind="stable")
    found: list[tuple[float, _Stretch]] = []
    for k in surest:
        if q_values[k] > settings.drop_off_fdr:
            break
        found = _joined(found, float(q_values[k]), tests[k])
    return tuple(_drop_off(stretch, q, settings.retention_bin_s) for q, stretch in found)


def _joined(found: list[tuple[float, _Stretch]], q_value: float, test: _Stretch) -> list[tuple[float, _Stretch]]:
    """The stretches found with one more: what overlaps a surer one adds nothing, what touches it makes it longer."""
    same = [(k, other) for k, (_, other) in enumerate(found) if other.scene is test.scene]
    if any(test.first < other.last and other.first < test.last for _, other in same):
        return found
    for k, other in same:
        if test.first == other.last or other.first == test.last:
            return [*found[:k], (found[k][0], _widened(other, test)), *found[k + 1 :]]
    return [*found, (q_value, test)]


def _widened(surer: _Stretch, test: _Stretch) -> _Stretch:
    first, last = min(surer.first, test.first), max(surer.last, test.last)
    seconds = surer.scene.present_s
    exits = int(surer.scene.exits[first:last].sum())
    rate = surer.expected / float(seconds[surer.first : surer.last].sum())
    return _Stretch(surer.scene, first, last, exits, rate * float(seconds[first:last].sum()), surer.p_value)


def _open_bins(curves: SceneRetention, scene: Scene, settings: Settings) -> Bools:
    """Bins in which an exit can be a drop-off and somebody was: not the tail that makes a session complete."""
    usable = curves.present_s > 0
    if scene.ending:
        usable &= curves.t_s + settings.retention_bin_s <= scene.end_s - settings.ending_tail_s + 1e-9
    return usable


@dataclass(slots=True)
class _Scan:
    """Every stretch of one width in one scene; `p_values` and `expected` by the levels around until the trend's are in.

    `rows`: which of them are to be held against a trend; `orders`: their own bins, then those around, a row each.
    """

    curves: SceneRetention
    width: int
    bins: Longs
    exits: Floats
    seconds: Floats
    around: _Around
    p_values: Floats
    expected: Floats
    rows: Longs
    orders: list[Longs]

    def stretches(self) -> list[_Stretch]:
        first = self.around.first
        starts, inside = self.bins[first], _sums(self.exits, first, first + self.width)
        return [
            _Stretch(self.curves, int(start), int(start) + self.width, int(n), float(e), float(p))
            for start, n, e, p in zip(starts, inside, self.expected, self.p_values, strict=True)
        ]


def _scan(curves: SceneRetention, width: int, story: Story, settings: Settings) -> _Scan:
    usable = _open_bins(curves, story.scenes[story.scene_index[curves.scene_id]], settings)
    bins = np.flatnonzero(usable)
    exits, seconds = curves.exits[bins].astype(np.float64), curves.present_s[bins]
    around = _Around.of(np.arange(max(0, len(bins) - width + 1)), width, len(bins))
    whole = bins[around.first + width - 1] - bins[around.first] == width - 1
    around = around.where(whole)
    p_values, expected = _levels(exits, seconds, around, width)
    rows = np.flatnonzero((p_values <= LOOKED_AT) & (around.total(exits) > 0))
    orders = [np.concatenate([np.arange(around.first[k], around.first[k] + width), around.bins(int(k))]) for k in rows]
    return _Scan(curves, width, bins, exits, seconds, around, p_values, expected, rows, orders)


def _hold_against_trends(scans: list[_Scan]) -> None:
    """The third test, of all that need it at once: a table with a row for each, filled up with 0."""
    longest = max((len(order) for scan in scans for order in scan.orders), default=0)
    if not longest:
        return
    tables = []
    for scan in scans:
        for order in scan.orders:
            table = np.zeros((3, longest))
            table[:, : len(order)] = scan.exits[order], scan.seconds[order], order
            tables.append(table)
    inside = np.concatenate([np.full(len(scan.rows), scan.width) for scan in scans])
    exits, seconds, places = np.stack(tables, axis=1)
    p_values, trends = step_ps(exits, seconds, places, inside)
    at = 0
    for scan in scans:
        mine = slice(at, at + len(scan.rows))
        scan.p_values[scan.rows] = np.maximum(scan.p_values[scan.rows], p_values[mine])
        scan.expected[scan.rows] = np.maximum(scan.expected[scan.rows], trends[mine])
        at = mine.stop


@dataclass(frozen=True, slots=True)
class _Around:
    """The bins that each stretch is held against: [low, before) and [after, high). All of shape (k,).

    Both sides of it; at a scene's end those before it alone. Those who have just arrived leave at a rate of their
    own, so the first bins, with nothing before them, are held against nothing.
    """

    first: Longs
    low: Longs
    before: Longs
    after: Longs
    high: Longs

    @classmethod
    def of(cls, first: Longs, width: int, count: int) -> _Around:
        """Those of stretches of `width` of `count` bins that have enough around them."""
        low, before = np.maximum(0, first - GUARD - SURROUNDINGS), np.maximum(0, first - GUARD)
        after = np.minimum(count, first + width + GUARD)
        high = np.minimum(count, after + SURROUNDINGS)
        needed = np.where(high - after >= AFTER, BEFORE, BEFORE_THE_END)
        return cls(first, low, before, after, high).where(before - low >= needed)

    def where(self, kept: Bools) -> _Around:
        return _Around(self.first[kept], self.low[kept], self.before[kept], self.after[kept], self.high[kept])

    def total(self, values: Floats) -> Floats:
        return _sums(values, self.low, self.before) + _sums(values, self.after, self.high)

    def bins(self, k: int) -> Longs:
        return np.concatenate([np.arange(self.low[k], self.before[k]), np.arange(self.after[k], self.high[k])])


def _sums(values: Floats, first: Longs, last: Longs) -> Floats:
    """Sums of values[first:last] for many stretches."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(total[last] - total[first], dtype=np.float64)


def _levels(exits: Floats, seconds: Floats, around: _Around, width: int) -> tuple[Floats, Floats]:
    """(p, expected exits) of each stretch by the level around it: the larger p of two tests.

    Given both together, exits inside are binomial in the share of viewer-seconds; and in the share of plain seconds.
    A third test, for a trend, is made only where these say p ≤ 0.05: no q under that depends on the others.
    """
    inside, outside = _sums(exits, around.first, around.first + width), around.total(exits)
    seen, seen_around = _sums(seconds, around.first, around.first + width), around.total(seconds)
    bins_around = around.total(np.ones(len(exits)))
    shares = np.stack([seen / (seen + seen_around), width / (width + bins_around)])
    p_values = binomial_tail(inside, inside + outside, shares).max(axis=0)
    expected = np.maximum(seen / seen_around, width / bins_around) * outside
    return np.asarray(p_values, dtype=np.float64), np.asarray(expected, dtype=np.float64)


def _drop_off(stretch: _Stretch, q_value: float, bin_s: float) -> DropOff:
    t = stretch.scene.t_s
    start, end = float(t[stretch.first]), float(t[stretch.last - 1] + bin_s)
    return DropOff(
        stretch.scene.scene_id, stretch.scene.media_id, start, end, stretch.exits, stretch.expected, stretch.p_value,
        q_value,
    )  # fmt: skip
