"""Numbers of the elements: CTR, first click after, lift, share of clicks, smallest size."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from footpath.analysis.columns import Bits, count_bits
from footpath.analysis.data import Data
from footpath.analysis.exposure import Audience, Watching
from footpath.analysis.look import Look
from footpath.analysis.moving_polygon import MovingPolygon
from footpath.model.clicks import Miss
from footpath.model.events import Bools, Floats, Longs
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


def element_metrics(look: Look) -> tuple[ElementMetrics, ...]:
    """Every element's numbers, within what is looked at."""
    data, watching, chosen, mask, clicked = look.data, look.watching, look.chosen, look.mask, look.clicked
    rates = [Rate(count_bits(a.used, chosen), count_bits(a.exposed, chosen)) for a in watching.audiences]
    lifts = _lifts(data.story.elements, rates)
    clicks, misses = clicks_by_element(data, mask, clicked), _misses_by_element(data, mask, clicked)
    picture, touched = smallest_picture(data, look.rows), smallest_picture(data, look.rows[_touch(data)[look.rows]])
    total = int(clicks.sum())
    return tuple(
        ElementMetrics(
            id=e.id,
            kind=e.kind.value,
            label=e.label,
            ctr=rates[i],
            clicks=int(clicks[i]),
            share_of_clicks=Rate(int(clicks[i]), total),
            first_click_after_median_s=_first_click_after(watching, mask, i, e),
            lift=lifts[i],
            smallest_px=_smallest_px(data, e, picture),
            smallest_touch_px=_smallest_px(data, e, touched),
            misses_space=int(misses[Miss.SPACE, i]),
            misses_early=int(misses[Miss.EARLY, i]),
            misses_late=int(misses[Miss.LATE, i]),
        )
        for i, e in enumerate(data.story.elements)
    )


def clicks_by_element(data: Data, mask: Bools, clicked: Bools | None) -> Longs:
    """Clicks looked at that an element got; shape (element ids,). `clicked` None: all of the chosen sessions'."""
    rows, element, session = _named_clicks(data)
    kept = mask[session] if clicked is None else clicked[rows]
    return np.bincount(element[kept], minlength=len(data.events.element_ids))


def _misses_by_element(data: Data, mask: Bools, clicked: Bools | None) -> Longs:
    """Near misses looked at, by how they missed and what; shape (kinds of miss, story's elements)."""
    rows, keys, session = _missing_clicks(data)
    kept = mask[session] if clicked is None else clicked[rows]
    count = len(data.story.elements)
    return np.bincount(keys[kept], minlength=len(Miss) * count).reshape(len(Miss), count)


def _missing_clicks(data: Data) -> tuple[Longs, Longs, Longs]:
    """Near misses, how and what they missed as one number, the session; remembered with the review."""
    found = data.kept.get("missing clicks")
    if not isinstance(found, tuple):
        clicks, count = data.clicks, len(data.story.elements)
        rows = np.flatnonzero(clicks.miss != Miss.NONE)
        keys = clicks.miss[rows].astype(np.int64) * count + clicks.missed_element[rows]
        found = data.kept["missing clicks"] = rows, keys, clicks.session[rows].astype(np.int64)
    return found


def _named_clicks(data: Data) -> tuple[Longs, Longs, Longs]:
    """Clicks that an element got, the element, the session; remembered with the review."""
    found = data.kept.get("named clicks")
    if not isinstance(found, tuple):
        rows = np.flatnonzero(data.clicks.element >= 0)
        element, session = data.clicks.element[rows].astype(np.int64), data.clicks.session[rows].astype(np.int64)
        found = data.kept["named clicks"] = rows, element, session
    return found


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
    return float(np.median(waits)) if len(waits) else None


def first_clicks_after(watching: Watching, mask: Bools, index: int, element: Element) -> Floats:
    """For each chosen session that used it at a known moment: seconds from the element's start to its first use."""
    uses = watching.data.uses
    rows = watching.used(index)
    rows = rows[mask[uses.session[rows]]]
    rows = rows[~np.isnan(uses.t_s[rows])]
    session = uses.session[rows]
    first = np.append(True, session[1:] != session[:-1])[: len(rows)]
    return np.asarray(uses.t_s[rows[first]] - element.start_s, dtype=np.float64)


def _touch(data: Data) -> Bools:
    """Sessions on a device that is touched; shape (s,). Remembered with the review."""
    found = data.kept.get("touch")
    if not isinstance(found, np.ndarray):
        names = [name.casefold() in data.settings.touch_devices for name in data.sessions.devices]
        found = data.kept["touch"] = np.array([*names, False], dtype=np.bool_)[data.sessions.device]
    return found


def smallest_picture(data: Data, rows: Longs) -> dict[str, float]:
    """For each media, the smallest width in CSS px at which a chosen session saw its picture; empty where unknown."""
    smallest = {}
    for media in data.story.media:
        width = float(_widths(data, media.aspect)[rows].min(initial=np.inf))
        if np.isfinite(width):
            smallest[media.id] = width
    return smallest


def _widths(data: Data, aspect: float) -> Floats:
    """The width of the picture on every session's player, infinite where unknown; remembered with the review."""
    name = f"picture widths at {aspect!r}"
    found = data.kept.get(name)
    if not isinstance(found, np.ndarray):
        width, height = data.sessions.player_width, data.sessions.player_height
        shown = np.where(np.isnan(width), np.nan, np.fmin(width, height * aspect))
        found = data.kept[name] = np.where(shown > 0, shown, np.inf)
    return found


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
