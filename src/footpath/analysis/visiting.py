"""The steps of each session's path."""

from __future__ import annotations

import numpy as np

from footpath.analysis.columns import last_before
from footpath.analysis.lookups import Lookups
from footpath.analysis.playback import Rows, Segments
from footpath.model.events import Bools, Events, Floats, Ints, Kind, Longs
from footpath.model.reading import Arrival, Pieces, Visits


def read_visits(
    events: Events,
    rows: Rows,
    row_scene: Ints,
    segments: Segments,
    pieces: Pieces,
    piece_segment: Longs,
    lookups: Lookups,
    session_count: int,
) -> tuple[Visits, Ints]:
    """Visits in order: entered scenes where the source says so, else crossings of playback and seeks.

    And for each of the pieces, the step of the visit that it was watched in; -1 where that isn't one of its scene.
    """
    entered = events.kind == Kind.SCENE_ENTER
    has_enter = np.zeros(session_count, dtype=np.bool_)
    has_enter[events.session[entered]] = True
    fresh = pieces.start_s > segments.start_s[piece_segment]
    fresh |= pieces.scene != row_scene[segments.opener[piece_segment]]
    crossing = np.flatnonzero(~has_enter[pieces.session] & fresh)
    event, sub, until, scene = _steps(events, rows, row_scene, segments, pieces, piece_segment, crossing, has_enter)
    session = events.session[event]
    step = _count_up(session)
    arrival = _arrivals(events, lookups, event, until, scene, step)
    visits = Visits(session, scene, step, arrival, until.astype(np.int32))
    piece_sub = np.zeros(len(pieces), dtype=np.int64)
    piece_sub[crossing] = 1 + np.arange(len(crossing))
    subs = len(crossing) + 1
    at = np.searchsorted(event * subs + sub, segments.opener[piece_segment] * subs + piece_sub, side="right") - 1
    return visits, _steps_of(visits, at, pieces.session, pieces.scene)


def step_at(visits: Visits, event: Longs, session: Ints, scene: Ints) -> Ints:
    """The step of the visit that each event lies in; -1 where that isn't one of the scene. Shape (k,) each."""
    return _steps_of(visits, np.searchsorted(visits.event, event, side="right") - 1, session, scene)


def _steps_of(visits: Visits, at: Longs, session: Ints, scene: Ints) -> Ints:
    if not len(visits):
        return np.full(len(at), -1, dtype=np.int32)
    found = (at >= 0) & (visits.session[at] == session) & (visits.scene[at] == scene)
    return np.where(found, visits.step[at], -1).astype(np.int32)


def _steps(
    events: Events,
    rows: Rows,
    row_scene: Ints,
    segments: Segments,
    pieces: Pieces,
    piece_segment: Longs,
    crossing: Longs,
    has_enter: Bools,
) -> tuple[Longs, Longs, Longs, Ints]:
    """(event, place among those that begin at it, last event that may hold its choice, scene) of every visit.

    `crossing`: the pieces that begin one, unless the visit before is of the same scene.
    """
    opener = segments.opener
    placed = rows.opener & (row_scene >= 0)
    first_run = placed & (last_before(placed, rows.starts) < 0)
    named = np.flatnonzero((first_run | (events.kind == Kind.SCENE_ENTER)) & has_enter[events.session])
    named = named[rows.opener[named]]
    jumps = (events.kind == Kind.SEEK) & ~rows.opener & (last_before(rows.opener, rows.starts) >= 0)
    plain_rows = np.flatnonzero((rows.opener | jumps) & ~has_enter[events.session])
    crossing_event = opener[piece_segment[crossing]]
    crossing_until = _seen_in(rows, segments, piece_segment[crossing], pieces.start_s[crossing])

    event = np.concatenate([named, plain_rows, crossing_event])
    until = np.concatenate([named, plain_rows, crossing_until])
    scene = np.concatenate([row_scene[named], row_scene[plain_rows], pieces.scene[crossing]])
    sub = np.concatenate([np.zeros(len(named) + len(plain_rows), dtype=np.int64), 1 + np.arange(len(crossing))])
    order = np.lexsort((sub, event))
    order = order[scene[order] >= 0]
    scene, session = scene[order].astype(np.int32), events.session[event[order]]
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = (session[1:] != session[:-1]) | (scene[1:] != scene[:-1]) | has_enter[session[1:]]
    order = order[fresh]
    return event[order], sub[order], until[order], scene[fresh]


def _seen_in(rows: Rows, segments: Segments, segment: Longs, start_s: Floats) -> Longs:
    """For stretches that begin at a moment of a segment, the first row beyond it: no later choice led there."""
    closer = segments.closer[segment]
    session_last = np.append(np.flatnonzero(np.diff(rows.starts) > 0), len(rows.starts) - 1)
    ended = session_last[np.searchsorted(session_last, segments.opener[segment])] if len(segment) else closer
    until = np.where(closer >= 0, closer, ended)
    setters = np.flatnonzero(rows.setter)
    inside = np.searchsorted(segments.opener, setters, side="right") - 1
    touched = np.zeros(len(segments.opener), dtype=np.bool_)
    touched[segment] = True
    setters, inside = setters[touched[inside]], inside[touched[inside]]
    values = np.unique(rows.t_s[setters])
    keys = inside * (len(values) + 1) + np.searchsorted(values, rows.t_s[setters])
    sought = segment * (len(values) + 1) + np.searchsorted(values, start_s, side="right")
    slot = np.searchsorted(keys, sought)
    found = np.append(setters, -1)[slot]
    same = np.append(inside, -1)[slot] == segment
    return np.where(same, found, until)


def _count_up(session: Ints) -> Ints:
    first = np.ones(len(session), dtype=np.bool_)
    first[1:] = session[1:] != session[:-1]
    rows = np.arange(len(session))
    start = np.maximum.accumulate(np.where(first, rows, 0)) if len(rows) else rows
    return (rows - start).astype(np.int32)


def _arrivals(events: Events, lookups: Lookups, event: Longs, until: Longs, scene: Ints, step: Ints) -> np.ndarray:
    """The last choice since the previous visit that leads to the scene says how it was reached."""
    rows = np.flatnonzero((events.kind == Kind.CHOICE) & (events.value >= 0))
    leads_to = lookups.target[events.value[rows]].astype(np.int64)
    size = len(events) + 1
    keys = leads_to * size + rows
    order = np.argsort(keys)
    keys, rows = np.append(keys[order], -1), np.append(rows[order], -1)
    slot = np.searchsorted(keys[:-1], scene.astype(np.int64) * size + until, side="right") - 1
    chosen_row = np.where(keys[slot] // size == scene, rows[slot], -1)
    since = np.append(-1, until[:-1]) if len(event) else event
    made = (chosen_row > since) & (step > 0)
    by_default = lookups.by_default[np.where(made, events.value[chosen_row], -1)] if len(events) else made
    arrival = np.where(made, np.where(by_default, Arrival.DEFAULT, Arrival.CHOSEN), Arrival.CONTINUED)
    return np.where(step == 0, Arrival.START, arrival).astype(np.int8)
