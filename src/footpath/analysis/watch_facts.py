"""How much of it each session watched: replays, and the share of the scenes it visited."""

from __future__ import annotations

import numpy as np

from footpath.analysis.columns import distinct, repeated
from footpath.model.events import Bools, Floats, Longs
from footpath.model.reading import Reading
from footpath.model.story import Story

PAIRS = 6


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
    pieces, visits, scenes = reading.pieces, reading.visits, len(story.scenes)
    shares = np.full(session_count, np.nan)
    if not scenes:
        return shares
    visited = distinct(visits.session.astype(np.int64) * scenes + visits.scene)
    lengths = np.array([s.length_s for s in story.scenes])
    total = np.bincount(visited // scenes, lengths[visited % scenes], minlength=session_count)
    place = pieces.session.astype(np.int64) * scenes + pieces.scene
    slot = np.minimum(np.searchsorted(visited, place), max(len(visited) - 1, 0))
    kept = visited[slot] == place if len(visited) else np.zeros(len(place), dtype=np.bool_)
    place, start, end = place[kept], pieces.start_s[kept], pieces.end_s[kept]
    watched = np.bincount(place // scenes, new_time(place, start, end), minlength=session_count)
    known = (total > 0) & np.isfinite(total)
    shares[known] = watched[known] / total[known]
    return shares


def new_time(place: Longs, start: Floats, end: Floats) -> Floats:
    """Seconds of each piece that no earlier-starting piece of the same place covers, in the pieces' order."""
    order = np.argsort(place, kind="stable")
    again = order[repeated(place[order])]
    fresh = end - start
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
