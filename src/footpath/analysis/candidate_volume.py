"""False clicks of one media as a space-time volume, and what its surroundings explain of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, uniform_filter
from scipy.special import gammainc

from footpath.model.events import Floats, Ints

Volume = NDArray[np.float64]
CELL = 1 / 40
BIN_S = 1.0
BACKGROUND_SIGMA_CELLS = 4.0
CLIPPING_ROUNDS = 4
CLIP_P = 1e-3
SCALES = ((3, 3), (9, 3))
FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Tested:
    """Shapes (time bins, rows, columns). `expected`: viewers a cell would hold; `p_value`: least over the scales."""

    observed: Volume
    expected: Volume
    p_value: Volume
    start_s: float

    @property
    def size(self) -> int:
        return self.observed.size


def assess_volume(t_s: Floats, x: Floats, y: Floats, viewer: Ints, aspect: float) -> Tested:
    """Count distinct viewers per cell, estimate the background, test every neighbourhood.

    Args:
        t_s: media time of the false clicks, shape (k,), not empty.
        x: in picture widths.
        y: in picture widths.
        viewer: index of the viewer.
        aspect: width over height.

    The background is a product of where people click anyhow (smooth, over the whole film) and how busy each second
    is; cells that stand out are replaced by what is expected there, and it is estimated again.
    """
    start = math.floor(float(t_s.min()))
    shape = (int(t_s.max() - start) + 1, max(1, math.ceil(1 / aspect / CELL)), round(1 / CELL))
    cells = cell_indices(t_s, x, y, start, shape)
    distinct = np.unique(np.stack([np.ravel_multi_index(cells, shape), viewer.astype(np.int64)]), axis=1)[0]
    observed = np.bincount(distinct, minlength=math.prod(shape)).reshape(shape).astype(np.float64)
    expected = _background(observed)
    p_value = np.minimum.reduce([_tail(observed, expected, scale) for scale in SCALES])
    return Tested(observed, expected, p_value, float(start))


def cell_indices(
    t_s: Floats, x: Floats, y: Floats, start_s: float, shape: tuple[int, ...]
) -> tuple[NDArray[np.int64], ...]:
    """Time bin, row and column of each click, clipped to the volume."""
    columns = zip(((t_s - start_s) / BIN_S, y / CELL, x / CELL), shape, strict=True)
    return tuple(np.clip(value.astype(np.int64), 0, size - 1) for value, size in columns)


def _box(volume: Volume, scale: tuple[int, int]) -> Volume:
    size = (scale[0], scale[1], scale[1])
    return np.asarray(uniform_filter(volume, size, mode="constant") * math.prod(size))


def _tail(observed: Volume, expected: Volume, scale: tuple[int, int]) -> Volume:
    counts = np.rint(_box(observed, scale))
    tail = gammainc(np.maximum(counts, 1), np.maximum(_box(expected, scale), FLOOR))
    return np.asarray(np.where(counts > 0, tail, 1.0))


def _background(observed: Volume) -> Volume:
    calm = observed
    expected = _product(calm)
    for _ in range(CLIPPING_ROUNDS):
        loud = np.minimum.reduce([_tail(observed, expected, scale) for scale in SCALES]) < CLIP_P
        calm = np.where(loud, np.minimum(observed, expected), observed)
        expected = _product(calm)
    return expected


def _product(calm: Volume) -> Volume:
    total = calm.sum()
    if not total:
        return np.full(calm.shape, FLOOR)
    where = gaussian_filter(calm.sum(axis=0), BACKGROUND_SIGMA_CELLS, mode="reflect")
    busy = calm.sum(axis=(1, 2))
    return np.asarray(busy[:, None, None] * where[None] / max(where.sum(), FLOOR))
