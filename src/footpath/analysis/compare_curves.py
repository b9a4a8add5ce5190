"""Do two selections leave alike? Log-rank with delayed entry, stratified by scene; and bin by bin."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.special import chdtrc

from footpath.analysis.by_visit import ByVisit, Watched
from footpath.analysis.columns import group_starts
from footpath.analysis.data import Data
from footpath.analysis.edges import bin_count
from footpath.analysis.remembering import remembered
from footpath.analysis.significance import adjusted, rates_differ
from footpath.analysis.walk import Walk, Way
from footpath.model.curves import BinDifference, CurveComparison
from footpath.model.events import Bools, Floats, Kind
from footpath.model.rate import Rate
from footpath.model.story import Scene

Spans = tuple[Floats, Floats, Bools]  # entered, furthest, left for good


@dataclass(frozen=True, slots=True)
class _Stratum:
    """A scene by its index, along a path at one `step` of it; `spans` gives those of the sessions chosen."""

    scene: int
    spans: Callable[[Bools], Spans]
    step: int | None = None


def compare_curves(data: Data, a: Bools, b: Bools) -> CurveComparison:
    """Mantel's (1966) test over every scene's survival; `a` and `b`: shape (s,), the sessions of each side."""
    scenes = range(len(data.story.scenes))
    return _compare(data, a, b, [_Stratum(k, partial(_spans, data.reading, k)) for k in scenes])


def compare_along(data: Data, a: Bools, b: Bools, way: Way) -> CurveComparison:
    """The same over every step of a path, for what those of each side who came along it up to there watched on it."""
    walk = Walk.along(way, data.reading, a | b)
    watched = remembered(data, "by visit", lambda: ByVisit.of(data.reading))

    def spans_at(step: int, scene: int, mask: Bools) -> Spans:
        return _spans(watched, scene, walk.visits(step, mask))

    strata = [_Stratum(at.scene, partial(spans_at, k, at.scene), k) for k, at in enumerate(walk.steps)]
    return replace(_compare(data, a & walk.came(0), b & walk.came(0), strata), steps=walk.steps)


def _compare(data: Data, a: Bools, b: Bools, strata: list[_Stratum]) -> CurveComparison:
    shared, only_a, only_b = int((a & b).sum()), a & ~b, b & ~a
    note = f"{shared} sessions are in both and take no part" if shared else ""
    if shared and not only_a.any() and not only_b.any():
        note = "Both sides are the same sessions"
    elif shared and not only_b.any():
        only_b, note = b, "The second lies within the first: it is held against the rest of it"
    elif shared and not only_a.any():
        only_a, note = a, "The first lies within the second: it is held against the rest of it"
    sides = (int(only_a.sum()), int(only_b.sum()))
    if Kind.EXIT not in data.kinds:
        return CurveComparison(sides, shared, 0.0, 0.0, None, None, (), "The source records no exits")
    observed = expected = variance = 0.0
    bins: list[BinDifference] = []
    for stratum in strata:
        one, two = stratum.spans(only_a), stratum.spans(only_b)
        part = log_rank(one, two)
        observed, expected, variance = observed + part[0], expected + part[1], variance + part[2]
        found = _bins(data.story.scenes[stratum.scene], one, two, data.settings.retention_bin_s)
        bins += [replace(x, step=stratum.step) for x in found]
    chi = (observed - expected) ** 2 / variance if variance > 0 else None
    q_values = adjusted(np.array([x.p_value for x in bins])) if bins else ()
    tested = tuple(replace(x, q_value=float(q)) for x, q in zip(bins, q_values, strict=True))
    p_value = None if chi is None else float(chdtrc(1, chi))
    if p_value is None and not note:
        note = "Nobody left while both sides were there"
    return CurveComparison(sides, shared, observed, expected, chi, p_value, tested, note)


def _spans(watched: Watched, scene: int, mask: Bools) -> Spans:
    """Of every session (or visit) chosen that watched a scene: first moment, last moment, whether it was left there."""
    pieces = watched.pieces
    rows = np.flatnonzero((pieces.scene == scene) & mask[pieces.session])
    session = pieces.session[rows]
    first = group_starts(session)
    if not len(first):
        return np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.bool_)
    who = session[first]
    entered = np.minimum.reduceat(pieces.start_s[rows], first)
    furthest = np.maximum.reduceat(pieces.end_s[rows], first)
    return entered, furthest, watched.dropped_off[who] & (watched.exit_scene[who] == scene)


def log_rank(one: Spans, two: Spans) -> tuple[float, float, float]:
    """(observed, expected, variance) of the exits of the first side; at risk at t: entered < t ≤ furthest."""
    times = np.unique(np.concatenate([one[1][one[2]], two[1][two[2]]]))
    risk_a, risk_b = _at_risk(one, times), _at_risk(two, times)
    left_a, left_b = _left(one, times), _left(two, times)
    risk, left = risk_a + risk_b, left_a + left_b
    expected = left * risk_a / risk
    spread = expected * (risk_b / risk) * (risk - left) / np.maximum(risk - 1, 1)
    return float(left_a.sum()), float(expected.sum()), float(spread.sum())


def _at_risk(spans: Spans, times: Floats) -> Floats:
    begun = np.searchsorted(np.sort(spans[0]), times, side="left")
    return np.asarray(begun - np.searchsorted(np.sort(spans[1]), times, side="left"), dtype=np.float64)


def _left(spans: Spans, times: Floats) -> Floats:
    at = np.searchsorted(times, spans[1][spans[2]])
    return np.bincount(at, minlength=len(times)).astype(np.float64)


def _bins(scene: Scene, one: Spans, two: Spans, width_s: float) -> list[BinDifference]:
    """Exits in each bin among those who were in the scene at its begin or came in during it."""
    ends = [float(spans[1].max(initial=scene.start_s)) for spans in (one, two)]
    stop = scene.end_s if math.isfinite(scene.end_s) else max(ends)
    found = []
    for k in range(bin_count(stop - scene.start_s, width_s)):
        low, high = scene.start_s + k * width_s, scene.start_s + (k + 1) * width_s
        sides = [_in_bin(spans, low, high) for spans in (one, two)]
        (exits_a, risk_a), (exits_b, risk_b) = sides
        if exits_a + exits_b and risk_a and risk_b:
            p_value = rates_differ(Rate(exits_a, risk_a), Rate(exits_b, risk_b))
            found.append(BinDifference(scene.id, low, (exits_a, exits_b), (risk_a, risk_b), p_value, 1.0))
    return found


def _in_bin(spans: Spans, low: float, high: float) -> tuple[int, int]:
    entered, furthest, left = spans
    here = (entered < high) & (furthest >= low)
    return int((here & left & (furthest < high)).sum()), int(here.sum())
