"""What every session (or every visit) adds to the curves of every bin, read once: a selection only sums it up.

The running sum of "begun − ended" over a scene's slots is how many are there at each of its edges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from footpath.analysis.by_visit import Watched
from footpath.analysis.columns import by_scene, repeated
from footpath.analysis.edges import Edges, bin_count
from footpath.analysis.survival import Spans, SurvivalTable
from footpath.analysis.tally import Tally, side_by_side
from footpath.model.events import Bools, Floats, Ints, Longs
from footpath.model.reading import Pieces
from footpath.model.story import Story


@dataclass(frozen=True, slots=True)
class RetentionTable:
    """Everything that curves are counted from.

    Attributes:
        edges: the bins.
        plays: begun − ended watched pieces by slot.
        again: what of `plays` is the same session once more.
        part_s: seconds of the bin before each slot's edge in which only a part was watched, begun − ended.
        exits, events: sessions that left for good, by where they were and by the furthest they watched.
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
    held_s: Tally
    survival: SurvivalTable
    open_end: dict[int, tuple[Ints, Floats]]

    @classmethod
    def of(cls, watched: Watched, story: Story, width_s: float) -> RetentionTable:
        """Read once for a review, of its sessions or its visits; `width_s`: of a bin, seconds."""
        pieces, sessions = watched.pieces, len(watched.dropped_off)
        edges = Edges.of(*_extents(pieces, story), width_s)
        shape = (edges.slots, sessions)
        spans, left = Spans.of(watched, len(story.scenes)), _left(watched, edges)
        over = np.flatnonzero(spans.is_event & (edges.bins[spans.scene] > 0))
        plays, part_s = _plays(pieces, edges, shape)
        open_scenes = [k for k, scene in enumerate(story.scenes) if not math.isfinite(scene.end_s)]
        return cls(
            edges,
            plays,
            _again(pieces, edges, shape),
            part_s,
            exits=Tally.counting(edges.bin_of(watched.exit_scene[left], watched.exit_s[left], width_s), left, shape),
            events=Tally.counting(
                edges.bin_of(spans.scene[over], spans.furthest[over], width_s), spans.session[over], shape
            ),
            held_s=Tally.of(
                watched.holds.scene, watched.holds.session, watched.holds.seconds, (len(story.scenes), sessions)
            ),
            survival=SurvivalTable.of(spans, edges, sessions),
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
        return bin_count(float(end_s[int(chosen.argmax())]) - start_s, width)


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
    for moment, side in ((pieces.start_s, 1.0), (pieces.end_s, -1.0)):
        passed = edges.passed_before(scene, moment)
        inside = (passed > 0) & (passed <= edges.bins[scene])
        edge = edges.flat_s[edges.first[scene] + np.where(inside, passed, 0)]
        slots.append(offset + passed)
        parts.append(np.where(inside, edge - moment, 0.0) * side)
    part_s = Tally.of(side_by_side(slots[0], slots[1]), np.repeat(session, 2), side_by_side(parts[0], parts[1]), shape)
    return Tally.between(slots[0], slots[1], session, shape), part_s


def _again(pieces: Pieces, edges: Edges, shape: tuple[int, int]) -> Tally:
    """Stretches that a session watched more than once: all its pieces less their union."""
    order = by_scene(pieces.scene, len(edges.bins))
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


def _left(watched: Watched, edges: Edges) -> Longs:
    """Sessions that left for good at a known moment of a scene that has bins."""
    known = watched.dropped_off & (watched.exit_scene >= 0) & ~np.isnan(watched.exit_s)
    rows = np.flatnonzero(known)
    return rows[edges.bins[watched.exit_scene[rows]] > 0]


def _latest(pieces: Pieces, scene: int) -> tuple[Ints, Floats]:
    rows = np.flatnonzero(pieces.scene == scene)
    rows = rows[np.argsort(-pieces.end_s[rows], kind="stable")]
    return pieces.session[rows], pieces.end_s[rows]
