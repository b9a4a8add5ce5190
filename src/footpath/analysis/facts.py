"""What is true of each session whatever is selected: computed once, so that a selection only counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis import interactions
from footpath.analysis.columns import Bits, bits, group_starts
from footpath.analysis.data import Data
from footpath.analysis.day_order import Days
from footpath.analysis.planes import Planes
from footpath.analysis.remembering import remembered
from footpath.analysis.watch_facts import replayed, shares_watched
from footpath.model.clicks import ClickClass, Miss
from footpath.model.events import Bools, Floats, Kind, Longs

DAY_MS = 86_400_000
DEPTHS = (("0", 0, 0), ("1-2", 1, 2), ("3-5", 3, 5), ("6+", 6, np.inf))
DISAGREES = len(ClickClass) + len(Miss)


@dataclass(frozen=True)
class Facts:
    """Flags are packed, eight sessions to a byte; the rest has shape (s,).

    Attributes:
        interactions: how many events are an interaction.
        first_interaction_s: watched seconds before the first one, NaN where there was none.
        share_watched: NaN where no scene of known length was visited.
        inconsistent: rows that contradict their session.
        depths: the sessions of each of `DEPTHS`.
        days: the days on which sessions began.
        clicks: for each class, then each kind of miss, then disagreements: how many of the session's clicks.
        placed: its clicks with a position.
        runs: rage runs.
    """

    played: Bits
    plays: Bits
    seen: Bits
    interacted: Bits
    bounced: Bits
    converted: Bits
    reached_ending: Bits
    replayed: Bits
    depths: tuple[Bits, ...]
    interactions: Longs
    first_interaction_s: Floats
    share_watched: Floats
    inconsistent: Planes
    days: Days
    clicks: tuple[Planes, ...]
    placed: Planes
    runs: Planes


def facts_of(data: Data) -> Facts:
    """Read at the first call for a review, remembered with it."""
    return remembered(data, "facts", lambda: _read(data))


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
    contradicting = group_starts(reading.inconsistent_event)
    inconsistent = events.session[reading.inconsistent_event[contradicting]]
    depth = interactions.depth(data)
    clicks, placed = _click_table(data)
    return Facts(
        **{name: bits(flag) for name, flag in flags.items()},
        depths=tuple(bits((depth >= low) & (depth <= high)) for _, low, high in DEPTHS),
        interactions=np.bincount(events.session.take(acted), minlength=count),
        first_interaction_s=first_s,
        share_watched=shares_watched(reading, data.story, count),
        inconsistent=Planes.of(np.bincount(inconsistent, minlength=count)),
        days=Days.of(_days(data)),
        clicks=clicks,
        placed=placed,
        runs=Planes.of(np.bincount(_run_sessions(data), minlength=count)),
    )


def _days(data: Data) -> Longs:
    """The day on which each session began, since 1970, UTC; 0 without events."""
    day = np.zeros(len(data.sessions), dtype=np.int64)
    first = group_starts(data.events.session)
    day[data.events.session[first]] = data.events.at_ms[first] // DAY_MS
    return day


def _click_table(data: Data) -> tuple[tuple[Planes, ...], Planes]:
    """`Facts.clicks` and `Facts.placed`."""
    clicks, count = data.clicks, len(data.sessions)

    def by_session(those: Bools) -> Longs:
        return np.bincount(np.compress(those, clicks.session), minlength=count)

    by_class = [by_session(clicks.klass == klass) for klass in ClickClass]
    missed = np.flatnonzero(clicks.miss != Miss.NONE)
    miss, session = clicks.miss.take(missed), clicks.session.take(missed)
    by_miss = [np.bincount(np.compress(miss == how, session), minlength=count) for how in Miss]
    table = (*by_class, *by_miss, by_session(clicks.disagrees))
    placed: Longs = np.sum(by_class[: ClickClass.BESIDE], axis=0)
    return tuple(Planes.of(numbers) for numbers in table), Planes.of(placed)


def _run_sessions(data: Data) -> Longs:
    """The session of each rage run."""
    clicks = data.clicks
    in_run = clicks.rage_run >= 0
    run = np.compress(in_run, clicks.rage_run)
    session = np.zeros(int(run.max(initial=-1)) + 1, dtype=np.int64)
    session[run] = np.compress(in_run, clicks.session)
    return session
