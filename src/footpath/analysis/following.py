"""Follows an outline through frames: optical flow with a forward-backward check, drawn anew where that agrees."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from footpath.analysis.seed_outline import Picture, grey_of, refined
from footpath.model.events import Bools, Floats

CORNERS = 16
MOST_POINTS = 150
RETURN_PX = 1.0
LEAST_POINTS, LEAST_SHARE = 6, 0.3
REDRAW_EVERY = 4
LEAST_MATCH = 0.75
SHRINK, SWELL = 0.85, 1.15  # of the area, when drawn anew
LEAST_WHOLE, MOST_WHOLE = 0.6, 1.6  # of the area at first
DRIFT_SIZES = 0.7


@dataclass(frozen=True, slots=True)
class Followed:
    """Outlines, shape (k, CORNERS, 2) in pixels, of frames `first` … `first + k - 1`.

    `why_before`, `why_after`: why it goes no further in either direction; empty where it reached the end.
    """

    first: int
    outlines: Floats
    why_before: str
    why_after: str


def follow(
    frames: Sequence[Picture], seed: int, outline: Floats, path: Floats, unwanted: Callable[[], bool]
) -> Followed:
    """Follow an outline from the frame `seed` both ways.

    Args:
        frames: (h, w, 3) each, in order, all of one shape.
        seed: the frame that `outline` was found in.
        outline: corners in pixels, shape (n, 2).
        path: where the clicks were at each frame, pixels, shape (frames, 2): what is followed may not leave it.
        unwanted: asked between frames.
    """
    start = resampled(outline)
    after, why_after = _one_way(frames, range(seed, len(frames)), start, path, unwanted)
    before, why_before = _one_way(frames, range(seed, -1, -1), start, path, unwanted)
    return Followed(seed - len(before) + 1, np.stack([*before[::-1], *after[1:]]), why_before, why_after)


def resampled(outline: Floats, like: Floats | None = None) -> Floats:
    """Evenly spaced corners along an outline, counter to none: turned so that they lie nearest to those of `like`."""
    ring = np.concatenate([outline, outline[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ring, axis=0).T))])
    wanted = np.linspace(0, along[-1], 4 * CORNERS, endpoint=False)
    fine = np.stack([np.interp(wanted, along, ring[:, k]) for k in range(2)], axis=1)
    if _area(fine) < 0:
        fine = fine[::-1]
    if like is None:
        return np.asarray(fine[::4], dtype=np.float64)
    middle = fine.mean(axis=0) - like.mean(axis=0)
    turned = [np.roll(fine, -shift, axis=0)[::4] for shift in range(4 * CORNERS)]
    return np.asarray(min(turned, key=lambda corners: float(((corners - middle - like) ** 2).sum())))


def polygon_area(corners: Floats) -> float:
    return abs(_area(corners))


def _area(corners: Floats) -> float:
    """Signed, by the shoelace formula."""
    x, y = corners.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def _one_way(
    frames: Sequence[Picture], order: range, start: Floats, path: Floats, unwanted: Callable[[], bool]
) -> tuple[list[Floats], str]:
    outlines, here = [start], start
    off = _off(start, path[order[0]])
    grey = grey_of(frames[order[0]])
    for step, number in enumerate(order[1:], start=1):
        if unwanted():
            return outlines, "cancelled"
        following = grey_of(frames[number])
        moved = _flowed(grey, following, here)
        if moved is None:
            return outlines, "forward and backward disagree"
        if step % REDRAW_EVERY == 0:
            moved = _redrawn(frames[number], moved, polygon_area(start))
        if not _in_sight(moved, grey.shape):
            return outlines, "it leaves the picture"
        if np.hypot(*(_off(moved, path[number]) - off)) > DRIFT_SIZES * math.sqrt(polygon_area(moved)):
            return outlines, "the picture and the clicks part"
        outlines.append(moved)
        here, grey = moved, following
    return outlines, ""


def _off(outline: Floats, click: Floats) -> Floats:
    return np.asarray(outline.mean(axis=0) - click)


def _in_sight(outline: Floats, shape: tuple[int, ...]) -> bool:
    """Whether at least a third of the corners lie in the picture."""
    inside = (outline >= 0).all(axis=1) & (outline[:, 0] < shape[1]) & (outline[:, 1] < shape[0])
    return bool(inside.mean() > 1 / 3)


def _redrawn(bgr: Picture, believed: Floats, first_area: float) -> Floats:
    """Drawn anew where the picture agrees; little by little it may not become another thing."""
    found = refined(bgr, believed)
    if found is None or len(found) < CORNERS:
        return believed
    drawn = resampled(found, believed)
    share = polygon_area(drawn) / max(polygon_area(believed), 1e-9)
    whole = polygon_area(drawn) / max(first_area, 1e-9)
    return drawn if SHRINK <= share <= SWELL and LEAST_WHOLE <= whole <= MOST_WHOLE else believed


def _flowed(here: Picture, there: Picture, outline: Floats) -> Floats | None:
    """The outline in the next frame by the flow of points in it; by its looks where it has too few; None if lost."""
    mask = np.zeros(here.shape, dtype=np.uint8)
    cv2.fillPoly(mask, [np.rint(outline).astype(np.int32)], (255,))
    points: Any = cv2.goodFeaturesToTrack(here, MOST_POINTS, 0.01, 3, mask=mask)
    if points is None or len(points) < LEAST_POINTS:
        return _matched(here, there, outline)
    moved, good = _there_and_back(here, there, points)
    if good.sum() < max(LEAST_POINTS, LEAST_SHARE * len(points)):
        return _matched(here, there, outline)
    matrix, _ = cv2.estimateAffinePartial2D(points[good], moved[good], method=cv2.RANSAC, ransacReprojThreshold=1.5)
    if matrix is None or not 0.85 < np.hypot(matrix[0, 0], matrix[0, 1]) < 1.18:
        return _matched(here, there, outline)
    return np.asarray(outline @ matrix[:, :2].T + matrix[:, 2], dtype=np.float64)


def _there_and_back(here: Picture, there: Picture, points: Any) -> tuple[Any, Bools]:
    """Lucas & Kanade (1981) in pyramids; a point is good if it comes back to within a pixel (Kalal 2010)."""
    nothing: Any = None
    moved, found, _ = cv2.calcOpticalFlowPyrLK(here, there, points, nothing, winSize=(15, 15), maxLevel=3)
    back, refound, _ = cv2.calcOpticalFlowPyrLK(there, here, moved, nothing, winSize=(15, 15), maxLevel=3)
    off = np.hypot(*(back - points)[:, 0].T)
    return moved, np.asarray((found[:, 0] > 0) & (refound[:, 0] > 0) & (off <= RETURN_PX))


def _matched(here: Picture, there: Picture, outline: Floats) -> Floats | None:
    """Moved to where it looks the same, if from there the way leads back: for things without texture."""
    moved = _best_match(here, there, outline)
    if moved is None:
        return None
    back = _best_match(there, here, moved)
    if back is None or np.hypot(*(back - outline).mean(axis=0)) > 1.5 * RETURN_PX:
        return None
    return moved


def _best_match(here: Picture, there: Picture, outline: Floats) -> Floats | None:
    margin = 4
    low = np.floor(outline.min(axis=0)).astype(int) - margin
    high = np.ceil(outline.max(axis=0)).astype(int) + margin
    low, high = np.maximum(low, 0), np.minimum(high, [here.shape[1], here.shape[0]])
    if (high - low < 8).any():
        return None
    reach = int(0.5 * (high - low).max()) + 8
    from_ = np.maximum(low - reach, 0)
    to = np.minimum(high + reach, [here.shape[1], here.shape[0]])
    patch, field = here[low[1] : high[1], low[0] : high[0]], there[from_[1] : to[1], from_[0] : to[0]]
    if float(patch.std()) < 2:
        return None
    scores = cv2.matchTemplate(field, patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, place = cv2.minMaxLoc(scores)
    if best < LEAST_MATCH:
        return None
    return np.asarray(outline + (np.array(place) + from_ - low), dtype=np.float64)
