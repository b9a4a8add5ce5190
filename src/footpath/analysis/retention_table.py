"""What every session adds to the curves of every bin, read once: a selection only sums it up.

Bins of all scenes lie in one row of slots. A moment's slot within a scene is how many of the scene's edges it has
passed, so that the running sum of "begun − ended" over the slots is how many are there at each edge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import group_starts, repeated
from footpath.analysis.survival import SurvivalTable
from footpath.analysis.tally import Tally
from footpath.model.events import Bools, Floats, Ints, Longs
from footpath.model.reading import Pieces, Reading
from footpath.model.story import Story


@dataclass(frozen=True, slots=True)
class Edges:
    """The bins' edges of every scene, one scene after the other; shape (k,) but for the flat edges.

    Attributes:
        start_s: of each scene.
        bins: how many each scene has; it has one more edge, and one more slot than edges.
        first: where each scene's edges begin in `flat_s`.
        flat_s: seconds of media time.
    """

    start_s: Floats
    bins: Longs
    first: Longs
    flat_s: Floats

    @classmethod
    def of(cls, start_s: Floats, stop_s: Floats, width_s: float) -> Edges:
        bins = np.maximum(np.ceil((stop_s - start_s) / width_s - 1e-9), 0).astype(np.int64)
        first = np.cumsum(bins + 1) - (bins + 1)
        place = np.arange(int((bins + 1).sum())) - np.repeat(first, bins + 1)
        last = place == np.repeat(bins, bins + 1)
        flat = np.repeat(start_s, bins + 1) + np.where(last, place - 1, place) * width_s + last * width_s
        return cls(start_s, bins, first, flat)

    @property
    def slots(self) -> int:
        """Of all scenes together."""
        return int((self.bins + 2).sum())

    @property
    def slot_first(self) -> Longs:
        """Where each scene's slots begin."""
        return self.first + np.arange(len(self.bins))

    def passed(self, scene: Ints, moment: Floats) -> Longs:
        """How many edges of its scene are not after each moment."""
        first, bins = self.first[scene], self.bins[scene]
        start = self.flat_s[first]
        width = self.flat_s[np.minimum(first + 1, len(self.flat_s) - 1)] - start
        slot = np.clip(((moment - start) / np.where(width > 0, width, 1.0)).astype(np.int64), 0, bins)
        slot += (slot < bins) & (self.flat_s[first + np.minimum(slot + 1, bins)] <= moment)
        return np.asarray(slot + (self.flat_s[first + slot] <= moment), dtype=np.int64)

    def passed_before(self, scene: Ints, moment: Floats) -> Longs:
        """How many edges of its scene lie before each moment."""
        passed = self.passed(scene, moment)
        exact = (passed > 0) & (self.flat_s[self.first[scene] + np.maximum(passed - 1, 0)] == moment)
        return passed - exact

    def bin_of(self, scene: Ints, moment: Floats, width_s: float) -> Longs:
        """The slot of the bin that each moment falls in, the first or last one outside; among all scenes' slots."""
        place = np.floor((moment - self.start_s[scene]) / width_s)
        return self.slot_first[scene] + np.clip(place, 0, self.bins[scene] - 1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class RetentionTable:
    """Everything that curves are counted from.

    Attributes:
        edges: the bins.
        plays: begun − ended watched pieces by slot.
        again: what of `plays` is the same session once more.
        part_s: seconds of the bin before each slot's edge in which only a part was watched, begun − ended.
        exits, events: sessions that left for good, by where they were and by the furthest they watched.
        at_risk: entered − furthest by slot.
        held_s: seconds held at the last frame, by scene.
        survival: for Kaplan-Meier.
        open_end: the pieces of each scene whose end the story doesn't know, (sessions, ends), latest end first.
    """

    edges: Edges
    plays: Tally
    again: Tally
    part_s: Tally
    exits: Tally
    events: Tally
    at_risk: Tally
    held_s: Tally
    survival: SurvivalTable
    open_end: dict[int, tuple[Ints, Floats]]

    @classmethod
    def of(cls, reading: Reading, story: Story, width_s: float) -> RetentionTable:
        """Read once for a review; `width_s`: of a bin, seconds."""
        pieces, sessions = reading.pieces, len(reading.outcome)
        edges = Edges.of(*_extents(pieces, story), width_s)
        shape = (edges.slots, sessions)
        spans, left = _Spans.of(reading, len(story.scenes)), _left(reading, edges)
        over = np.flatnonzero(spans.is_event & (edges.bins[spans.scene] > 0))
        plays, part_s = _plays(pieces, edges, shape)
        open_scenes = [k for k, scene in enumerate(story.scenes) if not math.isfinite(scene.end_s)]
        return cls(
            edges,
            plays,
            _again(pieces, edges, shape),
            part_s,
            exits=Tally.counting(edges.bin_of(reading.exit_scene[left], reading.exit_s[left], width_s), left, shape),
            events=Tally.counting(
                edges.bin_of(spans.scene[over], spans.furthest[over], width_s), spans.session[over], shape
            ),
            at_risk=_at_risk(spans, edges, shape),
            held_s=Tally.of(
                reading.holds.scene, reading.holds.session, reading.holds.seconds, (len(story.scenes), sessions)
            ),
            survival=SurvivalTable.of(spans, edges.flat_s, edges.first, edges.bins, sessions),
            open_end={k: _latest(pieces, k) for k in open_scenes},
        )

    def bins(self, scene: int, mask: Bools) -> int:
        """How many bins a scene has: where its end is unknown, up to the last moment that anybody chosen watched."""
        if scene not in self.open_end:
            return int(self.edges.bins[scene])
        session, end_s = self.open_end[scene]
        chosen = mask[session]
        if not chosen.any():
            return 0
        start_s = float(self.edges.start_s[scene])
        first = self.edges.first[scene]
        width = float(self.edges.flat_s[first + 1] - start_s)
        return math.ceil((float(end_s[int(chosen.argmax())]) - start_s) / width - 1e-9)


@dataclass(frozen=True, slots=True)
class _Spans:
    """From the first to the furthest moment that each session watched of each scene; by scene, then session."""

    session: Ints
    scene: Ints
    entered: Floats
    furthest: Floats
    is_event: Bools

    @classmethod
    def of(cls, reading: Reading, scenes: int) -> _Spans:
        pieces = reading.pieces
        order = _by_scene(pieces.scene, scenes)
        session, scene = pieces.session[order], pieces.scene[order]
        first = group_starts(scene.astype(np.int64) * len(reading.outcome) + session)
        who, where = session[first], scene[first]
        if len(first):
            entered = np.minimum.reduceat(pieces.start_s[order], first)
            furthest = np.maximum.reduceat(pieces.end_s[order], first)
        else:
            entered = furthest = np.zeros(0)
        return cls(who, where, entered, furthest, reading.dropped_off[who] & (reading.exit_scene[who] == where))


def _by_scene(scene: Ints, scenes: int) -> Longs:
    """The order by scene, as it was within each; small numbers are sorted by their digits."""
    return np.argsort(scene.astype(np.min_scalar_type(max(scenes, 1))), kind="stable")


def _extents(pieces: Pieces, story: Story) -> tuple[Floats, Floats]:
    """Start and end of every scene; where the story doesn't know the end, the last moment that anybody watched."""
    start = np.array([scene.start_s for scene in story.scenes], dtype=np.float64)
    stop = np.array([scene.end_s for scene in story.scenes], dtype=np.float64)
    watched = start.copy()
    np.maximum.at(watched, pieces.scene, pieces.end_s)
    return start, np.where(np.isfinite(stop), stop, watched)


def _plays(pieces: Pieces, edges: Edges, shape: tuple[int, int]) -> tuple[Tally, Tally]:
    scene, session = pieces.scene, pieces.session
    slots, parts, offset = [], [], edges.slot_first[scene]
    for moment, sign in ((pieces.start_s, 1), (pieces.end_s, -1)):
        passed = edges.passed_before(scene, moment)
        inside = (passed > 0) & (passed <= edges.bins[scene])
        edge = edges.flat_s[edges.first[scene] + np.where(inside, passed, 0)]
        slots.append(offset + passed)
        parts.append(np.where(inside, edge - moment, 0.0) * sign)
    slot, both = np.concatenate(slots), np.concatenate([session, session])
    sign = np.repeat(np.array([1, -1], dtype=np.int32), len(session))
    return Tally.of(slot, both, sign, shape), Tally.of(slot, both, np.concatenate(parts), shape)


def _again(pieces: Pieces, edges: Edges, shape: tuple[int, int]) -> Tally:
    """Stretches that a session watched more than once: all its pieces less their union."""
    order = _by_scene(pieces.scene, len(edges.bins))
    key = pieces.scene[order].astype(np.int64) * shape[1] + pieces.session[order]
    several = repeated(key)
    key, start, end = key[several], pieces.start_s[order][several], pieces.end_s[order][several]
    joined, begun, ended = united(key, start, end)
    keys = np.concatenate([key, key, joined, joined])
    scene, session = keys // shape[1], keys % shape[1]
    slot = edges.slot_first[scene] + edges.passed_before(scene, np.concatenate([start, end, begun, ended]))
    signs = np.repeat(np.array([1, -1, -1, 1], dtype=np.int32), [len(key), len(key), len(joined), len(joined)])
    return Tally.of(slot, session, signs, shape)


def united(key: Longs, start: Floats, end: Floats) -> tuple[Longs, Floats, Floats]:
    """The union of the stretches of each key, as (key, start, end) of stretches that don't overlap."""
    if not len(key):
        return key, start, end
    order = np.lexsort((start, key))
    key, start, end = key[order], start[order], end[order]
    values, rank = np.unique(end, return_inverse=True)
    group = np.cumsum(np.concatenate([[0], key[1:] != key[:-1]]))
    reach = np.maximum.accumulate(group * len(values) + rank) - group * len(values)
    fresh = np.ones(len(key), dtype=np.bool_)
    fresh[1:] = (key[1:] != key[:-1]) | (start[1:] > values[reach[:-1]])
    last = np.append(np.flatnonzero(fresh)[1:] - 1, len(key) - 1)
    return key[fresh], start[fresh], values[reach[last]]


def _left(reading: Reading, edges: Edges) -> Longs:
    """Sessions that left for good at a known moment of a scene that has bins."""
    known = reading.dropped_off & (reading.exit_scene >= 0) & ~np.isnan(reading.exit_s)
    rows = np.flatnonzero(known)
    return rows[edges.bins[reading.exit_scene[rows]] > 0]


def _at_risk(spans: _Spans, edges: Edges, shape: tuple[int, int]) -> Tally:
    offset = edges.slot_first[spans.scene]
    slots = [offset + edges.passed(spans.scene, moment) for moment in (spans.entered, spans.furthest)]
    sign = np.repeat(np.array([1, -1], dtype=np.int32), len(spans.session))
    return Tally.of(np.concatenate(slots), np.concatenate([spans.session, spans.session]), sign, shape)


def _latest(pieces: Pieces, scene: int) -> tuple[Ints, Floats]:
    rows = np.flatnonzero(pieces.scene == scene)
    rows = rows[np.argsort(-pieces.end_s[rows], kind="stable")]
    return pieces.session[rows], pieces.end_s[rows]
