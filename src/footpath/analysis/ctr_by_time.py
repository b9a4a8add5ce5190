"""CTR of the CTAs over media time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import distinct
from footpath.analysis.exposure import Stretches, Watching
from footpath.model.events import Bools, Floats, Ints, Kind, Longs
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
    width = watching.data.settings.ctr_bin_s
    edges = np.arange(int(_last_moment(watching) // width) + 2, dtype=np.float64) * width
    rates = ctr_between(watching, mask, edges)
    return tuple(RateBin(media, float(edges[k]), float(edges[k + 1]), rate) for media, k, rate in rates)


def ctr_between(watching: Watching, mask: Bools, edges: Floats) -> list[tuple[str, int, Rate]]:
    """(media id, k, CTR of the CTAs) of each stretch [edges[k], edges[k + 1]) with anyone exposed."""
    table, media = _table(watching, edges), watching.data.story.media
    size = table.bins * len(media)
    exposed = np.bincount(table.exposed_slot[mask[table.exposed_session]], minlength=size)
    used = np.bincount(table.used_slot[mask[table.used_session]], minlength=size)
    return [
        (media[slot // table.bins].id, slot % table.bins, Rate(int(used[slot]), int(exposed[slot])))
        for slot in np.flatnonzero(exposed).tolist()
    ]


def _last_moment(watching: Watching) -> float:
    """The last moment that any CTA was watched, shown or used at."""
    data = watching.data
    ctas = [e for e in data.story.elements if e.kind is ElementKind.CTA]
    ends = [float(watching.overlaps(e).end_s.max(initial=0.0)) for e in ctas]
    said = [data.events.t_s[data.rows_of(Kind.ELEMENT_SHOWN)], data.uses.t_s]
    return max([0.0, *ends, *(float(np.nan_to_num(t).max(initial=0.0)) for t in said)])


def _table(watching: Watching, edges: Floats) -> _Table:
    """That of the whole film is remembered with the review."""
    if not watching.scope.is_everything:
        return _count(watching, edges)
    name = f"ctr between {edges.tolist()}"
    found = watching.data.kept.get(name)
    if not isinstance(found, _Table):
        found = watching.data.kept[name] = _count(watching, edges)
    return found


def _count(watching: Watching, edges: Floats) -> _Table:
    elements = watching.data.story.elements
    ctas = [(i, e) for i, e in enumerate(elements) if e.kind is ElementKind.CTA]
    used = [_used(watching, i, edges) for i, _ in ctas]
    exposed = [part for i, e in ctas for part in (_spread(watching.overlaps(e), edges), _shown(watching, i, edges))]
    bins, sessions = len(edges) - 1, max(len(watching.data.sessions), 1)
    exposed_keys, used_keys = _keys(exposed + used, bins, sessions), _keys(used, bins, sessions)
    return _Table(bins, exposed_keys // sessions, exposed_keys % sessions, used_keys // sessions, used_keys % sessions)


def _keys(parts: list[tuple[Ints, Ints, Longs]], bins: int, sessions: int) -> Longs:
    """(media, bin, session) as one number each, once each, ascending."""
    keys = []
    for session, media, slot in parts:
        known = (media >= 0) & (slot >= 0)
        keys.append((media[known].astype(np.int64) * bins + slot[known]) * sessions + session[known])
    return distinct(np.concatenate(keys)) if keys else np.zeros(0, dtype=np.int64)


def _bin(t_s: Floats, edges: Floats) -> Longs:
    """The last edge not after each moment, -1 before the first."""
    return np.searchsorted(edges[:-1], t_s, side="right") - 1


def _shown(watching: Watching, element: int, edges: Floats) -> tuple[Ints, Ints, Longs]:
    data = watching.data
    rows = watching.shown(element)
    rows = rows[~np.isnan(data.events.t_s[rows])]
    return data.events.session[rows], data.reading.event_media[rows], _bin(data.events.t_s[rows], edges)


def _used(watching: Watching, element: int, edges: Floats) -> tuple[Ints, Ints, Longs]:
    uses, rows = watching.data.uses, watching.used(element)
    rows = rows[~np.isnan(uses.t_s[rows])]
    return uses.session[rows], uses.media[rows], _bin(uses.t_s[rows], edges)


def _spread(watched: Stretches, edges: Floats) -> tuple[Ints, Ints, Longs]:
    """One row for each bin that a stretch overlaps by more than nothing."""
    first = _bin(watched.start_s, edges)
    count = np.maximum(np.searchsorted(edges, watched.end_s, side="left") - first, 0)
    rows = np.repeat(np.arange(len(first)), count)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return watched.session[rows], watched.media[rows], first[rows] + offset
