"""Numbers of the elements: CTR, first click after, lift, share of clicks, smallest size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from footpath.analysis.data import Data
from footpath.analysis.exposure import Watching
from footpath.analysis.moving_polygon import MovingPolygon
from footpath.model.events import Bools
from footpath.model.rate import Rate
from footpath.model.results import ElementMetrics, RateBin
from footpath.model.story import Element, ElementKind


@dataclass(frozen=True, slots=True)
class Audience:
    """Who was exposed to one element and who used it; shape (s,) each."""

    exposed: Bools
    used: Bools


def audiences(watching: Watching) -> list[Audience]:
    """One for each of the story's elements."""
    elements = enumerate(watching.data.story.elements)
    return [Audience(watching.exposed(i, e), watching.users(i)) for i, e in elements]


def reach(group: Iterable[Audience]) -> Rate | None:
    """Sessions that used any of a group of elements, of those exposed to any; None for no elements."""
    members = list(group)
    if not members:
        return None
    exposed = np.logical_or.reduce([a.exposed for a in members])
    used = np.logical_or.reduce([a.used for a in members])
    return Rate(int(used.sum()), int(exposed.sum()))


def element_metrics(watching: Watching, group: list[Audience], clicked: Bools) -> tuple[ElementMetrics, ...]:
    """Every element's numbers. `clicked`: shape (c,), the clicks looked at."""
    data = watching.data
    clicks = data.clicks
    named = clicked & (clicks.element >= 0)
    per_element = np.bincount(clicks.element[named], minlength=len(data.events.element_ids))
    rates = [Rate(int(a.used.sum()), int(a.exposed.sum())) for a in group]
    lifts = _lifts(data.story.elements, rates)
    picture = smallest_picture(data, watching.mask)
    return tuple(
        ElementMetrics(
            e.id,
            e.kind.value,
            e.label,
            rates[i],
            int(per_element[i]),
            Rate(int(per_element[i]), int(named.sum())),
            _first_click_after(watching, i, e),
            lifts[i],
            _smallest_px(data, e, picture),
        )
        for i, e in enumerate(data.story.elements)
    )


def _lifts(elements: tuple[Element, ...], rates: list[Rate]) -> list[float | None]:
    """Uses over what the exposure predicts at the rate of all elements of the kind together."""
    totals: dict[ElementKind, tuple[int, int]] = {}
    for element, rate in zip(elements, rates, strict=True):
        n, of = totals.get(element.kind, (0, 0))
        totals[element.kind] = (n + rate.n, of + rate.of)
    lifts: list[float | None] = []
    for element, rate in zip(elements, rates, strict=True):
        n, of = totals[element.kind]
        expected = rate.of * n / of if of else 0.0
        lifts.append(rate.n / expected if expected else None)
    return lifts


def _first_click_after(watching: Watching, index: int, element: Element) -> float | None:
    """Median over sessions of the seconds from the element's start to its first use."""
    uses = watching.data.uses
    rows = watching.used(index)
    rows = rows[~np.isnan(uses.t_s[rows])]
    if not len(rows):
        return None
    _, first = np.unique(uses.session[rows], return_index=True)
    return float(np.median(uses.t_s[rows[first]] - element.start_s))


def smallest_picture(data: Data, mask: Bools) -> dict[str, float]:
    """For each media, the smallest width in CSS px at which a chosen session saw its picture; empty where unknown."""
    width, height = data.sessions.player_width[mask], data.sessions.player_height[mask]
    smallest = {}
    for media in data.story.media:
        shown = np.fmin(width, height * media.aspect)
        shown = shown[~np.isnan(width) & (shown > 0)]
        if len(shown):
            smallest[media.id] = float(shown.min())
    return smallest


def _smallest_px(data: Data, element: Element, picture: dict[str, float]) -> float | None:
    if not element.boundary or element.media_id not in picture:
        return None
    polygon = MovingPolygon(element, data.story.media[data.story.media_index[element.media_id]].aspect)
    turns = polygon.turning_moments()
    moments = np.concatenate([turns, np.nextafter(turns, -np.inf), [element.start_s, element.end_s]])
    inside = np.clip(moments, element.start_s, np.nextafter(element.end_s, -np.inf))
    sizes = polygon.sizes(inside)
    return float(np.nanmin(sizes)) * picture[element.media_id] if not np.isnan(sizes).all() else None


def ctr_by_time(watching: Watching) -> tuple[RateBin, ...]:
    """CTR of the CTAs in bins of media time: sessions that used one in the bin, of those exposed to one in it."""
    data = watching.data
    ctas = [(i, e) for i, e in enumerate(data.story.elements) if e.kind is ElementKind.CTA]
    exposed: list[tuple[np.ndarray, ...]] = []
    used: list[tuple[np.ndarray, ...]] = []
    width = data.settings.ctr_bin_s
    for index, element in ctas:
        rows, start, end = watching.overlaps(element)
        exposed.append(_spread(watching.session[rows], watching.media[rows], start, end, width))
        shown = watching.shown(index)
        media = data.reading.event_media[shown]
        exposed.append(_bins(data.events.session[shown], media, data.events.t_s[shown], width))
        uses = watching.used(index)
        uses = uses[~np.isnan(data.uses.t_s[uses])]
        used.append(_bins(data.uses.session[uses], data.uses.media[uses], data.uses.t_s[uses], width))
    counted_exposed = _count(exposed + used)
    counted_used = _count(used)
    return tuple(
        RateBin(data.story.media[m].id, b * width, (b + 1) * width, Rate(counted_used.get((m, b), 0), n))
        for (m, b), n in sorted(counted_exposed.items())
    )


def _bins(session: np.ndarray, media: np.ndarray, t: np.ndarray, width: float) -> tuple[np.ndarray, ...]:
    return session, media, np.floor(t / width).astype(np.int64)


def _spread(
    session: np.ndarray, media: np.ndarray, start: np.ndarray, end: np.ndarray, width: float
) -> tuple[np.ndarray, ...]:
    """One row for each bin that a stretch overlaps by more than nothing."""
    first = np.floor(start / width).astype(np.int64)
    last = np.ceil(end / width).astype(np.int64) - 1
    count = np.maximum(last - first + 1, 0)
    rows = np.repeat(np.arange(len(first)), count)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return session[rows], media[rows], first[rows] + offset


def _count(parts: list[tuple[np.ndarray, ...]]) -> dict[tuple[int, int], int]:
    """Distinct sessions for each (media, bin)."""
    if not parts:
        return {}
    session, media, slot = (np.concatenate(column).astype(np.int64) for column in zip(*parts, strict=True))
    kept = (media >= 0) & (slot >= 0)
    triples = np.unique(np.stack([media[kept], slot[kept], session[kept]], axis=1), axis=0)
    pairs, counts = np.unique(triples[:, :2], axis=0, return_counts=True)
    return {(int(m), int(b)): int(n) for (m, b), n in zip(pairs, counts, strict=True)}
