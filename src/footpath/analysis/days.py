"""Rates over calendar time: by the UTC day on which a session began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from footpath.analysis.columns import Bits, bits
from footpath.analysis.data import Data
from footpath.analysis.facts import FLAGS, Facts
from footpath.model.clicks import ClickClass
from footpath.model.events import Bools, Longs
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


def by_day(
    data: Data, facts: Facts, mask: Bools, calls: tuple[Bits, Bits] | None, clicked: Bools | None, metrics: Metrics
) -> tuple[Day, ...]:
    """Each day on which a chosen session began.

    Args:
        data: the review.
        facts: of every session.
        mask: the sessions chosen, shape (s,).
        calls: who was exposed to a call, and who used one.
        clicked: the clicks looked at, shape (c,); None: all of the chosen sessions'.
        metrics: of the same selection: what its source can't record it can't record on any day.
    """
    counts = np.bincount(facts.day_code[mask], minlength=len(facts.days) * CODES).reshape(-1, CODES)
    rates = {name: (_with(counts, *both), _with(counts, both[1])) for name, both in PARTS.items()}
    if calls is not None:
        rates["ctr"] = _calls_by_day(facts, mask, *calls)
    rates["false_click_rate"] = _clicks_by_day(data, facts, mask, clicked)
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


def _calls_by_day(facts: Facts, mask: Bools, exposed: Bits, used: Bits) -> tuple[Longs, Longs]:
    """Sessions that used a call, and that were exposed to one, of each day."""
    day, chosen = facts.day_code >> len(FLAGS), bits(mask)
    used_at, exposed_at = (np.unpackbits(flags & chosen, count=len(mask)).view(np.bool_) for flags in (used, exposed))
    return (
        np.bincount(day[used_at], minlength=len(facts.days)),
        np.bincount(day[exposed_at], minlength=len(facts.days)),
    )


def _clicks_by_day(data: Data, facts: Facts, mask: Bools, clicked: Bools | None) -> tuple[Longs, Longs]:
    """False clicks, and clicks with a position, of each day."""
    day = facts.day_code >> len(FLAGS)
    if clicked is None:
        false, placed = facts.clicks[ClickClass.FALSE], facts.clicks[: ClickClass.BESIDE].sum(axis=0)
        return _weighed(day[mask], [false[mask], placed[mask]], len(facts.days))
    clicks = data.clicks
    rows = np.flatnonzero(clicked & (clicks.klass != ClickClass.BESIDE))
    when = day[clicks.session[rows]]
    false_when = when[clicks.klass[rows] == ClickClass.FALSE]
    return np.bincount(false_when, minlength=len(facts.days)), np.bincount(when, minlength=len(facts.days))


def _weighed(day: Longs, weights: Sequence[np.ndarray], days: int) -> tuple[Longs, Longs]:
    first, second = (np.bincount(day, weight, minlength=days).astype(np.int64) for weight in weights)
    return first, second


def _date(day: int) -> str:
    return (EPOCH + timedelta(days=day)).date().isoformat()
