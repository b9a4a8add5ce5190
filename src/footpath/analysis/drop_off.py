"""Drop-off points: stretches that more sessions left for good than their surroundings explain.

Exits are held against viewer-seconds: what was watched in a bin, and the waiting of those held at the scene's last
frame. A stretch must exceed its surroundings' exits per viewer-second, their trend, and their exits per second: where
many go on by a choice and few leave, those few are many of the rest, but no more than before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

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
    if not scenes:
        return ()
    bins = _Bins.of(scenes, story, settings)
    tests = _tests(bins.scene.tobytes(), bins.place.tobytes())
    p_values, expected = _levels(bins, tests)
    _hold_against_trends(bins, tests, p_values, expected, settings.drop_off_fdr)
    q_values = adjusted(p_values)
    found: list[tuple[float, _Stretch]] = []
    for k in np.argsort(p_values, kind="stable").tolist():
        if q_values[k] > settings.drop_off_fdr:
            break
        stretch = _stretch(scenes, bins, tests, k, float(expected[k]), float(p_values[k]))
        found = _joined(found, float(q_values[k]), stretch)
    return tuple(_drop_off(stretch, q, settings.retention_bin_s) for q, stretch in found)


@dataclass(frozen=True, slots=True)
class _Bins:
    """The bins of all scenes, one scene after the other, in which an exit can be a drop-off and somebody was.

    All of shape (b,): which scene, which of its bins, exits, viewer-seconds.
    """

    scene: Longs
    place: Longs
    exits: Floats
    seconds: Floats

    @classmethod
    def of(cls, scenes: tuple[SceneRetention, ...], story: Story, settings: Settings) -> _Bins:
        usable = [
            np.flatnonzero(_open_bins(curves, story.scenes[story.scene_index[curves.scene_id]], settings))
            for curves in scenes
        ]
        return cls(
            np.repeat(np.arange(len(scenes)), [len(rows) for rows in usable]),
            np.concatenate(usable),
            np.concatenate([c.exits[rows] for c, rows in zip(scenes, usable, strict=True)]).astype(np.float64),
            np.concatenate([c.present_s[rows] for c, rows in zip(scenes, usable, strict=True)]),
        )


def _open_bins(curves: SceneRetention, scene: Scene, settings: Settings) -> Bools:
    """Not the tail that makes a session complete."""
    usable = curves.present_s > 0
    if scene.ending:
        usable &= curves.t_s + settings.retention_bin_s <= scene.end_s - settings.ending_tail_s + 1e-9
    return usable


@dataclass(frozen=True, slots=True)
class _Tests:
    """Stretches of bins [first, last), and what each is held against: [low, before) and [after, high). Shape (k,).

    Both sides of it; at a scene's end those before it alone. Those who have just arrived leave at a rate of their
    own, so the first bins, with nothing before them, are held against nothing.
    """

    first: Longs
    last: Longs
    low: Longs
    before: Longs
    after: Longs
    high: Longs

    @classmethod
    def of(cls, scene: Longs, place: Longs) -> _Tests:
        """Of every width, wherever its bins lie side by side with enough around them; by scene, width and place.

        `scene`, `place`: as of `_Bins`.
        """
        begin, end = np.searchsorted(scene, scene), np.searchsorted(scene, scene, "right")
        width = np.repeat(np.array(WIDTHS), len(scene))
        first = np.tile(np.arange(len(scene)), len(WIDTHS))
        inside = first + width <= end[first]
        first, last = first[inside], (first + width)[inside]
        ordered = np.lexsort((first, last - first, scene[first]))
        first, last = first[ordered], last[ordered]
        before = np.maximum(begin[first], first - GUARD)
        after = np.minimum(end[first], last + GUARD)
        low = np.maximum(begin[first], first - GUARD - SURROUNDINGS)
        high = np.minimum(end[first], after + SURROUNDINGS)
        needed = np.where(high - after >= AFTER, BEFORE, BEFORE_THE_END)
        whole = place[last - 1] - place[first] == last - 1 - first
        kept = (before - low >= needed) & whole
        return cls(*(column[kept] for column in (first, last, low, before, after, high)))

    def inside(self, values: Floats) -> Floats:
        """Sums over each stretch."""
        return _sums(values, self.first, self.last)

    def around(self, values: Floats) -> Floats:
        """Sums over what each is held against."""
        return _sums(values, self.low, self.before) + _sums(values, self.after, self.high)

    def bins(self, rows: Longs) -> tuple[Longs, Bools]:
        """Of some stretches, shape (r, n): their own bins, then those around them; and where a row has ended."""
        spans = [(low[rows], high[rows] - low[rows]) for low, high in self._spans]
        ends = np.cumsum([length for _, length in spans], axis=0)
        place = np.arange(int(ends[-1].max()))
        found = np.zeros((len(rows), len(place)), dtype=np.int64)
        for (low, length), end in zip(reversed(spans), reversed(ends), strict=True):
            found = np.where(place < end[:, None], (low + length - end)[:, None] + place, found)
        ended = place >= ends[-1][:, None]
        return np.where(ended, 0, found), ended

    @property
    def _spans(self) -> tuple[tuple[Longs, Longs], ...]:
        return (self.first, self.last), (self.low, self.before), (self.after, self.high)


@lru_cache(4)
def _tests(scene: bytes, place: bytes) -> _Tests:
    """Of the same bins, which most selections have, the same."""
    return _Tests.of(np.frombuffer(scene, np.int64), np.frombuffer(place, np.int64))


def _sums(values: Floats, first: Longs, last: Longs) -> Floats:
    """Sums of values[first:last] for many stretches."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(total[last] - total[first], dtype=np.float64)


