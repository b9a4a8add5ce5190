"""CTR of the CTAs over media time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from footpath.analysis.columns import Bits, bits, count_bits
from footpath.analysis.exposure import Stretches, Told, Watching
from footpath.analysis.remembering import remembered
from footpath.model.events import Floats, Kind, Longs
from footpath.model.rate import Rate
from footpath.model.results import RateBin
from footpath.model.story import ElementKind

MOST_FLAGS = 1 << 26  # slots × sessions held as flags at a time
FEW_EDGES = 16  # as many comparisons are quicker than a search
Rows = tuple[np.ndarray, Longs, Longs]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Who was exposed to a call, and who used one, in bin `k` of a media."""

    media: int
    k: int
    exposed: Bits
    used: Bits


def ctr_by_time(watching: Watching, chosen: Bits) -> tuple[RateBin, ...]:
    """Chosen sessions that used a CTA in the bin, of those exposed to one in it; bins with anyone exposed."""
    width = watching.data.settings.ctr_bin_s
    edges = np.arange(int(_last_moment(watching.whole) // width) + 2, dtype=np.float64) * width
    rates = ctr_between(watching, chosen, edges)
    return tuple(RateBin(media, float(edges[k]), float(edges[k + 1]), rate) for media, k, rate in rates)


def ctr_between(watching: Watching, chosen: Bits, edges: Floats) -> list[tuple[str, int, Rate]]:
    """(media id, k, CTR of the CTAs) of each stretch [edges[k], edges[k + 1]) with anyone exposed."""
    media = watching.data.story.media
    rates = (
        (slot, Rate(count_bits(slot.used, chosen), count_bits(slot.exposed, chosen)))
        for slot in _known(watching, edges)
    )
    return [(media[slot.media].id, slot.k, rate) for slot, rate in rates if rate.of]


def _last_moment(whole: Watching) -> float:
    """The last moment that any CTA was watched, shown or used at."""
    return remembered(whole, "last moment of a call", lambda: _find_last_moment(whole))


def _find_last_moment(whole: Watching) -> float:
    data = whole.data
    ctas = [e for e in data.story.elements if e.kind is ElementKind.CTA]
    ends = [float(whole.overlaps(e).end_s.max(initial=0.0)) for e in ctas]
    said = [data.events.t_s[data.rows_of(Kind.ELEMENT_SHOWN)], data.uses.t_s]
    return max([0.0, *ends, *(float(np.nan_to_num(t).max(initial=0.0)) for t in said)])


def _known(watching: Watching, edges: Floats) -> list[_Slot]:
    return remembered(watching, f"ctr between {edges.tolist()}", lambda: _slots(watching, edges))


def _slots(watching: Watching, edges: Floats) -> list[_Slot]:
    """By media, then by bin. Of a window only the bins that it cuts are counted again."""
    whole, scope = watching.whole, watching.scope
    if whole is watching:
        return list(_count(watching, edges))
    recounted = {k: _within(whole, k, *span) for k, span in _cut_bins(edges, scope.start_s, scope.end_s)}
    inside = (s for s in _known(whole, edges) if edges[s.k] < scope.end_s and edges[s.k + 1] > scope.start_s)
    looked_at = (slot for slot in inside if scope.media in {-1, slot.media})
    found = (recounted[s.k].get(s.media) if s.k in recounted else s for s in looked_at)
    return [slot for slot in found if slot is not None]


def _cut_bins(edges: Floats, low_s: float, high_s: float) -> Iterator[tuple[int, tuple[float, float]]]:
    """The bins that a window overlaps without holding all of them, and what it holds of each."""
    for k in np.flatnonzero((edges[:-1] < high_s) & (edges[1:] > low_s)).tolist():
        start, end = float(edges[k]), float(edges[k + 1])
        if start < low_s or end > high_s:
            yield k, (max(start, low_s), min(end, high_s))


def _within(whole: Watching, k: int, low_s: float, high_s: float) -> dict[int, _Slot]:
    """What of bin k lies in [low_s, high_s), by media."""
    return {slot.media: replace(slot, k=k) for slot in _count(whole, np.array([low_s, high_s]))}


def _count(whole: Watching, edges: Floats) -> Iterator[_Slot]:
    """The slots with anyone exposed: as flags, as many slots at a time as fit."""
    elements, sessions = whole.data.story.elements, max(len(whole.data.sessions), 1)
    bins, at_once = len(edges) - 1, max(1, MOST_FLAGS // sessions)
    ctas = [i for i, e in enumerate(elements) if e.kind is ElementKind.CTA]
    used = [_told(whole.used(i), edges) for i in ctas]
    shown = [_told(whole.shown(i), edges) for i in ctas]
    watched = [_spread(whole.overlaps_within(elements[i], *edges[[0, -1]].tolist()), edges) for i in ctas]
    low, high = _reach(used + shown + watched)
    for first in range(low, high, at_once):
        last = min(first + at_once, high)
        by_use = _flags(used, first, last, sessions)
        exposed = by_use | _flags(shown + watched, first, last, sessions)
        for slot in np.flatnonzero(exposed.any(axis=1)).tolist():
            media, k = divmod(first + slot, bins)
            yield _Slot(media, k, bits(exposed[slot]), bits(by_use[slot]))


def _reach(parts: list[Rows]) -> tuple[int, int]:
    """The slots [low, high) that any part touches."""
    some = [(int(begin.min()), int(end.max())) for _, begin, end in parts if len(begin)]
    return min((low for low, _ in some), default=0), max((high for _, high in some), default=0)


def _flags(parts: list[Rows], first: int, last: int, sessions: int) -> np.ndarray:
    """Which sessions are in which of the slots [first, last); shape (slots, sessions)."""
    flags = np.zeros((last - first) * sessions, dtype=np.bool_)
    for session, begin, end in parts:
        low, count = np.maximum(begin, first), np.minimum(end, last)
        count = count - low
        place = (low - first) * sessions + session
        for _ in range(int(count.max(initial=0))):
            more = count > 0
            if not more.all():
                place, count = np.compress(more, place), np.compress(more, count)
            flags[place] = True
            place, count = place + sessions, count - 1
    return flags.reshape(last - first, sessions)


def _told(told: Told, edges: Floats) -> Rows:
    """Session, and the slots [begin, end): the one that a row lies in."""
    inside = (told.media >= 0) & (told.t_s >= edges[0]) & (told.t_s < edges[-1])
    here = told.compressed(inside)
    slot = here.media.astype(np.int64) * (len(edges) - 1) + _not_after(here.t_s, edges) - 1
    return here.session, slot, slot + 1


def _spread(watched: Stretches, edges: Floats) -> Rows:
    """Session, and the slots [begin, end): those that a stretch overlaps by more than nothing."""
    media = watched.media.astype(np.int64) * (len(edges) - 1)
    return watched.session, media + _not_after(watched.start_s, edges) - 1, media + _before(watched.end_s, edges)


def _not_after(t_s: Floats, edges: Floats) -> Longs:
    """How many of the edges are not after each moment."""
    some = _about(t_s, edges)
    if some.stop - some.start > FEW_EDGES:
        return np.searchsorted(edges, t_s, side="right")
    return sum((t_s >= edge for edge in edges[some].tolist()), np.full(len(t_s), some.start))


def _before(t_s: Floats, edges: Floats) -> Longs:
    """How many of the edges are before each moment."""
    some = _about(t_s, edges)
    if some.stop - some.start > FEW_EDGES:
        return np.searchsorted(edges, t_s, side="left")
    return sum((t_s > edge for edge in edges[some].tolist()), np.full(len(t_s), some.start))


def _about(t_s: Floats, edges: Floats) -> slice:
    """The edges that are neither before all of the moments nor after all: few, where an element lives briefly."""
    if not len(t_s):
        return slice(0, 0)
    first, last = t_s.min(), t_s.max()
    return slice(int(np.searchsorted(edges, first, side="left")), int(np.searchsorted(edges, last, side="right")))
