"""Where an element's boundary is at one moment."""

from __future__ import annotations

from footpath.model.story import Element, Point

SAME_INSTANT_S = 1e-6


def polygon_at(element: Element, t_s: float) -> tuple[Point, ...] | None:
    """The boundary at a media time: linear between keyframes with as many corners, else the earlier holds.

    None where the element has no boundary or is hidden.
    """
    keyframes = sorted(element.boundary, key=lambda k: k.t_s)
    if not keyframes:
        return None
    slot = max((i for i, k in enumerate(keyframes) if k.t_s <= t_s), default=0)
    here = keyframes[slot]
    if here.hidden or not here.polygon:
        return None
    if slot + 1 == len(keyframes) or t_s <= here.t_s or len(keyframes[slot + 1].polygon) != len(here.polygon):
        return here.polygon
    following = keyframes[slot + 1]
    share = min(max((t_s - here.t_s) / (following.t_s - here.t_s), 0.0), 1.0)
    pairs = zip(here.polygon, following.polygon, strict=True)
    return tuple((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])) for a, b in pairs)


def active_at(element: Element, t_s: float, scene_ends: frozenset[float]) -> bool:
    """Alive in [start, end), and at the end itself where its scene ends there too; never while hidden."""
    held = t_s == element.end_s and any(abs(end - element.end_s) <= SAME_INSTANT_S for end in scene_ends)
    alive = element.start_s <= t_s < element.end_s or held
    return alive and (not element.boundary or polygon_at(element, t_s) is not None)
