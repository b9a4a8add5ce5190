"""How much of it each session watched: replays, and the share of the scenes it visited."""

from __future__ import annotations

import numpy as np

from footpath.model.events import Bools, Floats, Longs
from footpath.model.reading import Reading
from footpath.model.story import Story

PAIRS = 6
MOST_PLACES = 1 << 23  # sessions × scenes held at a time


def replayed(reading: Reading, session_count: int) -> Bools:
    """Sessions that watched any moment twice: two of their intervals in one media overlap; shape (s,)."""
    i = reading.intervals
    found = np.zeros(session_count, dtype=np.bool_)
    suspect = np.zeros(session_count, dtype=np.bool_)
    back = (i.session[1:] == i.session[:-1]) & ((i.media[1:] != i.media[:-1]) | (i.start_s[1:] < i.end_s[:-1]))
    suspect[i.session[np.flatnonzero(back) + 1]] = True
    rows = np.flatnonzero(suspect[i.session])
    for step in range(1, PAIRS + 1):  # nearly every session has few: each pair is quicker than sorting
        now, then = rows[step:], rows[:-step]
        near = (i.session[now] == i.session[then]) & (i.media[now] == i.media[then])
        near &= (i.start_s[now] < i.end_s[then]) & (i.start_s[then] < i.end_s[now])
        found[i.session[now[near]]] = True
    crowded = np.bincount(i.session[rows], minlength=session_count) > PAIRS + 1
    rows = rows[(crowded & ~found)[i.session[rows]]]
    if len(np.unique(i.media[rows])) > 1:
        rows = rows[np.lexsort((i.start_s[rows], i.media[rows], i.session[rows]))]
    else:
        rows = rows[np.lexsort((i.start_s[rows], i.session[rows]))]
    session, media, start, end = i.session[rows], i.media[rows], i.start_s[rows], i.end_s[rows]
    twice = (session[1:] == session[:-1]) & (media[1:] == media[:-1]) & (start[1:] < end[:-1])
    found[session[1:][twice]] = True
    return found


def shares_watched(reading: Reading, story: Story, session_count: int) -> Floats:
    """Distinct media time watched ÷ the length of the scenes visited; NaN where none of known length. Shape (s,)."""
    at_once = max(1, MOST_PLACES // max(len(story.scenes), 1))
    firsts = np.arange(0, session_count, at_once)
    parts = [_shares(reading, story, int(first), min(int(first) + at_once, session_count)) for first in firsts]
    return np.concatenate(parts) if parts else np.zeros(0)


def _shares(reading: Reading, story: Story, first: int, last: int) -> Floats:
    """Those of the sessions [first, last): a place is a scene of a session, all of them side by side."""
    pieces, visits, scenes, count = reading.pieces, reading.visits, len(story.scenes), last - first
    if not scenes:
        return np.full(count, np.nan)
    mine = slice(*np.searchsorted(visits.session, [first, last]))
    visited = np.zeros(count * scenes, dtype=np.bool_)
    visited[(visits.session[mine].astype(np.int64) - first) * scenes + visits.scene[mine]] = True
    lengths = np.array([s.length_s for s in story.scenes])
    finite = np.isfinite(lengths)
    seen = visited.reshape(count, scenes)
    total = seen @ np.where(finite, lengths, 0.0)
    known = (total > 0) & ~seen[:, ~finite].any(axis=1)
    mine = slice(*np.searchsorted(pieces.session, [first, last]))
    session = pieces.session[mine].astype(np.int64) - first
    fresh = new_time(session * scenes + pieces.scene[mine], pieces.start_s[mine], pieces.end_s[mine], visited)
    watched = np.bincount(session, fresh, minlength=count)
    return np.where(known, watched / np.where(known, total, 1.0), np.nan)


def new_time(place: Longs, start: Floats, end: Floats, wanted: Bools) -> Floats:
    """Seconds of each piece that no earlier-starting piece of the same place covers; 0 where its place is not wanted.

    `place`: shape (p,), numbers that index `wanted`.
    """
    fresh = np.where(wanted[place], end - start, 0.0)
    again = np.flatnonzero((np.bincount(place, minlength=len(wanted)) > 1)[place] & (fresh > 0))
    if len(again):
        fresh[again] = _uncovered(place[again], start[again], end[again])
    return fresh


def _uncovered(place: Longs, start: Floats, end: Floats) -> Floats:
    order = np.lexsort((start, place))
    place, start, end = place[order], start[order], end[order]
    values, rank = np.unique(end, return_inverse=True)
    group = np.cumsum(np.concatenate([[False], place[1:] != place[:-1]]))
    reach = np.maximum.accumulate(group * len(values) + rank) - group * len(values)
    covered = np.full(len(place), -np.inf)
    same = place[1:] == place[:-1]
    covered[1:][same] = values[reach[:-1][same]]
    fresh = np.empty(len(place))
    fresh[order] = np.maximum(0.0, end - np.maximum(start, covered))
    return fresh
