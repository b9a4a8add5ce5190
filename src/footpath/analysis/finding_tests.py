"""The tests behind findings: each gives every case it tried, q values corrected over those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footpath.analysis.significance import adjusted, rates_differ
from footpath.analysis.tails import binomial_tail
from footpath.model.more_metrics import MoreMetrics
from footpath.model.rate import Rate
from footpath.model.results import ElementMetrics, Metrics, PathGraph, Retention, SceneRetention
from footpath.model.story import Story

ENOUGH = 30
NEIGHBOURS = 8
REPLAYS = 0.25


@dataclass(frozen=True, slots=True)
class Tested:
    """`n` of `of` where `expected` were expected; `share_of_rest` is what it was held against.

    `name`: ids of what was tested: an element; media and band; scene and scene; scene and second.
    """

    name: tuple[str, ...]
    n: int
    of: int
    expected: float
    share_of_rest: float
    p_value: float
    q_value: float

    @property
    def ratio(self) -> float:
        return self.n / self.expected if self.expected else float("inf") if self.n else 1.0


def lift_tests(metrics: Metrics) -> list[Tested]:
    """Each element's CTR against the rest of its kind: at least two others, 30 exposed on both sides."""
    cases = []
    for element in metrics.elements:
        rest = [e.ctr for e in metrics.elements if e.kind == element.kind and e is not element]
        if len(rest) > 1:
            cases.append(((element.id,), element.ctr, _sum(rest)))
    return _against_the_rest(cases)


def small_target_tests(metrics: Metrics, size_px: float) -> list[Tested]:
    """Near misses in space of those and hits, of each small element against all that are large enough."""
    sized = [e for e in metrics.elements if e.smallest_px is not None]
    large = _sum([_missed(e) for e in sized if e.smallest_px is not None and e.smallest_px >= size_px])
    small = [e for e in sized if e.smallest_px is not None and e.smallest_px < size_px]
    return _against_the_rest([((e.id,), _missed(e), large) for e in small])


def _missed(element: ElementMetrics) -> Rate:
    return Rate(element.misses_space, element.misses_space + element.clicks)


def band_tests(more: MoreMetrics) -> list[Tested]:
    """CTR of the CTAs in each attention band against the other bands of its media."""
    cases = []
    for band in more.bands:
        rest = [b.rate for b in more.bands if b.media_id == band.media_id and b is not band]
        cases.append(((band.media_id, band.label), band.rate, _sum(rest)))
    return _against_the_rest(cases)


def _sum(rates: Sequence[Rate]) -> Rate:
    return Rate(sum(r.n for r in rates), sum(r.of for r in rates))


def _against_the_rest(cases: Sequence[tuple[tuple[str, ...], Rate, Rate]]) -> list[Tested]:
    told = [(name, a, b) for name, a, b in cases if min(a.of, b.of) >= ENOUGH]
    p_values = [rates_differ(a, b) for _, a, b in told]
    return corrected([
        Tested(name, a.n, a.of, a.of * b.n / b.of, b.n / b.of, p, p)
        for (name, a, b), p in zip(told, p_values, strict=True)
    ])  # fmt: skip


def corrected(tested: list[Tested]) -> list[Tested]:
    """The same with q values over all of them (Benjamini & Hochberg 1995)."""
    q_values = adjusted(np.array([t.p_value for t in tested])).tolist() if tested else []
    return [
        Tested(t.name, t.n, t.of, t.expected, t.share_of_rest, t.p_value, q)
        for t, q in zip(tested, q_values, strict=True)
    ]


def default_tests(paths: PathGraph, story: Story) -> list[Tested]:
    """Each way out of a scene that offers several: whether more than half of those who took it were led by default.

    Choices that belong to an element are offered, all where none does; going on without being asked
    is no choice.
    """
    offered = [c.from_scene for c in story.choices if c.element_id] or [c.from_scene for c in story.choices]
    forks = {scene for scene in offered if offered.count(scene) > 1}
    scene_of = {node.id: node.scene_id for node in paths.nodes}
    went: dict[tuple[str, str], tuple[int, int]] = {}
    for link in paths.links:
        start, end = scene_of[link.source], scene_of[link.target]
        if start is not None and end is not None and start in forks:
            n, of = went.get((start, end), (0, 0))
            went[start, end] = (n + link.by_default, of + link.sessions)
    return corrected([
        Tested((start, end), n, of, of / 2, 0.5, float(binomial_tail(n, of, 0.5)), 1.0)
        for (start, end), (n, of) in went.items()
        if of >= ENOUGH
    ])  # fmt: skip


def rewatch_tests(retention: Retention) -> list[Tested]:
    """Each bin's replays against those of up to 8 bins on either side, given both: binomial in unique viewers.

    Told are those with replays of a quarter of their viewers that are the most within 8 bins; q is over every bin.
    """
    tested = [one for scene in retention.scenes for one in _replays(scene)]
    sure = corrected([one for one, _ in tested])
    return [one for one, (_, peak) in zip(sure, tested, strict=True) if peak]


def _replays(scene: SceneRetention) -> list[tuple[Tested, bool]]:
    again, viewers = scene.plays - scene.viewers, scene.viewers
    total_again, total_viewers = (np.concatenate([[0], np.cumsum(v)]) for v in (again, viewers))
    bins = np.arange(len(again))
    low, high = np.maximum(bins - NEIGHBOURS, 0), np.minimum(bins + NEIGHBOURS + 1, len(again))
    around, seen = total_again[high] - total_again[low] - again, total_viewers[high] - total_viewers[low] - viewers
    share = viewers / np.maximum(viewers + seen, 1)
    p_values = binomial_tail(again, again + around, share)
    expected = viewers * around / np.maximum(seen, 1)
    return [
        (
            Tested(
                (scene.scene_id, repr(float(scene.t_s[k]))), int(again[k]), int(viewers[k]), float(expected[k]),
                float(around[k] / seen[k]), float(p_values[k]), 1.0,
            ),
            bool(again[k] >= REPLAYS * viewers[k] and again[k] == again[low[k] : high[k]].max()),
        )
        for k in np.flatnonzero((viewers >= ENOUGH) & (seen >= ENOUGH))
    ]  # fmt: skip
