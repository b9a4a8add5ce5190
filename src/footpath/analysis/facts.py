"""What is true of each session whatever is selected: computed once, so that a selection only counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footpath.analysis import interactions
from footpath.analysis.columns import Bits, bits, group_starts
from footpath.analysis.data import Data
from footpath.analysis.watch_facts import replayed, shares_watched
from footpath.model.clicks import ClickClass, Miss
from footpath.model.events import Floats, Kind, Longs

DAY_MS = 86_400_000
FEW_DAYS = 1 << 20
FLAGS = ("seen", "plays", "played", "interacted", "bounced", "converted", "reached_ending", "replayed")
DISAGREES = len(ClickClass) + len(Miss)


@dataclass(frozen=True)
class Facts:
    """Flags are packed, eight sessions to a byte; the rest has shape (s,).

    Attributes:
        depth: distinct elements used + distinct own choices that belong to no element.
        interactions: how many events are an interaction.
        first_interaction_s: watched seconds before the first one, NaN where there was none.
        share_watched: NaN where no scene of known length was visited.
        inconsistent: rows that contradict their session.
        days: shape (d,), the different days on which sessions began, since 1970, UTC, ascending.
        day: the place of the session's day among them, in as few bytes as will do.
        day_code: (place of the session's day among them) × 256 + one bit for each of `FLAGS`.
        clicks: shape (classes + misses + 1, s): clicks by class, near misses by kind, disagreements.
        placed: clicks with a position.
        run_session: shape (r,), the session of each rage run.
    """

    played: Bits
    plays: Bits
    seen: Bits
    interacted: Bits
    bounced: Bits
    converted: Bits
    reached_ending: Bits
    replayed: Bits
    depth: Longs
    interactions: Longs
    first_interaction_s: Floats
    share_watched: Floats
    inconsistent: Floats
    days: Longs
    day: NDArray[np.unsignedinteger]
    day_code: Longs
    clicks: Floats
    placed: Floats
    run_session: Longs


def facts_of(data: Data) -> Facts:
    """Read at the first call for a review, remembered with it."""
    found = data.kept.get("facts")
    if not isinstance(found, Facts):
        found = data.kept["facts"] = _read(data)
    return found


def _read(data: Data) -> Facts:
    events, reading, count = data.events, data.reading, len(data.sessions)
    acted = interactions.interaction_rows(data)
    first = interactions.first_rows(data, acted)
    interacted = first >= 0
    first_s = np.full(count, np.nan)
    first_s[interacted] = reading.watched_before_s[first[interacted]]
    plays = interactions.with_kind(data, Kind.PLAY)
    flags = {
        "seen": plays | interactions.with_kind(data, Kind.IMPRESSION),
        "plays": plays,
        "played": reading.played,
        "interacted": interacted,
        "bounced": interactions.bounced(data, first),
        "converted": interactions.with_kind(data, Kind.CONVERSION),
        "reached_ending": reading.reached_ending,
        "replayed": replayed(reading, count),
    }
    days, day = _days(data)
    clicks = _click_table(data)
    contradicting = np.unique(reading.inconsistent_event)
    return Facts(
        **{name: bits(flag) for name, flag in flags.items()},
        depth=interactions.depth(data),
        interactions=np.bincount(events.session[acted], minlength=count),
        first_interaction_s=first_s,
        share_watched=shares_watched(reading, data.story, count),
        inconsistent=np.bincount(events.session[contradicting], minlength=count).astype(np.float64),
        days=days,
        day=day.astype(np.min_scalar_type(len(days))),
        day_code=day * 256 + sum(flags[name].astype(np.int64) << bit for bit, name in enumerate(FLAGS)),
        clicks=clicks,
        placed=clicks[: ClickClass.BESIDE].sum(axis=0),
        run_session=_run_sessions(data),
    )


def _days(data: Data) -> tuple[Longs, Longs]:
    """The different days on which sessions began, and the place among them of each session's; 1970 without events."""
    day = np.zeros(len(data.sessions), dtype=np.int64)
    first = group_starts(data.events.session)
    day[data.events.session[first]] = data.events.at_ms[first] // DAY_MS
    earliest, latest = int(day.min(initial=FEW_DAYS)), int(day.max(initial=-FEW_DAYS))
    if latest - earliest >= FEW_DAYS:
        return np.unique(day, return_inverse=True)
    present = np.bincount(day - earliest) > 0
    place = np.cumsum(present) - 1
    return np.flatnonzero(present) + earliest, place[day - earliest]


def _click_table(data: Data) -> Floats:
    clicks, count = data.clicks, len(data.sessions)
    table = np.zeros((DISAGREES + 1, count))
    kinds = len(ClickClass)
    by_class = np.bincount(clicks.klass.astype(np.int64) * count + clicks.session, minlength=kinds * count)
    table[:kinds] = by_class.reshape(kinds, count)
    missed = np.flatnonzero(clicks.miss != Miss.NONE)
    where = clicks.miss[missed].astype(np.int64) * count + clicks.session[missed]
    table[kinds:DISAGREES] = np.bincount(where, minlength=len(Miss) * count).reshape(len(Miss), count)
    table[DISAGREES] = np.bincount(clicks.session[clicks.disagrees], minlength=count)
    return table


def _run_sessions(data: Data) -> Longs:
    rows = np.flatnonzero(data.clicks.rage_run >= 0)
    runs, first = np.unique(data.clicks.rage_run[rows], return_index=True)
    return data.clicks.session[rows[first]].astype(np.int64) if len(runs) else np.zeros(0, dtype=np.int64)
