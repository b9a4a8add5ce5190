"""Rows → when the player ran: the state machine of docs/reading.md, for all sessions at once.

A *segment* is a stretch of rows between one that opens an interval and the next that opens or closes one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import last_at, last_before, pick
from footpath.analysis.lookups import Lookups
from footpath.model.events import Bools, Events, Floats, Ints, Kind, Longs

ANCHORS = (Kind.PLAY, Kind.SEEK, Kind.HEARTBEAT, Kind.SCENE_ENTER)
STARTERS = (Kind.PLAY, Kind.HEARTBEAT, Kind.SCENE_ENTER)
STOPPERS = (Kind.PAUSE, Kind.ENDED, Kind.EXIT)


@dataclass(frozen=True, slots=True)
class Positions:
    """Where each row says that the viewer was, once gaps are filled. All of shape (n,).

    `starts`: the session's first row; `t_s` is cut at the media's end and NaN where there is no usable position;
    `past_end`: it lay beyond that.
    """

    starts: Longs
    media: Ints
    t_s: Floats
    past_end: Bools


@dataclass(frozen=True, slots=True)
class Rows(Positions):
    """What each row does. All of shape (n,).

    `setter`: sets the running position; `placed`: sets the position, running or not; `backwards`: a contradiction.
    """

    running_before: Bools
    running_media: Ints
    opener: Bools
    setter: Bools
    placed: Bools
    backwards: Bools


@dataclass(frozen=True, slots=True)
class Segments:
    """Watched stretches, empty ones too. All of shape (g,); `closer` is -1 where the record just stops.

    `backwards`, `past_end`: what the closing row says contradicts the interval, or lies past the media's end.
    """

    opener: Longs
    closer: Longs
    start_s: Floats
    end_s: Floats
    last_row: Longs
    backwards: Bools
    past_end: Bools


def is_kind(kind: np.ndarray, kinds: tuple[Kind, ...]) -> Bools:
    found = kind == kinds[0]
    for other in kinds[1:]:
        found |= kind == other
    return np.asarray(found)


def resolve_media(events: Events, lookups: Lookups, starts: Longs) -> Ints:
    """Each row's media: its own, else its scene's, else the one the session was last in, else the only one."""
    media = events.media.copy()
    by_scene = (media < 0) & (events.scene >= 0)
    media[by_scene] = lookups.scenes.media[events.scene[by_scene]]
    anchor = last_at((media >= 0) & is_kind(events.kind, ANCHORS), starts)
    media = np.where(media >= 0, media, pick(media, anchor, -1))
    if len(lookups.media_end_s) == 1:
        media = np.where(media >= 0, media, 0)
    return media.astype(np.int32)


def read_positions(events: Events, media: Ints, starts: Longs, lookups: Lookups) -> Positions:
    """`media`: each row's, as `resolve_media` gives it."""
    end = np.append(lookups.media_end_s, np.inf)[media]
    known = (media >= 0) & ~np.isnan(events.t_s)
    past_end = known & (events.t_s > end)
    return Positions(starts, media, np.where(known, np.minimum(events.t_s, end), np.nan), past_end)


def read_rows(events: Events, positions: Positions) -> Rows:
    """Decide for each row whether the player ran, what it opened, and where the viewer was."""
    starts, media, t = positions.starts, positions.media, positions.t_s
    known, kind = ~np.isnan(t), events.kind
    starter = is_kind(kind, STARTERS) & known
    stopper = is_kind(kind, STOPPERS)
    state = last_before(starter | stopper, starts)
    running = pick(starter, state, 0).astype(np.bool_)
    anchor = last_before((starter | ((kind == Kind.SEEK) & known & running)), starts)
    running_media = np.where(running, pick(media, anchor, -1), -1).astype(np.int32)
    opener = known & (
        (kind == Kind.PLAY)
        | (kind == Kind.SCENE_ENTER)
        | ((kind == Kind.SEEK) & running)
        | ((kind == Kind.HEARTBEAT) & (~running | (media != running_media)))
    )
    mover = running & ~opener & ~stopper & known & (media == running_media)
    forward = mover & ~_behind(opener | mover, opener, t)
    own_stop = stopper & known
    return Rows(
        starts,
        media,
        t,
        positions.past_end,
        running,
        running_media,
        opener,
        opener | forward,
        opener | forward | own_stop | (known & ~running),
        mover & ~forward,
    )


