"""Which scene each row happened in, and the watched intervals cut at the scenes' edges."""

from __future__ import annotations

import numpy as np

from footpath.analysis.columns import last_at, last_before, pick
from footpath.analysis.playback import Positions
from footpath.analysis.scene_map import SceneMap
from footpath.model.events import Events, Floats, Ints, Longs
from footpath.model.reading import Intervals, Pieces


def place_rows(events: Events, rows: Positions, scenes: SceneMap) -> Ints:
    """The scene of each row: its own, else the one the session is in if that still holds it, else the one that does."""
    found, certain = scenes.find(rows.media, rows.t_s)
    has_position = ~np.isnan(rows.t_s)
    nowhere = np.flatnonzero(has_position & (found < 0))
    found[nowhere] = scenes.ending_at(rows.media[nowhere], rows.t_s[nowhere])
    own = events.scene >= 0
    scene = np.where(own, events.scene, np.where(has_position, found, -1)).astype(np.int32)
    says = own | has_position
    open_rows = np.flatnonzero(has_position & ~own & ~certain)
    before = last_before(says, rows.starts)
    undecided = np.zeros(len(events), dtype=np.bool_)
    undecided[open_rows] = True
    while len(open_rows):
        previous = before[open_rows]
        ready = (previous < 0) | ~undecided[previous]
        now = open_rows[ready]
        was = pick(scene, before[now], -1)
        stays = scenes.holds(was, rows.media[now], rows.t_s[now])
        scene[now] = np.where(stays, was, found[now])
        undecided[now] = False
        open_rows = open_rows[~ready]
    return np.where(says, scene, pick(scene, last_at(says, rows.starts), -1)).astype(np.int32)


def cut_pieces(intervals: Intervals, opened_in: Ints, scenes: SceneMap) -> tuple[Pieces, Longs]:
    """Intervals cut at scene edges, on no visit yet, and for each piece the interval it is cut from.

    Args:
        intervals: shape (i,).
        opened_in: shape (i,), the scene the session was in when the interval opened, -1 where unknown.
        scenes: where the edges are.
    """
    rows = np.arange(len(intervals))
    at, scene = intervals.start_s.copy(), opened_in.copy()
    parts: list[tuple[Longs, Ints, Floats, Floats]] = []
    first = True
    while len(rows):
        end, media = intervals.end_s[rows], intervals.media[rows]
        found, _ = scenes.find(media, at)
        stays = first & scenes.holds(scene, media, at) & (at < pick(scenes.end_s, scene.astype(np.int64), -1.0))
        scene = np.where(stays, scene, found).astype(np.int32)
        stop = np.minimum(end, _stretch_end(scenes, scene, media, at))
        inside = scene >= 0
        parts.append((rows[inside], scene[inside], at[inside], stop[inside]))
        goes_on = stop < end
        rows, at, scene = rows[goes_on], stop[goes_on], scene[goes_on]
        first = False
    return _collect(intervals, parts)


def _stretch_end(scenes: SceneMap, scene: Ints, media: Ints, at: Floats) -> Floats:
    stop = pick(scenes.end_s, scene.astype(np.int64), np.inf)
    for row in np.flatnonzero(scene < 0):
        stop[row] = scenes.next_start(int(media[row]), float(at[row]))
    return stop


def _collect(intervals: Intervals, parts: list[tuple[Longs, Ints, Floats, Floats]]) -> tuple[Pieces, Longs]:
    interval = np.concatenate([p[0] for p in parts]) if parts else np.zeros(0, dtype=np.int64)
    scene = np.concatenate([p[1] for p in parts]) if parts else np.zeros(0, dtype=np.int32)
    start = np.concatenate([p[2] for p in parts]) if parts else np.zeros(0)
    end = np.concatenate([p[3] for p in parts]) if parts else np.zeros(0)
    order = np.lexsort((start, interval))
    interval = interval[order]
    nowhere = np.full(len(order), -1, dtype=np.int32)
    return Pieces(intervals.session[interval], scene[order], start[order], end[order], nowhere), interval
