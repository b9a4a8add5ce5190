"""Numbers of the elements: CTR, first click after, lift, share of clicks, smallest size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from footpath.analysis.click_totals import ClickTotals
from footpath.analysis.columns import Bits, count_bits
from footpath.analysis.data import Data
from footpath.analysis.exposure import Audience, Watching
from footpath.analysis.look import Look
from footpath.analysis.moving_polygon import MovingPolygon
from footpath.analysis.remembering import remembered
from footpath.analysis.summaries import median
from footpath.model.clicks import Miss
from footpath.model.events import Bools, Floats, Ints
from footpath.model.rate import Rate
from footpath.model.results import ElementMetrics
from footpath.model.story import Element, ElementKind


def reach(group: Iterable[Audience], chosen: Bits) -> Rate | None:
    """Chosen sessions that used any of a group of elements, of those exposed to any; None for no elements."""
    both = union(group)
    return None if both is None else Rate(count_bits(both[1], chosen), count_bits(both[0], chosen))


def union(group: Iterable[Audience]) -> tuple[Bits, Bits] | None:
    """Sessions exposed to any of a group of elements, and those that used any; None for no elements."""
    members = list(group)
    if not members:
        return None
    exposed, used = members[0].exposed, members[0].used
    for one in members[1:]:
        exposed, used = exposed | one.exposed, used | one.used
    return exposed, used


def element_metrics(look: Look, counted: Callable[[], ClickTotals]) -> tuple[ElementMetrics, ...]:
    """Every element's numbers, within what is looked at; `counted` tells the clicks, and may have to wait for them."""
    data, watching, chosen = look.data, look.watching, look.chosen
    rates = [Rate(count_bits(a.used, chosen), count_bits(a.exposed, chosen)) for a in watching.audiences]
    lifts = _lifts(data.story.elements, rates)
    waits = [_first_click_after(watching, look.mask, i, e) for i, e in enumerate(data.story.elements)]
    picture, touched = remembered(look.who, "smallest pictures", lambda: _smallest_pictures(data, look.mask))
    clicks, misses = counted().by_element, counted().misses
    total = int(clicks.sum())
    return tuple(
        ElementMetrics(
            id=e.id,
            kind=e.kind.value,
            label=e.label,
            ctr=rates[i],
            clicks=int(clicks[i]),
            share_of_clicks=Rate(int(clicks[i]), total),
            first_click_after_median_s=waits[i],
            lift=lifts[i],
            smallest_px=_smallest_px(data, e, picture),
            smallest_touch_px=_smallest_px(data, e, touched),
            misses_space=int(misses[Miss.SPACE, i]),
            misses_early=int(misses[Miss.EARLY, i]),
            misses_late=int(misses[Miss.LATE, i]),
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


def _first_click_after(watching: Watching, mask: Bools, index: int, element: Element) -> float | None:
    waits = first_clicks_after(watching, mask, index, element)
    return median(waits) if len(waits) else None


def first_clicks_after(watching: Watching, mask: Bools, index: int, element: Element) -> Floats:
    """For each chosen session that used it at a known moment: seconds from the element's start to its first use."""
    session, wait_s = remembered(watching, f"first uses {index}", lambda: _first_uses(watching, index, element))
    return np.compress(mask.take(session), wait_s)


def _first_uses(watching: Watching, index: int, element: Element) -> tuple[Ints, Floats]:
    """The sessions, and how long after the element's start."""
    used = watching.used(index)
    known = ~np.isnan(used.t_s)
    session, t_s = np.compress(known, used.session), np.compress(known, used.t_s)
    first = np.append(True, session[1:] != session[:-1])[: len(session)]
    return np.compress(first, session), np.compress(first, t_s) - element.start_s


def _smallest_pictures(data: Data, mask: Bools) -> tuple[dict[str, float], dict[str, float]]:
    """`smallest_picture` of the chosen sessions, and of those of them on a device that is touched."""
    names = [name.casefold() in data.settings.touch_devices for name in data.sessions.devices]
    touch = remembered(data, "touch", lambda: np.array([*names, False], dtype=np.bool_)[data.sessions.device])
    return smallest_picture(data, mask), smallest_picture(data, mask & touch)


def smallest_picture(data: Data, mask: Bools) -> dict[str, float]:
    """For each media, the smallest width in CSS px at which a chosen session saw its picture; empty where unknown."""
    smallest = {}
    for media in data.story.media:
        widths = remembered(data, f"picture widths at {media.aspect!r}", partial(_widths, data, media.aspect))
        width = float(np.where(mask, widths, np.inf).min(initial=np.inf))
        if np.isfinite(width):
            smallest[media.id] = width
    return smallest


def _widths(data: Data, aspect: float) -> Floats:
    """The width of the picture on every session's player, infinite where unknown."""
    width, height = data.sessions.player_width, data.sessions.player_height
    shown = np.where(np.isnan(width), np.nan, np.fmin(width, height * aspect))
    return np.where(shown > 0, shown, np.inf)


def _smallest_px(data: Data, element: Element, picture: dict[str, float]) -> float | None:
    if not element.boundary or element.media_id not in picture:
        return None
    size = _smallest_share(element, data.story.media[data.story.media_index[element.media_id]].aspect)
    return None if np.isnan(size) else size * picture[element.media_id]


def _smallest_share(element: Element, aspect: float) -> float:
    """The smaller side of the boundary's box when it is smallest, in picture widths; NaN where it never shows."""
    polygon = MovingPolygon(element, aspect)
    turns = polygon.turning_moments()
    moments = np.concatenate([turns, np.nextafter(turns, -np.inf), [element.start_s, element.end_s]])
    inside: Floats = np.clip(moments, element.start_s, np.nextafter(element.end_s, -np.inf))
    sizes = polygon.sizes(inside)
    return float(np.nanmin(sizes)) if not np.isnan(sizes).all() else float("nan")
