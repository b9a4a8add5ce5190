"""What conversions are put down to: the last element used before them, and the path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import group_starts, unpacked
from footpath.analysis.data import Data
from footpath.analysis.facts import Facts
from footpath.analysis.look import Look
from footpath.model.events import Kind, Longs
from footpath.model.more_metrics import Attribution, LastUsed, PathConversion
from footpath.model.rate import NotInstrumented, Rate

MOST_PATHS = 50
MIXERS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class _Conversions:
    """Every conversion of the review.

    Attributes:
        session: shape (k,), of each conversion.
        element: shape (k,), the element used last before it, -1 for none.
        path: shape (s,), which of `paths` a session took, -1 for one that nobody who converted took.
        paths: scene indices of each.
    """

    session: Longs
    element: Longs
    path: Longs
    paths: tuple[tuple[int, ...], ...]


def attribution(look: Look, facts: Facts) -> Attribution | NotInstrumented:
    """Of the chosen sessions' conversions, all that are in the review: they have no place in the film."""
    data = look.data
    if Kind.CONVERSION not in data.kinds:
        return NotInstrumented("the source records no conversions")
    known = _known(data)
    rows = np.flatnonzero(look.mask[known.session])
    by_path = _by_path(look, facts, known, rows)
    return Attribution(len(rows), _by_element(data, known, rows), tuple(by_path[:MOST_PATHS]), len(by_path))


def _by_element(data: Data, known: _Conversions, rows: Longs) -> tuple[LastUsed, ...]:
    element, session = known.element[rows], known.session[rows]
    found = []
    for index in np.unique(element).tolist():
        mine = element == index
        name = data.events.element_ids[index] if index >= 0 else None
        found.append(LastUsed(name, int(mine.sum()), len(np.unique(session[mine]))))
    return tuple(sorted(found, key=lambda one: (-one.conversions, one.element_id or "")))


def _by_path(look: Look, facts: Facts, known: _Conversions, rows: Longs) -> list[PathConversion]:
    count, played = len(known.paths), look.chosen & facts.played
    groups = (np.flatnonzero(unpacked(flags, len(look.mask))) for flags in (played, played & facts.converted))
    whole, part = (np.bincount(known.path[group] + 1, minlength=count + 1)[1:] for group in groups)
    conversions = np.bincount(known.path[known.session[rows]], minlength=count)
    scenes = look.data.story.scenes
    found = [
        PathConversion(
            tuple(scenes[s].id for s in known.paths[k]), int(conversions[k]), Rate(int(part[k]), int(whole[k]))
        )
        for k in np.flatnonzero(conversions).tolist()
    ]
    return sorted(found, key=lambda one: (-one.conversions, one.scenes))


def _known(data: Data) -> _Conversions:
    """Read at the first call for a review, remembered with it."""
    found = data.kept.get("conversions")
    if not isinstance(found, _Conversions):
        found = data.kept["conversions"] = _read(data)
    return found


def _read(data: Data) -> _Conversions:
    rows = data.rows_of(Kind.CONVERSION)
    session = data.events.session[rows].astype(np.int64)
    path, paths = _paths_of(data, session)
    return _Conversions(session, _last_used(data, rows, session), path, paths)


def _last_used(data: Data, rows: Longs, session: Longs) -> Longs:
    """The element of the last use before each event in its session, -1 for none."""
    uses = data.uses
    if not len(uses):
        return np.full(len(rows), -1, dtype=np.int64)
    before = np.searchsorted(uses.event, rows) - 1
    own = (before >= 0) & (uses.session[before] == session)
    return np.where(own, uses.element[before], -1).astype(np.int64)


def _paths_of(data: Data, converted: Longs) -> tuple[Longs, tuple[tuple[int, ...], ...]]:
    """Which path each session took, among those of the sessions that converted; and these paths."""
    visits, count = data.reading.visits, len(data.sessions)
    code = np.zeros(count, dtype=np.uint64)
    first = group_starts(visits.session)
    if len(first):
        code[visits.session[first]] = np.add.reduceat(_mixed(visits.step, visits.scene), first)
    known, example = np.unique(code[converted], return_index=True)
    place = np.searchsorted(known, code)
    path = np.where(known[np.minimum(place, max(len(known) - 1, 0))] == code, place, -1)
    starts = np.searchsorted(visits.session, converted[example])
    ends = np.searchsorted(visits.session, converted[example], side="right")
    paths = tuple(tuple(visits.scene[a:b].tolist()) for a, b in zip(starts, ends, strict=True))
    return path.astype(np.int64), paths


def _mixed(step: np.ndarray, scene: np.ndarray) -> np.ndarray:
    """Step and scene as one well spread number of 64 bits (splitmix64): their sum tells a path."""
    increment, first, second = (np.uint64(m) for m in MIXERS)
    x = ((step.astype(np.uint64) << np.uint64(32)) + scene.astype(np.uint64) + np.uint64(1)) * increment
    x = (x ^ (x >> np.uint64(30))) * first
    x = (x ^ (x >> np.uint64(27))) * second
    return np.asarray(x ^ (x >> np.uint64(31)))

