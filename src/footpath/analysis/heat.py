"""Click density: count, then blur; the scale is a rule that is fixed for the film."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from footpath.model.events import Floats
from footpath.model.results import HeatGrid

COLUMNS = 320
REFERENCE_WIDTH_PX = 1280.0
LEAST_PEAK_CLICKS = 3.0


def counts(x: Floats, y: Floats, aspect: float, columns: int = COLUMNS) -> NDArray[np.float32]:
    """Clicks per cell; shape (rows, columns), cells are square. Points outside the picture don't count."""
    rows = max(1, round(columns / aspect))
    inside = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)
    column = np.minimum((x[inside] * columns).astype(np.int64), columns - 1)
    row = np.minimum((y[inside] * rows).astype(np.int64), rows - 1)
    return np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns).astype(np.float32)


def blur(grid: NDArray[np.float32], bandwidth_px: float) -> NDArray[np.float32]:
    """Gaussian blur; `bandwidth_px` is its standard deviation at 1280 px picture width. Sums are kept."""
    sigma = bandwidth_px * grid.shape[1] / REFERENCE_WIDTH_PX
    blurred = cv2.GaussianBlur(grid, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.asarray(blurred, dtype=np.float32)


def heat_grid(
    x: Floats,
    y: Floats,
    aspect: float,
    *,
    window_s: tuple[float, float],
    bandwidth_px: float,
    peak: float,
) -> HeatGrid:
    """Density of the clicks given, positions of shape (k,)."""
    grid = counts(x, y, aspect)
    return HeatGrid(blur(grid, bandwidth_px), int(grid.sum()), window_s, bandwidth_px, peak)


def film_peak(
    t_s: Floats, x: Floats, y: Floats, aspect: float, window_length_s: float, bandwidth_px: float
) -> float:
    """The density drawn at full strength: the largest one over windows of this length laid side by side.

    Never less than that of three clicks in one place, so that single clicks don't glow.
    """
    sigma = bandwidth_px * COLUMNS / REFERENCE_WIDTH_PX
    peak = LEAST_PEAK_CLICKS / (2 * np.pi * sigma * sigma)
    placed = np.flatnonzero(~np.isnan(x))
    if not len(placed):
        return float(peak)
    window = np.floor(t_s[placed] / window_length_s).astype(np.int64)
    edges = np.flatnonzero(np.diff(window)) + 1
    for rows in np.split(placed, edges):
        peak = max(peak, float(blur(counts(x[rows], y[rows], aspect), bandwidth_px).max()))
    return float(peak)
