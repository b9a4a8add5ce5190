"""The outline of the thing under a cluster of clicks, in one frame: GrabCut, or the clicks' own hull."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from footpath.model.events import Bools, Floats

Picture = NDArray[np.uint8]
Mask = NDArray[np.uint8]
CROP_PX = 160
ROUNDS = 4
SCALES = (1.0, 1.8, 0.6)
SURE, LIKELY, RING, CROP = 0.7, 2.2, 4.5, 6.0  # in spreads of the clicks
LEAST_AREA, MOST_ON_RING = 1.5, 0.08
LEAST_CONTRAST = 12.0
AGREES = 0.7


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster lies in one frame, in its pixels. `points`: clicks, shape (k, 2); `spread` of one axis."""

    x: float
    y: float
    spread: float
    points: Floats


@dataclass(frozen=True, slots=True)
class Outline:
    """`corners`: shape (n, 2), pixels of the frame. `seen`: found in the picture; else the clicks' hull."""

    corners: Floats
    seen: bool


def seed_outline(bgr: Picture, cluster: Cluster) -> Outline:
    """The thing under a cluster: the first scale at which something stands apart from its surroundings."""
    for scale in SCALES:
        mask = _segment(bgr, cluster, cluster.spread * scale)
        if mask is not None:
            return Outline(contour_of(mask), seen=True)
    return Outline(click_hull(cluster), seen=False)


def refined(bgr: Picture, corners: Floats) -> Floats | None:
    """An outline drawn anew around where it is believed to be; None where the picture doesn't agree with it."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = float((high - low).max())
    window = window_around(bgr.shape, float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2, 0.85 * size)
    if window is None:
        return None
    crop, scale, origin = _crop(bgr, window)
    believed = _filled(crop.shape, (corners - origin) * scale)
    reach = max(2, round(0.09 * size * scale))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    core, wide = cv2.erode(believed, kernel) > 0, cv2.dilate(believed, kernel)
    labels = np.where(wide > 0, cv2.GC_PR_BGD, cv2.GC_BGD).astype(np.uint8)
    labels[believed > 0] = cv2.GC_PR_FGD
    labels[core] = cv2.GC_FGD
    found = _grab_cut(crop, labels, 1)
    if found is None:
        return None
    mask = component(found, core if core.any() else np.asarray(believed > 0))
    both, either = float((mask & (believed > 0)).sum()), float((mask | (believed > 0)).sum())
    if either == 0 or both / either < AGREES:
        return None
    return contour_of(mask.astype(np.uint8)) / scale + origin


def click_hull(cluster: Cluster) -> Floats:
    """The convex hull of the nearer nine tenths of the clicks; a circle where they are few."""
    points = cluster.points
    if len(points) >= 8:
        off = np.hypot(points[:, 0] - cluster.x, points[:, 1] - cluster.y)
        near = points[off <= np.quantile(off, 0.9)].astype(np.float32)
        hull = cv2.convexHull(near)[:, 0].astype(np.float64)
        if len(hull) >= 3 and cv2.contourArea(hull.astype(np.float32)) > cluster.spread**2:
            return np.asarray(hull, dtype=np.float64)
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1) * 2 * cluster.spread
    return np.asarray(circle + np.array([cluster.x, cluster.y]), dtype=np.float64)


def _segment(bgr: Picture, cluster: Cluster, spread: float) -> Mask | None:
    """A mask of the frame's shape where something closed and apart lies under the clicks."""
    window = window_around(bgr.shape, cluster.x, cluster.y, CROP * spread)
    if window is None:
        return None
    crop, scale, origin = _crop(bgr, window)
    rows, columns = np.indices(crop.shape[:2])
    x, y = (cluster.x - origin[0]) * scale, (cluster.y - origin[1]) * scale
    off = np.hypot(columns + 0.5 - x, rows + 0.5 - y) / (spread * scale)
    labels = np.full(off.shape, cv2.GC_BGD, dtype=np.uint8)
    labels[off < RING] = cv2.GC_PR_BGD
    labels[off < LIKELY] = cv2.GC_PR_FGD
    labels[off < SURE] = cv2.GC_FGD
    found = _grab_cut(crop, labels, ROUNDS)
    if found is None:
        return None
    mask = component(found, off < SURE)
    if not _stands_apart(crop, mask, off):
        return None
    whole = np.zeros(bgr.shape[:2], dtype=np.uint8)
    low_x, low_y, high_x, high_y = window
    small = cv2.resize(mask.astype(np.uint8), (high_x - low_x, high_y - low_y), interpolation=cv2.INTER_LINEAR)
    whole[low_y:high_y, low_x:high_x] = small
    return whole


