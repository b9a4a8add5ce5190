"""How many clicks are looked at: by class, miss, element and day.

Whatever sessions are chosen of a whole film is counted from what each session holds, without a look at its clicks; a
part of the film's clicks are counted themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.data import Data
from footpath.analysis.facts import Facts, facts_of
from footpath.analysis.look import Look
from footpath.analysis.planes import Planes
from footpath.analysis.remembering import remembered
from footpath.analysis.tally import Tally
from footpath.model.clicks import ClickClass, Miss
from footpath.model.events import Longs


@dataclass(frozen=True, slots=True)
class ClickTotals:
    """Of the clicks looked at.

    Attributes:
        by_class: shape (classes,).
        disagreements: where the platform names another element than the position does.
        runs: rage runs with at least one of the clicks.
        by_element: those that an element got; shape (element ids,).
        misses: near misses by how they missed and what; shape (kinds of miss, story's elements).
        by_day: by class and the day on which their session began; shape (classes, days).
    """

    by_class: Longs
    disagreements: int
    runs: int
    by_element: Longs
    misses: Longs
    by_day: Longs


def click_totals(look: Look) -> ClickTotals:
    """Counted once for a look."""
    count = _of_sessions if look.scope.is_everything else _of_rows
    return remembered(look, "click totals", lambda: count(look, facts_of(look.data)))


def _of_sessions(look: Look, facts: Facts) -> ClickTotals:
    """All clicks of the chosen sessions that are of the classes looked at."""
    data, wanted = look.data, look.wanted

    def totals(table: tuple[Planes, ...]) -> Longs:
        return np.array([numbers.total(look.chosen) for numbers in table], dtype=np.int64)

    runs = facts.runs[-1] if wanted.all() else facts.runs[int(wanted.argmax())]
    by_element = remembered(data, "clicks by element", lambda: _clicks_of_elements(data)).total(look.mask)
    misses = remembered(data, "misses by element", lambda: _misses_of_elements(data)).total(look.mask)
    return ClickTotals(
        totals(facts.clicks) * wanted,
        int(totals(facts.disagreements) @ wanted),
        runs.total(look.chosen),
        wanted @ by_element.reshape(len(ClickClass), -1),
        misses.reshape(len(Miss), -1) * wanted[ClickClass.NEAR_MISS],
        remembered(look.who, "clicks by day", lambda: _of_days(look, facts)) * wanted[:, None],
    )


def _of_rows(look: Look, facts: Facts) -> ClickTotals:
    """The clicks of a part of the film."""
    data, clicks, rows = look.data, look.data.clicks, look.click_rows
    classes, days, elements = len(ClickClass), len(facts.days.days), len(data.story.elements)
    klass, run = clicks.klass.take(rows), clicks.rage_run.take(rows)
    when = facts.days.place.take(clicks.session.take(rows)).astype(np.int64) * classes + klass
    by_day = np.bincount(when, minlength=days * classes).reshape(days, classes).T
    return ClickTotals(
        by_day.sum(axis=1),
        int(np.count_nonzero(clicks.disagrees.take(rows))),
        int(np.count_nonzero(np.bincount(np.compress(run >= 0, run)))),
        np.bincount(clicks.element.take(rows) + 1, minlength=len(data.events.element_ids) + 1)[1:],
        np.bincount(_missed(data, rows)[1], minlength=len(Miss) * elements).reshape(len(Miss), elements),
        by_day,
    )


def _of_days(look: Look, facts: Facts) -> Longs:
    """All of the chosen sessions' clicks by class and day."""
    days = facts.days
    chosen, table = days.ordered(look.chosen), remembered(look.data, "clicks of days", lambda: _ordered(facts))
    return np.array([days.total(numbers, chosen) for numbers in table])


def _ordered(facts: Facts) -> tuple[Planes, ...]:
    """How many clicks of each class, the sessions in the order of the days."""
    return tuple(Planes(tuple(map(facts.days.ordered, numbers.planes))) for numbers in facts.clicks)


def _clicks_of_elements(data: Data) -> Tally:
    """A slot for every class of click and element."""
    clicks, count = data.clicks, len(data.events.element_ids)
    named = clicks.element >= 0
    session, klass = np.compress(named, clicks.session), np.compress(named, clicks.klass)
    slot = np.compress(named, clicks.element) + klass * np.int32(count)
    return Tally.counting(slot, session, (len(ClickClass) * count, len(data.sessions)))


def _misses_of_elements(data: Data) -> Tally:
    """A slot for every kind of miss and element."""
    rows, keys = _missed(data, np.flatnonzero(data.clicks.miss != Miss.NONE))
    shape = len(Miss) * len(data.story.elements), len(data.sessions)
    return Tally.counting(keys, data.clicks.session.take(rows), shape)


def _missed(data: Data, rows: Longs) -> tuple[Longs, Longs]:
    """The near misses among some clicks, and how and what they missed as one number."""
    clicks = data.clicks
    rows = np.compress(clicks.miss.take(rows) != Miss.NONE, rows)
    keys = clicks.miss.take(rows).astype(np.int64) * len(data.story.elements) + clicks.missed_element.take(rows)
    return rows, keys
