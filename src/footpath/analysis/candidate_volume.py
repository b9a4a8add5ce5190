"""False clicks of one media as a space-time volume, and how surprising each of its neighbourhoods is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, uniform_filter
from scipy.special import betainc, gammainc

from footpath.analysis.candidate_background import background
from footpath.analysis.candidate_open import CELL, Grid, Ring, open_area
from footpath.analysis.heat import Presence
from footpath.model.events import Bools, Floats, Ints, Longs
from footpath.model.settings import Settings
from footpath.model.story import Story

Volume = NDArray[np.float64]
BIN_S = 1.0
CLIPPING_ROUNDS = 3
CLIP_P = 1e-3
SCALES = ((3, 3), (9, 3))
FLOOR = 1e-4
LEAST_DEVIATIONS = 2.8
DOUBT_CELLS = 2.0
AGAIN_S = 3.0
AGAIN_NEAR = 0.075
LEAST_PRESENT = 1e-3


@dataclass(frozen=True, slots=True)
class Tested:
    """Shapes (time bins, rows, columns).

    `expected`: viewers a cell would hold; `p_value`: least over the scales; `spread`: how much more than chance the
    counts vary, as the squared share of the mean;
    `doubt`: the same of how little is known of each place, shape (rows, columns).
    """

    observed: Volume
    halves: Volume
    expected: Volume
    spread: Volume
    p_value: Volume
    doubt: Volume
    grid: Grid


def assess_volume(
    t_s: Floats, x: Floats, y: Floats, viewer: Ints, story: Story, media: int, settings: Settings, *,
    lag_s: float = 0.0, presence: Presence | None = None,
) -> Tested:  # fmt: skip
    """Count distinct viewers per cell, estimate the background, test every neighbourhood.

    Args:
        t_s: media time of the false clicks, shape (k,), not empty.
        x: in picture widths.
        y: in picture widths.
        viewer: index of the viewer.
        story: whose elements leave no room for false clicks.
        media: index of the media.
        settings: how wide near misses are.
        lag_s: how long before the click each of `t_s` is.
        presence: of those who could click; None: as many all the time.

    What stands out is replaced by what is expected there, and the background is estimated again.
    """
    aspect = story.media[media].aspect
    start = math.floor(float(t_s.min()))
    shape = (int(t_s.max() - start) + 1, max(1, math.ceil(1 / aspect / CELL - 1e-9)), round(1 / CELL))
    grid = Grid(shape, float(start), BIN_S, CELL, aspect)
    halves = _count(t_s, x, y, viewer, grid)
    observed = halves[0::2] + halves[1::2]
    open_share, rings = open_area(story, media, replace(grid, start_s=grid.start_s + lag_s), settings)
    present = _present(grid, presence)
    calm = np.minimum(observed, _cap(observed))
    for clipped in range(CLIPPING_ROUNDS):
        expected = background(calm, observed, open_share, rings, present, own=clipped > 0).expected
        spread, p_value = _assess(observed, expected, _near(rings, grid))
        calm = np.where(p_value < CLIP_P, np.minimum(observed, expected), observed)
    known = gaussian_filter(calm.sum(axis=0), DOUBT_CELLS, mode="reflect") * 4 * math.pi * DOUBT_CELLS**2
    return Tested(observed, halves, expected, spread, p_value, 1 / (known + 1), grid)


def _present(grid: Grid, presence: Presence | None) -> Floats:
    """How many had each bin on screen, as a share of the most, shape (time bins,); never less than a thousandth."""
    edges = grid.start_s + np.arange(grid.shape[0] + 1) * grid.bin_s
    if presence is None or not len(presence.t_s):
        return np.ones(grid.shape[0])
    seconds = np.diff(np.interp(edges, presence.t_s, presence.watched_s))
    return np.asarray(np.maximum(seconds / max(float(seconds.max()), 1e-9), LEAST_PRESENT))


def cell_indices(t_s: Floats, x: Floats, y: Floats, grid: Grid) -> tuple[Longs, Longs, Longs]:
    """Time bin, row and column of each click, clipped to the volume."""
    columns = zip(((t_s - grid.start_s) / grid.bin_s, y / grid.cell, x / grid.cell), grid.shape, strict=True)
    bins, rows, across = (np.clip(value.astype(np.int64), 0, size - 1) for value, size in columns)
    return bins, rows, across


def tail(counts: Floats, expected: Floats, spread: Floats) -> Floats:
    """P(at least `counts`): negative binomial with variance mean + spread · mean², Poisson where spread is nothing.

    All of one shape. Exact from 2.8 standard deviations above the mean; below that 1, which no test asks for.
    """
    out = np.ones(counts.shape)
    above = (counts - expected) ** 2 >= LEAST_DEVIATIONS**2 * (expected + spread * expected**2)
    above &= counts > expected
    k, mean, more = counts[above], expected[above], spread[above]
    shape = 1 / np.maximum(more, 1e-9)
    wide = betainc(k, shape, mean / (mean + shape))
    out[above] = np.where(more > 1e-6, wide, gammainc(k, mean))
    return out


def _count(t_s: Floats, x: Floats, y: Floats, viewer: Ints, grid: Grid) -> Volume:
    """Viewers per cell and half bin; a viewer who clicks again at once and near by counts once."""
    first = ~_again(t_s, x, y, viewer)
    fine = replace(grid, shape=(2 * grid.shape[0], *grid.shape[1:]), bin_s=grid.bin_s / 2)
    flat = np.ravel_multi_index(cell_indices(t_s[first], x[first], y[first], fine), fine.shape)
    return np.bincount(flat, minlength=math.prod(fine.shape)).reshape(fine.shape).astype(np.float64)


def _again(t_s: Floats, x: Floats, y: Floats, viewer: Ints) -> Bools:
    """Clicks shortly after and close to the same viewer's one before; shape (k,), `t_s` ascending."""
    low = np.argsort((viewer & 0xFFFF).astype(np.uint16), kind="stable")  # by digits: sixteen bits are quick
    order = low[np.argsort((viewer[low] >> 16).astype(np.uint16), kind="stable")]
    same = viewer[order[1:]] == viewer[order[:-1]]
    same &= t_s[order[1:]] - t_s[order[:-1]] <= AGAIN_S
    same &= np.hypot(np.diff(x[order]), np.diff(y[order])) <= AGAIN_NEAR
    again = np.zeros(len(t_s), dtype=np.bool_)
    again[order[1:][same]] = True
    return again


