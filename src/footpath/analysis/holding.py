"""How long viewers were held at a scene's last frame, where players wait for a choice."""

from __future__ import annotations

import numpy as np

from footpath.analysis.columns import pick
from footpath.analysis.playback import Rows, Segments
from footpath.analysis.scene_map import SceneMap
from footpath.analysis.visiting import step_at
from footpath.model.events import Events, Floats, Ints, Longs
from footpath.model.reading import Holds, Visits

LAST_FRAME_S = 0.25
HELD_AT_MOST_S = 60.0


def read_holds(
    events: Events, rows: Rows, segments: Segments, row_scene: Ints, scenes: SceneMap, visits: Visits
) -> Holds:
    """Every wait at a scene's end while the player ran: the wall time that passed beyond what was played.

    Only where the position got within 0.25 s of the end; at most 60 s each, lest a film left open count for hours.
    """
    setters = np.flatnonzero(rows.setter)
    scene_end = pick(scenes.end_s, row_scene.astype(np.int64), np.inf)
    later = np.flatnonzero(rows.setter & ~rows.opener & (rows.t_s >= scene_end - LAST_FRAME_S))
    before = setters[np.searchsorted(setters, later) - 1] if len(later) else later
    stayed = row_scene[later] == row_scene[before]
    later, before = later[stayed], before[stayed]
    closed = np.flatnonzero(segments.closer >= 0)
    start = np.concatenate([before, segments.last_row[closed]])
    stop = np.concatenate([later, segments.closer[closed]])
    reached = np.concatenate([rows.t_s[later], segments.end_s[closed]])
    seconds = _waited(events, rows.t_s, start, stop, reached)
    gap = scene_end[start] - reached
    kept = (seconds > 0) & (row_scene[start] >= 0) & (gap >= 0) & (gap <= LAST_FRAME_S)
    start = start[kept]
    session, scene = events.session[start], row_scene[start]
    return Holds(session, scene, seconds[kept], step_at(visits, start, session, scene))


def _waited(events: Events, t_s: Floats, start: Longs, stop: Longs, reached: Floats) -> Floats:
    """Wall seconds between two rows beyond the media seconds between their positions."""
    passed = (events.at_ms[stop] - events.at_ms[start]) / 1000
    return np.clip(passed - (reached - t_s[start]), 0.0, HELD_AT_MOST_S)
