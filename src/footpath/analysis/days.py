"""Rates over calendar time: by the UTC day on which a session began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from footpath.analysis.click_totals import click_totals
from footpath.analysis.columns import Bits
from footpath.analysis.facts import Facts
from footpath.analysis.look import Look
from footpath.analysis.remembering import remembered
from footpath.model.clicks import ClickClass
from footpath.model.events import Longs
from footpath.model.more_metrics import Day
from footpath.model.rate import Rate
from footpath.model.results import Metrics

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PARTS = {
    "play_rate": ("plays", "seen"),
    "engagement_rate": ("interacted", "played"),
    "completion_rate": ("reached_ending", "played"),
    "bounce_rate": ("bounced", "interacted"),
    "action_rate": ("converted", "interacted"),
    "conversion_rate": ("converted", "played"),
    "replay_rate": ("replayed", "played"),
}
FLAGS = tuple(dict.fromkeys(flag for both in PARTS.values() for flag in both))
Calls = tuple[Bits, Bits]
Counts = tuple[Longs, Longs]


@dataclass(frozen=True, slots=True)
class _ByDay:
    """What the chosen sessions alone tell: sessions, those that played, and numerator and denominator of the rates."""

    chosen: Bits
    sessions: Longs
    played: Longs
    rates: dict[str, Counts]


def by_day(look: Look, facts: Facts, calls: Calls | None, metrics: Metrics) -> tuple[Day, ...]:
    """Each day on which a chosen session began.

    Args:
        look: the selection.
        facts: of every session.
        calls: who was exposed to a call, and who used one.
        metrics: of the same selection: what its source can't record it can't record on any day.
    """
    days, whole = facts.days, remembered(look.who, "by day", lambda: _whole(look, facts))
    rates = dict(whole.rates)
    if calls is not None:
        exposed, used = remembered(look.watching, "calls by day", lambda: [days.ordered(flags) for flags in calls])
        rates["ctr"] = (days.count(used, whole.chosen), days.count(exposed, whole.chosen))
    clicks = click_totals(look).by_day
    rates["false_click_rate"] = clicks[ClickClass.FALSE], clicks[: ClickClass.BESIDE].sum(axis=0)
    told = {
        name: (part.tolist(), of.tolist()) if isinstance(getattr(metrics, name), Rate) else None
        for name, (part, of) in rates.items()
    }
    return tuple(
        Day(
            _date(int(days.days[k])),
            int(whole.sessions[k]),
            int(whole.played[k]),
            {n: getattr(metrics, n) if both is None else Rate(both[0][k], both[1][k]) for n, both in told.items()},
        )
        for k in np.flatnonzero(whole.sessions).tolist()
    )


def _whole(look: Look, facts: Facts) -> _ByDay:
    days, flags = facts.days, remembered(look.data, "facts by day", lambda: _read(facts))
    chosen = days.ordered(look.chosen)
    rates = {
        name: (days.count(flags[part], flags[of], chosen), days.count(flags[of], chosen))
        for name, (part, of) in PARTS.items()
    }
    return _ByDay(chosen, days.count(chosen), days.count(flags["played"], chosen), rates)


def _read(facts: Facts) -> dict[str, Bits]:
    """The flags of the sessions, in the order of the days."""
    return {name: facts.days.ordered(getattr(facts, name)) for name in FLAGS}


def _date(day: int) -> str:
    return (EPOCH + timedelta(days=day)).date().isoformat()
