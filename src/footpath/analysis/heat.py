"""Click density: count, then blur; the scale is a rule that is fixed for the film."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from footpath.analysis.session_blocks import stretches
from footpath.model.events import Bools, Floats, Ints
from footpath.model.reading import Reading
from footpath.model.results import HeatGrid

COLUMNS = 320
REFERENCE_WIDTH_PX = 1280.0
LEAST_PEAK_CLICKS = 3.0
LEAST_PRESENT_S = 30.0  # a rate from fewer viewer-seconds says nothing, and sets no scale
QUANTILES = 101
SEEN_SHARE = 1e-3  # of the peak: what is less is no part of the percentile scale


@dataclass(frozen=True, slots=True)
class FilmScale:
    """What full colour means, fixed for the film: the densest window's density, and how densities are spread.

    `peak`: clicks per cell (and viewer-second, of a rate's scale). `quantiles`: of densities, shape (101,), ascending.
    """

    peak: float
    quantiles: Floats


def grid_shape(aspect: float) -> tuple[int, int]:
    """Rows and columns of square cells."""
    return max(1, round(COLUMNS / aspect)), COLUMNS


def cells_of(x: Floats, y: Floats, aspect: float) -> Ints:
    """The flat cell of each click, shape of `x`; one past the last for a click outside the picture or without place."""
    rows, columns = grid_shape(aspect)
    outside = rows * columns
    inside = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)
    cells = np.full(len(x), outside, dtype=np.int32)
    column = np.minimum((x[inside] * columns).astype(np.int32), columns - 1)
    row = np.minimum((y[inside] * rows).astype(np.int32), rows - 1)
    cells[inside] = row * columns + column
    return cells


def counted(cells: Ints, aspect: float) -> NDArray[np.float32]:
    """Clicks per cell; shape `grid_shape(aspect)`."""
    rows, columns = grid_shape(aspect)
    found = np.zeros(rows * columns + 1, dtype=np.int64)
    for some in stretches(len(cells)):  # bincount makes wide numbers of them first: a stretch of those stays near
        found += np.bincount(cells[some], minlength=len(found))
    return found[:-1].reshape(rows, columns).astype(np.float32)


def blur(grid: NDArray[np.float32], bandwidth_px: float) -> NDArray[np.float32]:
    """Gaussian blur; `bandwidth_px` is its standard deviation at 1280 px picture width. Sums are kept."""
    sigma = bandwidth_px * grid.shape[1] / REFERENCE_WIDTH_PX
    blurred = cv2.GaussianBlur(grid, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.asarray(blurred, dtype=np.float32)


def heat_grid(
    cells: Ints,
    aspect: float,
    *,
    window_s: tuple[float, float],
    bandwidth_px: float,
    scale: FilmScale,
    present_s: float | None = None,
) -> HeatGrid:
    """Density of the clicks given, by their cells; a rate where the viewer-seconds `present_s` are given."""
    grid = counted(cells, aspect)
    density = blur(grid, bandwidth_px) if grid.any() else grid
    if present_s is not None:
        density = density / np.float32(max(present_s, 1.0))
    return HeatGrid(density, int(grid.sum()), window_s, bandwidth_px, scale.peak, present_s, scale.quantiles)


def film_scale(
    t_s: Floats, cells: Ints, aspect: float, window_length_s: float, bandwidth_px: float,
    presence: Presence | None = None,
) -> FilmScale:  # fmt: skip
    """Over windows of this length laid side by side: the largest density, and its spread over all of them.

    Never less than that of three clicks in one place (in viewer-seconds of the fullest window), so that single clicks
    don't glow. Rates where `presence` is given; windows that hardly anyone saw set no scale.
    """
    sigma = bandwidth_px * COLUMNS / REFERENCE_WIDTH_PX
    least = LEAST_PEAK_CLICKS / (2 * np.pi * sigma * sigma)
    peak, samples = 0.0, []
    starts = np.floor(t_s / window_length_s).astype(np.int64)
    edges = np.flatnonzero(np.diff(starts)) + 1
    fullest = 1.0
    for rows in np.split(np.arange(len(t_s)), edges) if len(t_s) else []:
        density = blur(counted(cells[rows], aspect), bandwidth_px)
        if presence is not None:
            low = float(starts[rows[0]]) * window_length_s
            present_s = presence.viewer_seconds(low, low + window_length_s)
            if present_s < LEAST_PRESENT_S:
                continue
            fullest = max(fullest, present_s)
            density = density / np.float32(present_s)
        peak = max(peak, float(density.max()))
        samples.append(density[::4, ::4].ravel())
    peak = max(peak, float(least) / (fullest if presence is not None else 1.0))
    return FilmScale(peak, _quantiles(samples, peak))


def _quantiles(samples: list[NDArray[np.float32]], peak: float) -> Floats:
    shown = np.concatenate([s[s > SEEN_SHARE * peak] for s in samples]) if samples else np.zeros(0, np.float32)
    if not len(shown):
        return np.linspace(0, peak, QUANTILES)
    return np.asarray(np.quantile(shown, np.linspace(0, 1, QUANTILES)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Presence:
    """Viewer-seconds watched before each of `t_s`: two arrays of shape (k,), linear between."""

    t_s: Floats
    watched_s: Floats

    @classmethod
    def of(cls, start_s: Floats, end_s: Floats) -> Presence:
        """Of watched intervals, shape (i,) each."""
        edges, where = np.unique(np.concatenate([start_s, end_s]), return_inverse=True)
        change = np.bincount(where, np.repeat([1.0, -1.0], len(start_s)), len(edges)) if len(edges) else np.zeros(0)
        running = np.cumsum(change)
        watched = np.concatenate([[0.0], np.cumsum(running[:-1] * np.diff(edges))]) if len(edges) else np.zeros(0)
        return cls(edges, watched)

    def viewer_seconds(self, low_s: float, high_s: float) -> float:
        if not len(self.t_s):
            return 0.0
        low, high = np.interp([low_s, high_s], self.t_s, self.watched_s)
        return float(high - low)


def presence_of(reading: Reading, mask: Bools, media: int) -> Presence:
    """Of the chosen sessions in one media; `mask` of shape (s,)."""
    intervals = reading.intervals
    mine = (intervals.media == media) & mask[intervals.session]
    return Presence.of(intervals.start_s[mine], intervals.end_s[mine])