def _cap(observed: Volume) -> float:
    """A first limit for what a single cell adds to the background."""
    return float(np.quantile(observed, 0.995)) + 1


def _box(volume: Volume, scale: tuple[int, int]) -> Volume:
    size = (scale[0], scale[1], scale[1])
    return np.asarray(uniform_filter(volume, size, mode="constant") * math.prod(size))


def _near(rings: tuple[Ring, ...], grid: Grid) -> Bools:
    near = np.zeros(math.prod(grid.shape), dtype=np.bool_)
    for ring in rings:
        near[ring.cells] = True
    return near.reshape(grid.shape)


def _assess(observed: Volume, expected: Volume, near: Bools) -> tuple[Volume, Volume]:
    """The spread of the counts, and the least p over the scales."""
    p_value, spread = np.ones(observed.shape), np.zeros(observed.shape)
    for scale in SCALES:
        counts = np.rint(_box(observed, scale))
        chances = np.maximum(_box(expected, scale), FLOOR)
        spread = np.zeros(observed.shape)
        for part in (near, ~near):
            spread[part] = _spread(counts[part], chances[part])
        p_value = np.minimum(p_value, tail(counts, chances, spread))
    return spread, p_value


def _spread(counts: Floats, expected: Floats) -> float:
    """Moment estimate of the variance beyond chance, as a share of the squared mean, from what doesn't stand out."""
    calm = tail(counts, expected, np.zeros(len(counts))) >= CLIP_P
    counts, expected = counts[calm], expected[calm]
    beyond = ((counts - expected) ** 2 - expected).sum()
    return max(0.0, float(beyond / max((expected**2).sum(), FLOOR)))