def _levels(bins: _Bins, tests: _Tests) -> tuple[Floats, Floats]:
    """(p, expected exits) of each stretch by the level around it: the larger p of two tests.

    Given both together, exits inside are binomial in the share of viewer-seconds; and in the share of plain seconds.
    """
    inside, outside = tests.inside(bins.exits), tests.around(bins.exits)
    seen, seen_around = tests.inside(bins.seconds), tests.around(bins.seconds)
    width, width_around = tests.last - tests.first, tests.around(np.ones(len(bins.exits)))
    shares = np.stack([seen / (seen + seen_around), width / (width + width_around)])
    p_values = binomial_tail(inside, inside + outside, shares).max(axis=0)
    expected = np.maximum(seen / seen_around, width / width_around) * outside
    return np.asarray(p_values, dtype=np.float64), np.asarray(expected, dtype=np.float64)


def _hold_against_trends(bins: _Bins, tests: _Tests, p_values: Floats, expected: Floats, fdr: float) -> None:
    """The third test, which can only make a p larger: needed where the first two would find something.

    What the first two don't find at the rate `fdr` can't be found with larger p values either, nor can it change the
    q of what is found: Benjamini and Hochberg's q of a p depends on those up to the largest that is found alone.
    """
    rows = np.flatnonzero((adjusted(p_values) <= fdr) & (tests.around(bins.exits) > 0))
    if not len(rows):
        return
    places, ended = tests.bins(rows)
    exits, seconds = (np.where(ended, 0.0, values[places]) for values in (bins.exits, bins.seconds))
    p_trend, trend = step_ps(exits, seconds, places.astype(np.float64), tests.last[rows] - tests.first[rows])
    p_values[rows] = np.maximum(p_values[rows], p_trend)
    expected[rows] = np.maximum(expected[rows], trend)


def _stretch(
    scenes: tuple[SceneRetention, ...], bins: _Bins, tests: _Tests, k: int, expected: float, p_value: float
) -> _Stretch:
    first, last = int(tests.first[k]), int(tests.last[k])
    start, exits = int(bins.place[first]), int(bins.exits[first:last].sum())
    return _Stretch(scenes[bins.scene[first]], start, start + last - first, exits, expected, p_value)


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


def _drop_off(stretch: _Stretch, q_value: float, bin_s: float) -> DropOff:
    t = stretch.scene.t_s
    start, end = float(t[stretch.first]), float(t[stretch.last - 1] + bin_s)
    return DropOff(
        stretch.scene.scene_id, stretch.scene.media_id, start, end, stretch.exits, stretch.expected, stretch.p_value,
        q_value, stretch.scene.step,
    )  # fmt: skip
