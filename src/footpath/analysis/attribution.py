"""What conversions are put down to: the last element used before them, and the path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import distinct, group_starts, unpacked
from footpath.analysis.data import Data
from footpath.analysis.facts import Facts
from footpath.analysis.look import Look
from footpath.analysis.remembering import remembered
from footpath.analysis.tally import Tally
from footpath.model.events import Bools, Kind, Longs
from footpath.model.more_metrics import Attribution, LastUsed, PathConversion
from footpath.model.rate import NotInstrumented, Rate

MOST_PATHS = 50
MIXERS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class _Conversions:
    """Every conversion of the review.

    Attributes:
        by_element: conversions by the place, among the ids, of the element used last before them, + 1; 0 for none.
        sessions_by_element: the same, once for each session and element.
        by_path: conversions by which of `paths` their session took.
        audience: sessions that played, by 2 × which of `paths` they took, + 1 for those that converted.
        paths: scene indices of each path of a session that converted.
    """

    by_element: Tally
    sessions_by_element: Tally
    by_path: Tally
    audience: Tally
    paths: tuple[tuple[int, ...], ...]


def attribution(look: Look, facts: Facts) -> Attribution | NotInstrumented:
    """Of the chosen sessions' conversions, all that are in the review: they have no place in the film."""
    data = look.data
    if Kind.CONVERSION not in data.kinds:
        return NotInstrumented("the source records no conversions")
    return remembered(look.who, "attribution", lambda: _attribution(data, facts, look.mask))


def _attribution(data: Data, facts: Facts, mask: Bools) -> Attribution:
    known = remembered(data, "conversions", lambda: _read(data, facts))
    by_element, by_path = _by_element(data, known, mask), _by_path(data, known, mask)
    total = sum(one.conversions for one in by_element)
    return Attribution(total, by_element, tuple(by_path[:MOST_PATHS]), len(by_path))


def _by_element(data: Data, known: _Conversions, mask: Bools) -> tuple[LastUsed, ...]:
    conversions, sessions = known.by_element.total(mask), known.sessions_by_element.total(mask)
    names = (None, *data.events.element_ids)
    found = [LastUsed(names[k], int(conversions[k]), int(sessions[k])) for k in np.flatnonzero(conversions).tolist()]
    return tuple(sorted(found, key=lambda one: (-one.conversions, one.element_id or "")))


def _by_path(data: Data, known: _Conversions, mask: Bools) -> list[PathConversion]:
    conversions, audience = known.by_path.total(mask), known.audience.total(mask).reshape(-1, 2)
    scenes = data.story.scenes
    found = [
        PathConversion(
            tuple(scenes[s].id for s in known.paths[k]),
            int(conversions[k]),
            Rate(int(audience[k, 1]), int(audience[k].sum())),
        )
        for k in np.flatnonzero(conversions).tolist()
    ]
    return sorted(found, key=lambda one: (-one.conversions, one.scenes))


def _read(data: Data, facts: Facts) -> _Conversions:
    rows, count = data.rows_of(Kind.CONVERSION), len(data.sessions)
    session = data.events.session.take(rows).astype(np.int64)
    path, paths = _paths_of(data, session)
    element, names = _last_used(data, rows, session) + 1, len(data.events.element_ids) + 1
    pairs = distinct(session * names + element)
    played, converted = unpacked(facts.played, count), unpacked(facts.converted, count)
    audience = np.flatnonzero(played & (path >= 0))
    return _Conversions(
        Tally.counting(element, session, (names, count)),
        Tally.counting(pairs % names, pairs // names, (names, count)),
        Tally.counting(path[session], session, (len(paths), count)),
        Tally.counting(path[audience] * 2 + converted[audience], audience, (2 * len(paths), count)),
        paths,
    )


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
    converted = converted[group_starts(converted)]
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
