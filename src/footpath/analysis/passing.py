"""Which sessions passed a place of the paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from footpath.analysis.columns import by_scene
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


@dataclass(frozen=True, slots=True)
class SceneVisits:
    """The visits by scene: `rows`, shape (v,), ascending within each scene; `first`: where each scene's begin."""

    rows: Ints
    first: Longs

    @classmethod
    def of(cls, reading: Reading, scenes: int) -> SceneVisits:
        scene = reading.visits.scene
        first = np.concatenate([[0], np.cumsum(np.bincount(scene, minlength=scenes))])
        return cls(by_scene(scene, scenes).astype(np.int32), first)

    def __call__(self, scene: int) -> Ints:
        return self.rows[self.first[scene] : self.first[scene + 1]]


def passed_any(
    places: tuple[PlaceIndex, ...], reading: Reading, paths_from: Callable[[int], Paths], visits_of: SceneVisits
) -> Bools:
    """Sessions that passed any of the places; shape (s,). `paths_from`: the reading's paths from an origin."""
    found = np.zeros(len(reading.outcome), dtype=np.bool_)
    paths = cache(paths_from)
    for place in places:
        if place.scenes:
            found[_runs(place, reading, paths(place.origin), visits_of)[1]] = True
        else:
            found |= _ended(place, reading, paths(place.origin))
    return found


def _ended(place: PlaceIndex, reading: Reading, paths: Paths) -> Bools:
    """A place without scenes: how paths end, and after how many visits."""
    found = paths.first < paths.last
    if place.end >= 0:
        found &= reading.outcome == place.end
    if place.step >= 0:
        count = paths.last - paths.first
        found &= (count == place.step) if place.end >= 0 else (count >= place.step)
    return found


def first_runs(place: PlaceIndex, reading: Reading, paths: Paths) -> Longs:
    """Where on its path each session first passes the scenes as the place says; the path's end where it doesn't.

    Shape (s,).
    """
    rows, session = _runs(place, reading, paths, lambda scene: np.flatnonzero(reading.visits.scene == scene))
    first = paths.last.copy()
    first[session[::-1]] = rows[::-1]
    return first


def _runs(
    place: PlaceIndex, reading: Reading, paths: Paths, visits_of: Callable[[int], Ints | Longs]
) -> tuple[Ints | Longs, Ints]:
    """Where the scenes stand one right after the other as the place says, ascending, and whose visits those are.

    What is quickly told comes first: each condition leaves fewer visits to the next.
    """
    visits, rows = reading.visits, visits_of(place.scenes[0])
    for offset, wanted in enumerate(place.scenes[1:], 1):
        rows = rows[: np.searchsorted(rows, len(visits) - offset)]
        rows = rows[visits.scene.take(rows + offset) == wanted]
    if place.step >= 0 and place.origin < 0:
        rows = rows[visits.step.take(rows) == place.step]
    session, last = visits.session.take(rows), len(place.scenes) - 1
    if last:
        rows, session = _where(visits.session.take(rows + last) == session, rows, session)
    if place.origin >= 0:
        step = rows - paths.first.take(session)
        rows, session = _where(step == place.step if place.step >= 0 else step >= 0, rows, session)
    if place.end >= 0:
        ended = (rows + last + 1 == paths.last.take(session)) & (reading.outcome.take(session) == place.end)
        rows, session = _where(ended, rows, session)
    return rows, session


def _where(kept: Bools, *columns: np.ndarray) -> tuple[np.ndarray, ...]:
    return tuple(column[kept] for column in columns)