def _stands_apart(crop: Picture, mask: Bools, off: Floats) -> bool:
    """Large enough, clear of the crop's rim, and of another colour than what lies around it."""
    if mask.sum() < LEAST_AREA * (off < SURE).sum():
        return False
    rim = (off > RING * 0.93) & (off <= RING)
    if rim.any() and (mask & rim).sum() > MOST_ON_RING * rim.sum():
        return False
    kernel = np.ones((5, 5), np.uint8)
    around = (cv2.dilate(mask.astype(np.uint8), kernel, iterations=2) > 0) & ~mask
    inside = mask & ~(cv2.erode(mask.astype(np.uint8), kernel) > 0)
    if not around.any() or not inside.any():
        return False
    lab = cv2.cvtColor(crop, cv2.COLOR_BGR2LAB).astype(np.float64)
    return float(np.linalg.norm(lab[inside].mean(axis=0) - lab[around].mean(axis=0))) >= LEAST_CONTRAST


def _grab_cut(crop: Picture, labels: Mask, rounds: int) -> Bools | None:
    """True where the foreground is; None where the labels leave nothing to learn from."""
    if not (labels == cv2.GC_FGD).any() or not (labels == cv2.GC_BGD).any():
        return None
    cv2.setRNGSeed(1)  # its clusters of colour start from random points
    models = np.zeros((1, 65)), np.zeros((1, 65))
    try:
        cv2.grabCut(crop, labels, None, *models, rounds, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    except cv2.error:  # too few colours to tell two sides apart
        return None
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))


def component(found: Bools, core: Bools) -> Bools:
    """The piece with most of the core in it, without holes and frayed edges."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    smooth = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    count, pieces = cv2.connectedComponents(smooth)
    if count < 2 or not core.any():
        return np.zeros(found.shape, dtype=np.bool_)
    votes = np.bincount(pieces[core], minlength=count)
    votes[0] = 0
    if not votes.any():
        return np.zeros(found.shape, dtype=np.bool_)
    mine = (pieces == int(votes.argmax())).astype(np.uint8)
    contours, _ = cv2.findContours(mine, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(mine, contours, -1, 1, cv2.FILLED)
    return np.asarray(mine > 0)


def window_around(shape: tuple[int, ...], x: float, y: float, half: float) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of a square cut to the frame; None where too little of it is left."""
    low_x, low_y = max(0, int(x - half)), max(0, int(y - half))
    high_x, high_y = min(shape[1], int(x + half) + 1), min(shape[0], int(y + half) + 1)
    return (low_x, low_y, high_x, high_y) if high_x - low_x >= 12 and high_y - low_y >= 12 else None


def _crop(bgr: Picture, window: tuple[int, int, int, int]) -> tuple[Picture, float, Floats]:
    """The window, at most 160 pixels wide or high; its scale, and where its corner lies in the frame."""
    low_x, low_y, high_x, high_y = window
    crop = bgr[low_y:high_y, low_x:high_x]
    scale = min(1.0, CROP_PX / max(crop.shape[:2]))
    small = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else crop
    return np.ascontiguousarray(small, dtype=np.uint8), scale, np.array([low_x, low_y], dtype=np.float64)


def grey_of(bgr: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _filled(shape: tuple[int, ...], corners: Floats) -> Mask:
    mask = np.zeros(shape[:2], dtype=np.uint8)
    cv2.fillPoly(mask, [np.rint(corners).astype(np.int32)], (1,))
    return mask


def contour_of(mask: Mask) -> Floats:
    """The longest outer contour, shape (n, 2)."""
    contours, _ = cv2.findContours((mask > 0).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    longest = max(contours, key=len)
    return np.asarray(longest[:, 0] + 0.5, dtype=np.float64)
