"""Survival with delayed entry, for any sessions at once: Kaplan & Meier (1958) with Greenwood's variance.

Events come before censorings at the same time; at risk at t: entered < t ≤ furthest.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from footpath.analysis.by_visit import Watched
from footpath.analysis.columns import by_scene, group_starts
from footpath.analysis.edges import Edges
from footpath.analysis.tally import EVERY, Mask, Tally
from footpath.model.events import Bools, Floats, Ints, Longs
from footpath.model.rate import Z_95


@dataclass(frozen=True, slots=True)
class Spans:
    """From the first to the furthest moment that each session watched of each scene; by scene, then session."""

    session: Ints
    scene: Ints
    entered: Floats
    furthest: Floats
    is_event: Bools

    @classmethod
    def of(cls, watched: Watched, scenes: int) -> Spans:
        pieces = watched.pieces
        order = by_scene(pieces.scene, scenes)
        session, scene = pieces.session[order], pieces.scene[order]
        first = group_starts(scene.astype(np.int64) * len(watched.dropped_off) + session)
        who, where = session[first], scene[first]
        if len(first):
            entered = np.minimum.reduceat(pieces.start_s[order], first)
            furthest = np.maximum.reduceat(pieces.end_s[order], first)
        else:
            entered = furthest = np.zeros(0)
        return cls(who, where, entered, furthest, watched.dropped_off[who] & (watched.exit_scene[who] == where))


@dataclass(frozen=True, slots=True)
class SurvivalTable:
    """The moments of all scenes at which anybody left for good: each scene's in order, scene after scene.

    Attributes:
        leaver: the session of every event, in the order of the moments.
        leaver_moment: the moment of every event.
        moments: shape (k + 1,), how many moments lie before those of each scene.
        risk: entered − furthest, by how many of the scene's times (its moments and its bins' edges) each has reached.
        slots: shape (k + 1,), where each scene's slots of `risk` begin; they are one more than its times.
        moment_slot: the slot of `risk` of each moment.
        edge_slot: shape (edges,), the one of each edge.
        before: shape (edges,), how many moments lie before those of the edge's scene.
        passed: shape (edges,), how many moments, of all scenes' together, are not after each edge.
    """

    leaver: Ints
    leaver_moment: Ints
    moments: Longs
    risk: Tally
    slots: Longs
    moment_slot: Longs
    edge_slot: Longs
    before: Longs
    passed: Longs

    @classmethod
    def of(cls, spans: Spans, edges: Edges, sessions: int) -> SurvivalTable:
        """Read once for a review."""
        scenes = len(edges.bins)
        rows = np.flatnonzero(spans.is_event)
        rows = rows[np.lexsort((spans.furthest[rows], spans.scene[rows]))]
        first = _changes(spans.scene[rows], spans.furthest[rows])
        scene, moment = spans.scene[rows[first]], spans.furthest[rows[first]]
        moments = np.searchsorted(scene, np.arange(scenes + 1))
        edge_scene = np.repeat(np.arange(scenes), edges.bins + 1)
        times, slot, slots = _times(np.concatenate([scene, edge_scene]), np.concatenate([moment, edges.flat_s]), scenes)
        ends = [
            _reached(times, slots - np.arange(scenes + 1), spans.scene, at) + slots[spans.scene]
            for at in (spans.entered, spans.furthest)
        ]
        return cls(
            spans.session[rows],
            np.repeat(np.arange(len(first), dtype=np.int32), np.diff(first, append=len(rows))),
            moments,
            Tally.between(ends[0], ends[1], spans.session, (len(times) + scenes, sessions)),
            slots,
            slot[: len(moment)],
            slot[len(moment) :],
            moments[edge_scene],
            moments[edge_scene] + _reached(moment, moments, edge_scene, edges.flat_s),
        )

    def at_edges(self, mask: Mask, scene: int | None = None) -> tuple[Longs, Floats, Floats, Floats]:
        """How many are at risk at every edge, S(t) there and its 95 % log-log interval; each of shape (edges,).

        Args:
            mask: shape (s,), the sessions at risk; as `Tally.total` takes it.
            scene: only this one's events, by its index; the other scenes' edges tell nothing.
        """
        slots, events = self._of_scene(scene)
        at_risk = np.cumsum(self.risk.total(mask, slots))
        at, deaths = self._deaths(mask, events)
        risk = at_risk[self.moment_slot[at]]
        rest = (risk - deaths).astype(np.float64)
        nobody = rest == 0
        with np.errstate(divide="ignore"):
            terms = np.where(nobody, 0.0, np.log1p(-deaths / risk))
            spread = np.where(nobody, 0.0, deaths / (risk * rest))
        low, high = np.searchsorted(at, self.before), np.searchsorted(at, self.passed)
        log_s, greenwood = _between(terms, low, high), _between(spread, low, high)
        last = np.flatnonzero(nobody)
        ended = np.searchsorted(last, high) > np.searchsorted(last, low)
        survival = np.where(ended, 0.0, np.exp(log_s))
        return at_risk[self.edge_slot], survival, *_interval(survival, log_s, greenwood)

    def _deaths(self, mask: Mask, events: slice) -> tuple[Longs, Longs]:
        """The moments at which anybody chosen left: which, and how many left."""
        moment = self.leaver_moment[events][mask.take(self.leaver[events]) != 0]
        first = group_starts(moment)
        return moment[first], np.diff(first, append=len(moment))

    def _of_scene(self, scene: int | None) -> tuple[slice, slice]:
        """The slots of `risk` and the events of one scene; of all where None."""
        if scene is None:
            return EVERY, EVERY
        events = np.searchsorted(self.leaver_moment, self.moments[scene : scene + 2]).tolist()
        return slice(*self.slots[scene : scene + 2].tolist()), slice(*events)


def _times(scene: Longs | Ints, time_s: Floats, scenes: int) -> tuple[Floats, Longs, Longs]:
    """Times in order by scene; the slot of each, as they were given; where each scene's slots begin."""
    order = np.lexsort((time_s, scene))
    slot = np.empty(len(order), dtype=np.int64)
    slot[order] = np.arange(len(order)) + scene[order]
    slots = np.searchsorted(scene[order], np.arange(scenes + 1)) + np.arange(scenes + 1)
    return time_s[order], slot, slots


