"""Which sessions passed a place of the paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from footpath.model.events import Bools, Ints, Longs
from footpath.model.reading import Outcome, Reading

OUTCOMES = {"exit": Outcome.EXIT, "completed": Outcome.COMPLETED, "censored": Outcome.CENSORED}


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """A `Place` by numbers: scenes' indices, step, an `Outcome`, the origin's index; -1 for any."""

    scenes: tuple[int, ...]
    step: int = -1
    end: int = -1
    origin: int = -1


@dataclass(frozen=True, slots=True)
class Paths:
    """Where each session's visits begin, counted from its origin, and where they end: [first, last). Shape (s,)."""

    first: Longs
    last: Longs

    @classmethod
    def of(cls, reading: Reading, origin: int = -1) -> Paths:
        """From the first visit of `origin` on; sessions without one have no path."""
        sessions = len(reading.outcome)
        last = np.cumsum(np.bincount(reading.visits.session, minlength=sessions))
        first = np.concatenate([[0], last[:-1]])
        if origin >= 0:
            rows = np.flatnonzero(reading.visits.scene == origin)[::-1]
            first = last.copy()
            first[reading.visits.session[rows]] = rows
        return cls(first, last)


def passed_any(places: tuple[PlaceIndex, ...], reading: Reading, paths_from: Callable[[int], Paths]) -> Bools:
    """Sessions that passed any of the places; shape (s,). `paths_from`: the reading's paths from an origin."""
    found = np.zeros(len(reading.outcome), dtype=np.bool_)
    paths = cache(paths_from)
    for place in places:
        if place.step < 0 and place.end < 0 and place.origin < 0:
            found |= _anywhere(place, reading)
        else:
            within = _at_step if place.step >= 0 else _on_paths
            found |= within(place, reading, paths(place.origin))
    return found


def _at_step(place: PlaceIndex, reading: Reading, paths: Paths) -> Bools:
    """The places that say which step: one look at each session."""
    scene = np.append(reading.visits.scene, -1)
    begin = paths.first + place.step
    after = begin + len(place.scenes)
    found = (paths.first < paths.last) & (after <= paths.last)
    for offset, wanted in enumerate(place.scenes):
        found &= scene[np.minimum(begin + offset, len(scene) - 1)] == wanted
    if place.end >= 0:
        found &= (after == paths.last) & (reading.outcome == place.end)
    return found


def _on_paths(place: PlaceIndex, reading: Reading, paths: Paths) -> Bools:
    """The places that don't, but say where the path begins or how it ends: a look at every visit."""
    found = np.zeros(len(reading.outcome), dtype=np.bool_)
    if not place.scenes:
        return np.asarray((paths.first < paths.last) & (reading.outcome == place.end))
    found[_runs_on_paths(place, reading, paths)[1]] = True
    return found


def first_runs(place: PlaceIndex, reading: Reading, paths: Paths) -> Longs:
    """Where on its path each session first passes the scenes; the path's end where it doesn't. Shape (s,)."""
    rows, session = _runs_on_paths(place, reading, paths)
    first = paths.last.copy()
    first[session[::-1]] = rows[::-1]
    return first


def _runs_on_paths(place: PlaceIndex, reading: Reading, paths: Paths) -> tuple[Longs, Ints]:
    rows, session = _runs(place, reading)
    kept = (rows >= paths.first[session]) & (rows + len(place.scenes) <= paths.last[session])
    if place.end >= 0:
        kept &= (rows + len(place.scenes) == paths.last[session]) & (reading.outcome[session] == place.end)
    return rows[kept], session[kept]


def _anywhere(place: PlaceIndex, reading: Reading) -> Bools:
    """The places that are scenes alone: any of a session's visits."""
    rows, session = _runs(place, reading)
    if len(place.scenes) > 1:
        last = reading.visits.session.take(rows + len(place.scenes) - 1)
        session = np.compress(last == session, session)
    found = np.zeros(len(reading.outcome), dtype=np.bool_)
    found[session] = True
    return found


def _runs(place: PlaceIndex, reading: Reading) -> tuple[Longs, Ints]:
    """Where the scenes stand one right after the other among the visits, and the session of the first."""
    visits = reading.visits
    count = max(len(visits) - len(place.scenes) + 1, 0)
    match = np.ones(count, dtype=np.bool_)
    for offset, wanted in enumerate(place.scenes):
        match &= visits.scene[offset : offset + count] == wanted
    rows = np.flatnonzero(match)
    return rows, visits.session.take(rows)
