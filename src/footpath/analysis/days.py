"""Rates over calendar time: by the UTC day on which a session began."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from footpath.analysis.columns import Bits, unpacked
from footpath.analysis.facts import FLAGS, Facts
from footpath.analysis.look import Look
from footpath.model.clicks import ClickClass
from footpath.model.events import Longs
from footpath.model.more_metrics import Day
from footpath.model.rate import Measured, Rate
from footpath.model.results import Metrics

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CODES = 1 << len(FLAGS)
PARTS = {
    "play_rate": ("plays", "seen"),
    "engagement_rate": ("interacted", "played"),
    "completion_rate": ("reached_ending", "played"),
    "bounce_rate": ("bounced", "interacted"),
    "action_rate": ("converted", "interacted"),
    "conversion_rate": ("converted", "played"),
    "replay_rate": ("replayed", "played"),
}


def by_day(look: Look, facts: Facts, calls: tuple[Bits, Bits] | None, metrics: Metrics) -> tuple[Day, ...]:
    """Each day on which a chosen session began.

    Args:
        look: the selection.
        facts: of every session.
        calls: who was exposed to a call, and who used one.
        metrics: of the same selection: what its source can't record it can't record on any day.
    """
    counts = np.bincount(facts.day_code[look.rows], minlength=len(facts.days) * CODES).reshape(-1, CODES)
    rates = {name: (_with(counts, *both), _with(counts, both[1])) for name, both in PARTS.items()}
    if calls is not None:
        rates["ctr"] = _calls_by_day(look, facts, *calls)
    rates["false_click_rate"] = _clicks_by_day(look, facts)
    sessions, played = counts.sum(axis=1), _with(counts, "played")
    return tuple(
        Day(
            _date(int(facts.days[k])),
            int(sessions[k]),
            int(played[k]),
            {name: _measured(metrics, name, part[k], whole[k]) for name, (part, whole) in rates.items()},
        )
        for k in np.flatnonzero(sessions).tolist()
    )


def _measured(metrics: Metrics, name: str, part: float, whole: float) -> Measured:
    total: Measured = getattr(metrics, name)
    return Rate(int(part), int(whole)) if isinstance(total, Rate) else total


def _with(counts: Longs, *names: str) -> Longs:
    """Sessions of each day with all of the flags."""
    wanted = sum(1 << FLAGS.index(name) for name in names)
    has: Longs = counts[:, (np.arange(CODES) & wanted) == wanted].sum(axis=1)
    return has


def _calls_by_day(look: Look, facts: Facts, exposed: Bits, used: Bits) -> tuple[Longs, Longs]:
    """Sessions that used a call, and that were exposed to one, of each day."""
    used_at, exposed_at = (
        np.bincount(facts.day[unpacked(flags & look.chosen, len(look.mask))], minlength=len(facts.days))
        for flags in (used, exposed)
    )
    return used_at, exposed_at


def _clicks_by_day(look: Look, facts: Facts) -> tuple[Longs, Longs]:
    """False clicks, and clicks with a position, of each day."""
    clicks, count = look.data.clicks, len(facts.days)
    if look.clicked is None:
        day, weights = facts.day[look.rows], (facts.clicks[ClickClass.FALSE], facts.placed)
        false, placed = (np.bincount(day, weight[look.rows], count).astype(np.int64) for weight in weights)
        return false, placed
    rows = np.flatnonzero(look.clicked)
    klass, when = clicks.klass[rows], facts.day[clicks.session[rows]]
    by_class = np.bincount(when.astype(np.int64) * len(ClickClass) + klass, minlength=count * len(ClickClass))
    table = by_class.reshape(count, -1)
    return table[:, ClickClass.FALSE], table[:, : ClickClass.BESIDE].sum(axis=1)


def _date(day: int) -> str:
    return (EPOCH + timedelta(days=day)).date().isoformat()
