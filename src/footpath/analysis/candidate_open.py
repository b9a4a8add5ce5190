"""Where and when a false click can fall at all, and which cells lie around an element that is or was there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from footpath.analysis.boundary import polygon_at
from footpath.analysis.classify import active_until
from footpath.model.events import Floats, Longs
from footpath.model.settings import Settings
from footpath.model.story import Element, Point, Story

Volume = NDArray[np.float64]
Polygon = tuple[Point, ...]
CELL = 1 / 40
FINE = 4
MOMENTS = 4
SHIFT = 8
BANDS = 6
SECTORS = 8
STEP_S = 3.0
AFTERWARDS_S = 10.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one media: `shape` (time bins, rows, columns), `cell` in picture widths, from `start_s` on."""

    shape: tuple[int, int, int]
    start_s: float
    bin_s: float
    cell: float
    aspect: float


@dataclass(frozen=True, slots=True)
class Ring:
    """The cells around one element, all of shape (n,).

    `cells`: flat indices; `group`: which step of time and distance each belongs to; `sector`: its direction from the
    element's middle.
    """

    cells: Longs
    group: Longs
    sector: Longs


def open_area(story: Story, media: int, grid: Grid, settings: Settings) -> tuple[Volume, tuple[Ring, ...]]:
    """The share of each cell where a false click is possible, and the rings around the elements of a media.

    Inside an active boundary a click is a hit, near it a near miss: neither can be false. Shape of the share:
    `grid.shape`.
    """
    open_share = np.broadcast_to(_picture(grid), grid.shape).copy()
    rings = []
    for element in story.elements:
        if not element.boundary or element.media_id != story.media[media].id:
            continue
        rasters = _Rasters(grid)
        _close(open_share, element, rasters, active_until(story, element), settings)
        ring = _ring(element, rasters, settings.near_miss_width_share)
        if ring is not None:
            rings.append(ring)
    return open_share, tuple(rings)


def _picture(grid: Grid) -> Volume:
    """The share of each cell that lies in the picture; shape (rows, columns)."""
    rows = np.clip(1 / grid.aspect / grid.cell - np.arange(grid.shape[1]), 0, 1)
    columns = np.clip(1 / grid.cell - np.arange(grid.shape[2]), 0, 1)
    return np.asarray(rows[:, None] * columns[None])


class _Rasters:
    """Distances to polygons on a grid `FINE` times as fine, each polygon drawn once."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._drawn: dict[Polygon, NDArray[np.float32]] = {}

    def distance(self, polygon: Polygon) -> NDArray[np.float32]:
        """Picture widths from each fine cell to the polygon, 0 inside; shape (rows · FINE, columns · FINE)."""
        if polygon not in self._drawn:
            self._drawn[polygon] = self._draw(polygon)
        return self._drawn[polygon]

    def _draw(self, polygon: Polygon) -> NDArray[np.float32]:
        rows, columns = self.grid.shape[1] * FINE, self.grid.shape[2] * FINE
        scale = FINE / self.grid.cell
        corners = np.array(polygon) * np.array([scale, scale / self.grid.aspect]) - 0.5
        outside = np.ones((rows, columns), dtype=np.uint8)
        cv2.fillPoly(outside, [np.rint(corners * 2**SHIFT).astype(np.int32)], (0,), lineType=cv2.LINE_8, shift=SHIFT)
        if outside.all():
            return np.full((rows, columns), np.inf, dtype=np.float32)
        return np.asarray(cv2.distanceTransform(outside, cv2.DIST_L2, 5) / scale, dtype=np.float32)

    def coarse(self, fine: NDArray[np.float32]) -> Volume:
        """Means over each cell; shape (rows, columns)."""
        rows, columns = self.grid.shape[1:]
        return np.asarray(fine.reshape(rows, FINE, columns, FINE).mean(axis=(1, 3)), dtype=np.float64)


def _bins(grid: Grid, low_s: float, high_s: float) -> range:
    first = max(0, math.floor((low_s - grid.start_s) / grid.bin_s))
    return range(first, min(grid.shape[0], math.ceil((high_s - grid.start_s) / grid.bin_s)))


def _close(open_share: Volume, element: Element, rasters: _Rasters, until: float, settings: Settings) -> None:
    """Take away what the element, and the near misses around it in space and time, cover of each cell."""
    grid = rasters.grid
    keyframes = sorted(element.boundary, key=lambda k: k.t_s)
    slack = settings.near_miss_width_share
    early, late = element.start_s - settings.near_miss_before_s, element.end_s + settings.near_miss_after_s
    for k in _bins(grid, early, late):
        closed = np.zeros(grid.shape[1:])
        for moment in grid.start_s + (k + (np.arange(MOMENTS) + 0.5) / MOMENTS) * grid.bin_s:
            active = element.start_s <= moment <= until
            edge = keyframes[0 if moment < element.start_s else -1]
            shape = polygon_at(element, float(moment)) if active else None if edge.hidden else edge.polygon
            if shape and early <= moment <= late:
                covered = rasters.distance(shape) <= (slack if active else 0.0)
                closed += rasters.coarse(covered.astype(np.float32)) / MOMENTS
        open_share[k] *= 1 - closed


def _ring(element: Element, rasters: _Rasters, slack: float) -> Ring | None:
    """Cells up to three near-miss widths away, from a second before its start to ten after its end; None: no cell."""
    grid = rasters.grid
    if slack <= 0:
        return None
    cells, groups, sectors = [], [], []
    per_bin = grid.shape[1] * grid.shape[2]
    for k in _bins(grid, element.start_s - 1, element.end_s + AFTERWARDS_S):
        moment = grid.start_s + (k + 0.5) * grid.bin_s
        shape = polygon_at(element, min(max(moment, element.start_s), element.end_s))
        if not shape:
            continue
        distance = rasters.coarse(rasters.distance(shape)).ravel()
        near = np.flatnonzero(distance < 3 * slack)
        band = np.minimum((distance[near] / slack * BANDS / 3).astype(np.int64), BANDS - 1)
        step = int((moment - element.start_s + 1) / STEP_S)
        cells.append(k * per_bin + near)
        groups.append(step * BANDS + band)
        sectors.append(_sector(near, shape, grid))
    if not any(map(len, cells)):
        return None
    return Ring(np.concatenate(cells), np.concatenate(groups), np.concatenate(sectors))


def _sector(near: Longs, shape: Polygon, grid: Grid) -> Longs:
    middle: Floats = np.mean(shape, axis=0)
    x = (near % grid.shape[2] + 0.5) * grid.cell - middle[0]
    y = (near // grid.shape[2] + 0.5) * grid.cell - middle[1] / grid.aspect
    return np.asarray(((np.arctan2(y, x) / (2 * np.pi) + 1.0) * SECTORS).astype(np.int64) % SECTORS)
