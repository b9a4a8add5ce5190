"""Which sessions passed a place of the paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.model.events import Bools, Longs
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


def passed_any(places: tuple[PlaceIndex, ...], reading: Reading) -> Bools:
    """Sessions that passed any of the places; shape (s,)."""
    found = np.zeros(len(reading.outcome), dtype=np.bool_)
    paths: dict[int, Paths] = {}
    for place in places:
        whole = paths.setdefault(place.origin, Paths.of(reading, place.origin))
        found |= _at_step(place, reading, whole) if place.step >= 0 else _anywhere(place, reading, whole)
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


def _anywhere(place: PlaceIndex, reading: Reading, paths: Paths) -> Bools:
    """The places that don't: a look at every visit."""
    visits, found = reading.visits, np.zeros(len(reading.outcome), dtype=np.bool_)
    if not place.scenes:
        return np.asarray((paths.first < paths.last) & (reading.outcome == place.end))
    count = len(visits) - len(place.scenes) + 1
    if count <= 0:
        return found
    match = visits.scene[:count] == place.scenes[0]
    for offset, wanted in enumerate(place.scenes[1:], 1):
        match &= visits.scene[offset : offset + count] == wanted
    rows = np.flatnonzero(match)
    session = visits.session[rows]
    kept = (rows >= paths.first[session]) & (rows + len(place.scenes) <= paths.last[session])
    if place.end >= 0:
        kept &= (rows + len(place.scenes) == paths.last[session]) & (reading.outcome[session] == place.end)
    found[session[kept]] = True
    return found
