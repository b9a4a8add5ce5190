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
from footpath.model.clicks import ClickClass
from footpath.model.events import Bytes, Floats, Ints, Kind, Longs

DAY_MS = 86_400_000
DEPTHS = (("0", 0, 0), ("1-2", 1, 2), ("3-5", 3, 5), ("6+", 6, np.inf))


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
        clicks, disagreements: for each class: how many of the session's clicks, and of those that disagree.
        runs: for each class: its rage runs with a click of it; last, all of its rage runs.
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
    disagreements: tuple[Planes, ...]
    runs: tuple[Planes, ...]


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
    clicks, disagreements, runs = _click_table(data)
    return Facts(
        **{name: bits(flag) for name, flag in flags.items()},
        depths=tuple(bits((depth >= low) & (depth <= high)) for _, low, high in DEPTHS),
        interactions=np.bincount(events.session.take(acted), minlength=count),
        first_interaction_s=first_s,
        share_watched=shares_watched(reading, data.story, count),
        inconsistent=Planes.of(np.bincount(inconsistent, minlength=count)),
        days=Days.of(_days(data)),
        clicks=clicks,
        disagreements=disagreements,
        runs=runs,
    )


def _days(data: Data) -> Longs:
    """The day on which each session began, since 1970, UTC; 0 without events."""
    day = np.zeros(len(data.sessions), dtype=np.int64)
    first = group_starts(data.events.session)
    day[data.events.session[first]] = data.events.at_ms[first] // DAY_MS
    return day


def _click_table(data: Data) -> tuple[tuple[Planes, ...], ...]:
    """`clicks`, `disagreements` and `runs` of `Facts`."""
    clicks, count = data.clicks, len(data.sessions)

    def by_session(session: Ints) -> Planes:
        return Planes.of(np.bincount(session, minlength=count))

    def by_class(klass: Bytes, session: Ints) -> tuple[Planes, ...]:
        return tuple(by_session(np.compress(klass == one, session)) for one in ClickClass)

    disagrees = np.flatnonzero(clicks.disagrees)
    run, klass, session = _run_classes(data)
    every = np.append(True, run[1:] != run[:-1])[: len(run)]
    return (
        by_class(clicks.klass, clicks.session),
        by_class(clicks.klass.take(disagrees), clicks.session.take(disagrees)),
        (*by_class(klass, session), by_session(np.compress(every, session))),
    )


def _run_classes(data: Data) -> tuple[Longs, Bytes, Ints]:
    """The rage runs with the classes of their clicks, each pair once, by run: run, class and session."""
    clicks, classes = data.clicks, len(ClickClass)
    rows = np.flatnonzero(clicks.rage_run >= 0)
    pairs, first = np.unique(
        clicks.rage_run.take(rows).astype(np.int64) * classes + clicks.klass.take(rows), return_index=True
    )
    return pairs // classes, (pairs % classes).astype(np.int8), clicks.session[rows[first]]