def _changes(scene: Ints, moment: Floats) -> Longs:
    """Where a scene or a moment begins."""
    if not len(scene):
        return np.zeros(0, dtype=np.int64)
    other = (scene[1:] != scene[:-1]) | (moment[1:] != moment[:-1])
    return np.concatenate([[0], np.flatnonzero(other) + 1])


def _reached(moment: Floats, bounds: Longs, scene: Longs | Ints, at_s: Floats) -> Longs:
    """How many of its scene's moments are not after each time; `bounds`: where each scene's moments begin."""
    found = np.zeros(len(at_s), dtype=np.int64)
    for low, high in pairwise([*group_starts(scene).tolist(), len(scene)]):
        k = scene[low]
        found[low:high] = np.searchsorted(moment[bounds[k] : bounds[k + 1]], at_s[low:high], side="right")
    return found


def _between(values: Floats, low: Longs, high: Longs) -> Floats:
    """Sums of values[low:high], for few and long stretches."""
    cuts = np.unique(np.concatenate([low, high]))
    cuts = cuts[cuts < len(values)]
    before = np.concatenate([[0.0], np.cumsum(np.add.reduceat(values, cuts))]) if len(cuts) else np.zeros(1)
    return np.asarray(before[np.searchsorted(cuts, high)] - before[np.searchsorted(cuts, low)], dtype=np.float64)


def _interval(survival: Floats, log_s: Floats, greenwood: Floats) -> tuple[Floats, Floats]:
    low, high = survival.copy(), survival.copy()
    inner = (survival > 0) & (survival < 1)
    log_inner = log_s[inner]
    half = Z_95 * np.sqrt(np.maximum(greenwood[inner], 0.0)) / np.abs(log_inner)
    low[inner], high[inner] = np.exp(log_inner * np.exp(half)), np.exp(log_inner * np.exp(-half))
    return low, high
