"""CTR of the CTAs over media time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import Bits, bits, count_bits, distinct
from footpath.analysis.exposure import Stretches, Watching
from footpath.model.events import Bools, Floats, Ints, Kind, Longs
from footpath.model.rate import Rate
from footpath.model.results import RateBin
from footpath.model.story import ElementKind


@dataclass(frozen=True, slots=True)
class _Table:
    """Who was exposed to a call, and who used one, in each slot with anyone: media × bins + bin, ascending."""

    bins: int
    slots: tuple[int, ...]
    exposed: tuple[Bits, ...]
    used: tuple[Bits, ...]


def ctr_by_time(watching: Watching, mask: Bools) -> tuple[RateBin, ...]:
    """Chosen sessions that used a CTA in the bin, of those exposed to one in it; bins with anyone exposed."""
    width = watching.data.settings.ctr_bin_s
    edges = np.arange(int(_last_moment(watching) // width) + 2, dtype=np.float64) * width
    rates = ctr_between(watching, mask, edges)
    return tuple(RateBin(media, float(edges[k]), float(edges[k + 1]), rate) for media, k, rate in rates)


def ctr_between(watching: Watching, mask: Bools, edges: Floats) -> list[tuple[str, int, Rate]]:
    """(media id, k, CTR of the CTAs) of each stretch [edges[k], edges[k + 1]) with anyone exposed."""
    table, media, chosen = _table(watching, edges), watching.data.story.media, bits(mask)
    rates = (
        (slot, Rate(count_bits(used, chosen), count_bits(exposed, chosen)))
        for slot, exposed, used in zip(table.slots, table.exposed, table.used, strict=True)
    )
    return [(media[slot // table.bins].id, slot % table.bins, rate) for slot, rate in rates if rate.of]


def _last_moment(watching: Watching) -> float:
    """The last moment that any CTA was watched, shown or used at; that of the whole film is remembered."""
    if not watching.scope.is_everything:
        return _find_last_moment(watching)
    found = watching.data.kept.get("last moment of a call")
    if not isinstance(found, float):
        found = watching.data.kept["last moment of a call"] = _find_last_moment(watching)
    return found


def _find_last_moment(watching: Watching) -> float:
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
    slots = np.unique(exposed_keys // sessions).tolist()
    return _Table(
        bins, tuple(slots), _packed(exposed_keys, slots, sessions), _packed(used_keys, slots, sessions)
    )


def _packed(keys: Longs, slots: list[int], sessions: int) -> tuple[Bits, ...]:
    """The sessions of each slot; keys are slot × sessions + session, ascending."""
    packed = []
    for slot in slots:
        first, last = np.searchsorted(keys, [slot * sessions, (slot + 1) * sessions])
        flags = np.zeros(sessions, dtype=np.bool_)
        flags[keys[first:last] - slot * sessions] = True
        packed.append(bits(flags))
    return tuple(packed)


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
