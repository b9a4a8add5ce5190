"""Late and early clicks: over an element's last place after it vanished, over its first before it appeared."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammainc

from footpath.analysis.data import Data
from footpath.analysis.moving_polygon import MovingPolygon
from footpath.analysis.significance import adjusted
from footpath.model.clicks import ClickClass, Miss
from footpath.model.events import Bools, Longs
from footpath.model.late_early import LateEarly
from footpath.model.story import Element, Point, Scene

LEAST_S = 1e-6


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Seconds [start_s, end_s] of a scene, beside an element's life."""

    element: int
    scene: int
    late: bool
    start_s: float
    end_s: float


def late_early(data: Data, mask: Bools, looked_at: Bools) -> tuple[LateEarly, ...]:
    """Every stretch that anyone had on screen, q values over all of them (Benjamini & Hochberg 1995).

    Expected are the false clicks of the rest of the scene, at its denser rate of two: anywhere in the picture, or at
    this very place; for each viewer-second and the share of the picture that the place covers, and one click more.

    Args:
        data: the review.
        mask: sessions chosen, shape (s,).
        looked_at: clicks looked at, shape (c,).
    """
    found = [one for stretch in _stretches(data) if (one := _tested(data, stretch, mask, looked_at)) is not None]
    if not found:
        return ()
    q_values = adjusted(np.array([one.p_value for one in found]))
    return tuple(replace(one, q_value=float(q)) for one, q in zip(found, q_values, strict=True))


def _stretches(data: Data) -> list[_Stretch]:
    """Up to ten seconds on either side of each element with a boundary, inside its scene."""
    story, found, reach_s = data.story, [], data.settings.late_early_s
    for index, element in enumerate(story.elements):
        if not element.boundary or element.media_id is None:
            continue
        first = _scene_at(story.scenes, element, element.start_s)
        last = _scene_at(story.scenes, element, element.end_s - LEAST_S)
        if last is not None:
            end_s = min(element.end_s + reach_s, story.scenes[last].end_s)
            found.append(_Stretch(index, last, late=True, start_s=element.end_s, end_s=end_s))
        if first is not None:
            start_s = max(element.start_s - reach_s, story.scenes[first].start_s)
            found.append(_Stretch(index, first, late=False, start_s=start_s, end_s=element.start_s))
    return [stretch for stretch in found if stretch.end_s - stretch.start_s > LEAST_S]


def _scene_at(scenes: tuple[Scene, ...], element: Element, t_s: float) -> int | None:
    holds = (k for k, s in enumerate(scenes) if s.media_id == element.media_id and s.start_s <= t_s < s.end_s)
    return next(holds, None)


def _tested(data: Data, stretch: _Stretch, mask: Bools, looked_at: Bools) -> LateEarly | None:
    inside_s, outside_s, exposed = _watched(data, stretch, mask)
    if not exposed:
        return None
    element = data.story.elements[stretch.element]
    rows = np.flatnonzero(looked_at & (data.clicks.scene == stretch.scene) & _in_vain(data, stretch.element))
    t_s = data.clicks.t_s[rows]
    during = (t_s >= stretch.start_s) & (t_s <= stretch.end_s)
    over, area = _over(data, stretch, rows)
    mine = rows[during & over]
    elsewhere, here = int((~during).sum()), int((~during & over).sum())
    rate = max((elsewhere + 1) * area, here + 1.0) / max(outside_s, 1.0)
    expected = rate * inside_s
    viewers = len(np.unique(data.sessions.viewer[data.clicks.session[mine]]))
    edge_s = element.end_s if stretch.late else element.start_s
    return LateEarly(
        element_id=element.id,
        media_id=str(element.media_id),
        late=stretch.late,
        start_s=stretch.start_s,
        end_s=stretch.end_s,
        clicks=len(mine),
        viewers=viewers,
        exposed=exposed,
        furthest_s=float(np.abs(data.clicks.t_s[mine] - edge_s).max(initial=0.0)),
        expected=expected,
        p_value=float(gammainc(viewers, expected)) if viewers else 1.0,
        q_value=1.0,
    )


def _in_vain(data: Data, element: int) -> Bools:
    """False clicks, and what missed this element in time."""
    clicks = data.clicks
    in_time = (clicks.missed_element == element) & np.isin(clicks.miss, (Miss.EARLY, Miss.LATE))
    return np.asarray((clicks.klass == ClickClass.FALSE) | in_time)


def _over(data: Data, stretch: _Stretch, rows: Longs) -> tuple[Bools, float]:
    """Which clicks lie over the element's last (or first) place, and the share of the picture it covers."""
    element = data.story.elements[stretch.element]
    aspect = data.story.media[data.story.media_index[str(element.media_id)]].aspect
    polygon = MovingPolygon(element, aspect)
    keyframe = len(polygon.keyframes) - 1 if stretch.late else 0
    over = polygon.fixed(keyframe, data.clicks.x[rows], data.clicks.y[rows] / aspect)
    return over, _area(polygon.keyframes[keyframe].polygon)


def _area(corners: tuple[Point, ...]) -> float:
    """The shoelace formula; in shares of the picture."""
    if not corners:
        return 0.0
    x, y = np.array(corners).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def _watched(data: Data, stretch: _Stretch, mask: Bools) -> tuple[float, float, int]:
    """Viewer-seconds inside the stretch and in the rest of its scene, and viewers who had the stretch on screen."""
    pieces = data.reading.pieces
    rows = np.flatnonzero((pieces.scene == stretch.scene) & mask[pieces.session])
    start, end = pieces.start_s[rows], pieces.end_s[rows]
    overlap = np.minimum(end, stretch.end_s) - np.maximum(start, stretch.start_s)
    inside = np.maximum(overlap, 0.0)
    viewers = np.unique(data.sessions.viewer[pieces.session[rows[overlap > 0]]])
    return float(inside.sum()), float((end - start).sum() - inside.sum()), len(viewers)