def _behind(moves: Bools, opens: Bools, t_s: Floats) -> Bools:
    """Rows of a segment that lie before a position already reached in it."""
    behind = np.zeros(len(moves), dtype=np.bool_)
    rows = np.flatnonzero(moves)
    if not len(rows):
        return behind
    segment = np.cumsum(opens[rows])
    t = t_s[rows]
    drops = np.zeros(len(rows), dtype=np.bool_)
    drops[1:] = (segment[1:] == segment[:-1]) & (t[1:] < t[:-1])
    if not drops.any():
        return behind
    touched = np.isin(segment, segment[drops])
    rows, segment, t = rows[touched], segment[touched], t[touched]
    values, rank = np.unique(t, return_inverse=True)
    reached = np.maximum.accumulate(segment.astype(np.int64) * len(values) + rank) - segment * len(values)
    behind[rows] = rank < reached
    return behind


def cut_segments(events: Events, rows: Rows, lookups: Lookups, row_scene: Ints) -> Segments:
    """Where each opened interval ends, by the rule of the row that closes it."""
    n = len(events)
    stopper = is_kind(events.kind, STOPPERS)
    closes = rows.running_before & (rows.opener | stopper)
    openers = np.flatnonzero(rows.opener)
    closing = np.flatnonzero(closes)
    following = np.searchsorted(closing, openers, side="right")
    closer = np.append(closing, n)[following] if n else openers
    same = (closer < n) & (np.append(rows.starts, -1)[closer] == rows.starts[openers])
    closer = np.where(same, closer, -1)
    start = rows.t_s[openers]
    last_row = _last_setter(rows, openers, closer, n)
    end = np.where(closer >= 0, _close_at(events, rows, lookups, row_scene, closer, last_row), rows.t_s[last_row])
    limit = lookups.media_end_s[rows.media[openers]] if len(openers) else end
    past_end = (closer >= 0) & (end > limit)
    if len(openers):
        past_end &= events.kind[closer] == Kind.SEEK
    end = np.minimum(end, limit)
    return Segments(openers, closer, start, np.maximum(start, end), last_row, end < start, past_end)


def _last_setter(rows: Rows, openers: Longs, closer: Longs, n: int) -> Longs:
    """For each segment, the row that set its last known position."""
    setters = np.flatnonzero(rows.setter)
    limit = np.where(closer >= 0, closer, n)
    session_end = np.append(np.flatnonzero(np.diff(rows.starts) > 0) + 1, n)
    limit = np.minimum(limit, session_end[np.searchsorted(session_end, openers, side="right")]) if n else limit
    return setters[np.searchsorted(setters, limit, side="left") - 1] if len(setters) else openers


def _close_at(events: Events, rows: Rows, lookups: Lookups, row_scene: Ints, closer: Longs, last_row: Longs) -> Floats:
    kind = events.kind[closer]
    last = rows.t_s[last_row]
    own = rows.t_s[closer]
    has_own = ~np.isnan(own) & (rows.media[closer] == rows.running_media[closer])
    stop = is_kind(kind, STOPPERS)
    came_from = pick(lookups.came_from_s, events.value[closer].astype(np.int64), np.nan)
    waited = last + (events.at_ms[closer] - events.at_ms[last_row]) / 1000
    left = row_scene[last_row]
    scene_end = pick(lookups.scenes.end_s, left.astype(np.int64), np.inf)
    end = np.where(stop & has_own, own, last)
    end = np.where((kind == Kind.SEEK) & ~np.isnan(came_from), came_from, end)
    return np.where(kind == Kind.SCENE_ENTER, np.minimum(waited, scene_end), end)
