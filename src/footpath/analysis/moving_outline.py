"""The outline of a thing that has moved on: what differs from the same place while the thing was elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from footpath.analysis.seed_outline import (
    CROP,
    MOST_ON_RING,
    RING,
    SURE,
    Cluster,
    Mask,
    Picture,
    component,
    contour_of,
    grey_of,
    window_around,
)
from footpath.model.events import Bools, Floats

ELSEWHERE = 5.0  # in spreads of the clicks: how far it must have gone for its place to be seen empty
MOST_LOOKS, LEAST_LOOKS = 9, 3
LEAST_DIFFERENCE = 14.0
NOISES = 5.0
STILL_PX = 0.3
OVERLAP = 0.5
BRIDGE = 0.4  # in spreads: half the width of what ties two things together only by chance
SCALES = (1.0, 1.8, 2.8)


def moving_outline(frames: Sequence[Picture], seed: int, path: Floats, cluster: Cluster) -> Floats | None:
    """Corners in pixels of the frame `seed`, shape (n, 2); None where nothing moved, or not far enough.

    Args:
        frames: (h, w, 3) each, in order.
        seed: the frame looked at.
        path: where the clicks were at each frame, pixels, shape (frames, 2).
        cluster: the clicks in that frame.
    """
    far = np.flatnonzero(np.hypot(*(path - path[seed]).T) >= ELSEWHERE * cluster.spread)
    if len(far) < LEAST_LOOKS:
        return None
    looks = far[np.unique(np.linspace(0, len(far) - 1, MOST_LOOKS).astype(int))]
    shifts = [_camera(frames[seed], frames[k]) for k in looks]
    for scale in SCALES:
        window = window_around(frames[seed].shape, cluster.x, cluster.y, CROP * cluster.spread * scale)
        if window is None:
            return None
        found = _different(frames, seed, looks, shifts, window, cluster, scale)
        if found is not None:
            return np.asarray(contour_of(found) + np.array(window[:2]), dtype=np.float64)
    return None


def larger(moved: Floats, coloured: Floats) -> bool:
    """Whether what moved is the whole of which colour alone showed a part, or where colour found something else.

    Part of a thing may look like what lies behind it, so the smaller of two that agree is the worse.
    """
    low = np.floor(np.minimum(moved.min(axis=0), coloured.min(axis=0))).astype(int)
    size = np.ceil(np.maximum(moved.max(axis=0), coloured.max(axis=0))).astype(int) - low + 1
    masks = []
    for corners in (moved, coloured):
        mask = np.zeros((size[1], size[0]), dtype=np.uint8)
        cv2.fillPoly(mask, [np.rint(corners - low).astype(np.int32)], (1,))
        masks.append(mask > 0)
    both, of_moved, of_coloured = int((masks[0] & masks[1]).sum()), int(masks[0].sum()), int(masks[1].sum())
    return of_moved >= of_coloured or both < OVERLAP * of_moved


def _camera(here: Picture, there: Picture) -> Floats | None:
    """How the whole picture moved from one frame to another: a 2 × 3 matrix; None where it can't be told."""
    one, other = grey_of(here), grey_of(there)
    points: Any = cv2.goodFeaturesToTrack(one, 200, 0.01, 12)
    still = np.array([[1.0, 0, 0], [0, 1, 0]])
    if points is None or len(points) < 8:
        return still
    nothing: Any = None
    flow: Any = cv2.calcOpticalFlowPyrLK(one, other, points, nothing, winSize=(21, 21), maxLevel=4)
    moved, found, _ = flow
    good = found[:, 0] > 0
    if good.sum() < 8:
        return None
    if np.median(np.abs(moved[good] - points[good])) < STILL_PX:
        return still
    matrix, inliers = cv2.estimateAffinePartial2D(points[good], moved[good], ransacReprojThreshold=2)
    return None if matrix is None or inliers.mean() < 0.4 else np.asarray(matrix, dtype=np.float64)


def _different(
    frames: Sequence[Picture], seed: int, looks: np.ndarray, shifts: Sequence[Floats | None],
    window: tuple[int, int, int, int], cluster: Cluster, scale: float,
) -> Mask | None:  # fmt: skip
    """The piece under the clicks that differs from the empty place; of the window's shape."""
    low_x, low_y, high_x, high_y = window
    size = (high_x - low_x, high_y - low_y)
    offset = np.array([[0, 0, low_x], [0, 0, low_y]])
    empty = []
    for k, matrix in zip(looks, shifts, strict=True):
        if matrix is not None:
            turned = np.concatenate([matrix[:, :2], (matrix[:, :2] @ offset[:, 2] + matrix[:, 2])[:, None]], axis=1)
            empty.append(cv2.warpAffine(frames[k], turned, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                                        borderMode=cv2.BORDER_REPLICATE))  # fmt: skip
    if len(empty) < LEAST_LOOKS:
        return None
    crop = frames[seed][low_y:high_y, low_x:high_x]
    gap = np.abs(crop.astype(np.float32) - np.median(np.stack(empty), axis=0)).max(axis=2)
    gap = cv2.GaussianBlur(gap.astype(np.float32), (0, 0), 1.0)
    rows, columns = np.indices(gap.shape)
    off = np.hypot(columns + 0.5 - (cluster.x - low_x), rows + 0.5 - (cluster.y - low_y)) / (cluster.spread * scale)
    limit = max(LEAST_DIFFERENCE, NOISES * float(np.median(gap[off > RING])) if (off > RING).any() else 0.0)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    closed = cv2.morphologyEx((gap > limit).astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    wide = 2 * int(BRIDGE * cluster.spread) + 1
    bridge = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
    found = component(cv2.morphologyEx(closed, cv2.MORPH_OPEN, bridge) > 0, off < 2 * SURE)
    return found.astype(np.uint8) if _plausible(found, off) else None


def _plausible(found: Bools, off: Floats) -> bool:
    """Under the clicks, large enough, and clear of the window's rim."""
    core, rim = off < 2 * SURE, (off > RING * 0.93) & (off <= RING)
    if (found & core).sum() < 0.4 * core.sum():
        return False
    return not rim.any() or bool((found & rim).sum() <= MOST_ON_RING * rim.sum())
