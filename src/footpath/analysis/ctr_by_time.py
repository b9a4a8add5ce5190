"""CTR of the CTAs over media time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import distinct
from footpath.analysis.data import Data
from footpath.analysis.exposure import Stretches, Watching
from footpath.model.events import Bools, Floats, Ints, Longs
from footpath.model.rate import Rate
from footpath.model.results import RateBin
from footpath.model.story import ElementKind


@dataclass(frozen=True, slots=True)
class _Table:
    """Sessions exposed and using, each counted once a bin: `slot` is media × bins + bin, ascending."""

    bins: int
    exposed_slot: Longs
    exposed_session: Longs
    used_slot: Longs
    used_session: Longs


def ctr_by_time(watching: Watching, mask: Bools) -> tuple[RateBin, ...]:
    """Chosen sessions that used a CTA in the bin, of those exposed to one in it; bins with anyone exposed."""
    table = _table(watching)
    story, width = watching.data.story, watching.data.settings.ctr_bin_s
    size = table.bins * len(story.media)
    exposed = np.bincount(table.exposed_slot[mask[table.exposed_session]], minlength=size)
    used = np.bincount(table.used_slot[mask[table.used_session]], minlength=size)
    return tuple(
        RateBin(
            story.media[slot // table.bins].id,
            float(slot % table.bins * width),
            float((slot % table.bins + 1) * width),
            Rate(int(used[slot]), int(exposed[slot])),
        )
        for slot in np.flatnonzero(exposed).tolist()
    )


def _table(watching: Watching) -> _Table:
    """That of the whole film is remembered with the review."""
    if not watching.scope.is_everything:
        return _count(watching)
    found = watching.data.kept.get("ctr by time")
    if not isinstance(found, _Table):
        found = watching.data.kept["ctr by time"] = _count(watching)
    return found


def _count(watching: Watching) -> _Table:
    data, width = watching.data, watching.data.settings.ctr_bin_s
    exposed: list[tuple[Ints, Ints, Longs]] = []
    used: list[tuple[Ints, Ints, Longs]] = []
    for index, element in enumerate(data.story.elements):
        if element.kind is ElementKind.CTA:
            exposed += [_spread(watching.overlaps(element), width), _shown(watching, index, width)]
            used.append(_used(watching, index, width))
    bins = 1 + max((int(slot.max(initial=0)) for _, _, slot in exposed + used), default=0)
    sessions = max(len(data.sessions), 1)
    exposed_keys, used_keys = _keys(exposed + used, bins, sessions), _keys(used, bins, sessions)
    return _Table(bins, exposed_keys // sessions, exposed_keys % sessions, used_keys // sessions, used_keys % sessions)


def _keys(parts: list[tuple[Ints, Ints, Longs]], bins: int, sessions: int) -> Longs:
    """(media, bin, session) as one number each, once each, ascending."""
    keys = []
    for session, media, slot in parts:
        known = (media >= 0) & (slot >= 0)
        keys.append((media[known].astype(np.int64) * bins + slot[known]) * sessions + session[known])
    return distinct(np.concatenate(keys)) if keys else np.zeros(0, dtype=np.int64)


def _bin(t_s: Floats, width_s: float) -> Longs:
    return np.floor(t_s / width_s).astype(np.int64)


def _shown(watching: Watching, element: int, width_s: float) -> tuple[Ints, Ints, Longs]:
    data: Data = watching.data
    rows = watching.shown(element)
    rows = rows[~np.isnan(data.events.t_s[rows])]
    return data.events.session[rows], data.reading.event_media[rows], _bin(data.events.t_s[rows], width_s)


def _used(watching: Watching, element: int, width_s: float) -> tuple[Ints, Ints, Longs]:
    uses, rows = watching.data.uses, watching.used(element)
    rows = rows[~np.isnan(uses.t_s[rows])]
    return uses.session[rows], uses.media[rows], _bin(uses.t_s[rows], width_s)


def _spread(watched: Stretches, width_s: float) -> tuple[Ints, Ints, Longs]:
    """One row for each bin that a stretch overlaps by more than nothing."""
    first = _bin(watched.start_s, width_s)
    count = np.maximum(np.ceil(watched.end_s / width_s).astype(np.int64) - first, 0)
    rows = np.repeat(np.arange(len(first)), count)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return watched.session[rows], watched.media[rows], first[rows] + offset
