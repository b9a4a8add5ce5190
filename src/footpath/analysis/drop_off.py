"""Drop-off points: stretches that more sessions left for good than their surroundings explain.

Exits are held against viewer-seconds: what was watched in a bin, and the waiting of those held at the scene's last
frame. A stretch must exceed its surroundings' exits per viewer-second, their trend, and their exits per second: where
many go on by a choice and few leave, those few are many of the rest, but no more than before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from footpath.analysis.significance import adjusted, step_p
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
    tests = [test for scene in scenes for width in WIDTHS for test in _scan(scene, width, story, settings)]
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


def _scan(curves: SceneRetention, width: int, story: Story, settings: Settings) -> list[_Stretch]:
    usable = _open_bins(curves, story.scenes[story.scene_index[curves.scene_id]], settings)
    bins = np.flatnonzero(usable)
    exits, seconds = curves.exits[bins].astype(np.float64), curves.present_s[bins]
    tests = []
    for first in range(GUARD + BEFORE, len(bins) - width + 1):
        around = _around(first, first + width, len(bins))
        if around is None or bins[first + width - 1] - bins[first] != width - 1:
            continue
        inside = np.arange(first, first + width)
        p_value, expected = _test(exits, seconds, inside, around)
        stretch = _Stretch(curves, int(bins[first]), int(bins[first]) + width, int(exits[inside].sum()), expected,
                           p_value)  # fmt: skip
        tests.append(stretch)
    return tests


def _around(first: int, last: int, count: int) -> Longs | None:
    """The bins a stretch is held against; None where there are too few.

    Both sides of it; at a scene's end those before it alone. Those who have just arrived leave at a rate of their
    own, so the first bins, with nothing before them, are held against nothing.
    """
    before = np.arange(max(0, first - GUARD - SURROUNDINGS), first - GUARD)
    after = np.arange(last + GUARD, min(count, last + GUARD + SURROUNDINGS))
    enough = len(before) >= (BEFORE if len(after) >= AFTER else BEFORE_THE_END)
    return np.concatenate([before, after]) if enough else None


def _test(exits: Floats, seconds: Floats, inside: Longs, around: Longs) -> tuple[float, float]:
    """(p, expected exits) of a stretch: the largest p of three tests.

    Levels: given both together, exits inside are binomial with the share of viewer-seconds, and of plain seconds.
    Trend: a step on top of a log-linear Poisson trend; looked at only where the levels say p ≤ 0.05, which no q under
    that depends on.
    """
    n, outside = exits[inside].sum(), exits[around].sum()
    seen, seen_around = seconds[inside].sum(), seconds[around].sum()
    expected = max(float(seen / seen_around), len(inside) / len(around)) * float(outside)
    shares = np.array([seen / (seen + seen_around), len(inside) / (len(inside) + len(around))])
    p_value = float(binom.sf(n - 1, n + outside, shares).max())
    if p_value > 0.05 or not outside:
        return p_value, expected
    bins = np.concatenate([inside, around])
    trend_p, trend_expected = step_p(exits[bins], seconds[bins], bins.astype(np.float64), len(inside))
    return max(p_value, trend_p), max(expected, trend_expected)


def _drop_off(stretch: _Stretch, q_value: float, bin_s: float) -> DropOff:
    t = stretch.scene.t_s
    start, end = float(t[stretch.first]), float(t[stretch.last - 1] + bin_s)
    return DropOff(
        stretch.scene.scene_id, stretch.scene.media_id, start, end, stretch.exits, stretch.expected, stretch.p_value,
        q_value,
    )  # fmt: skip
