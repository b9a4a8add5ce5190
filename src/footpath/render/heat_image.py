"""Density → a small premultiplied picture to be stretched over the frame; the scale is fixed for the film."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from footpath.model.results import HeatGrid
from footpath.render.colours import colour_table

Share = NDArray[np.float32]
FULL_ALPHA_AT = 0.35
LOG_DECADES = 2.5
SCALES = {
    "root": "square-root scale",
    "linear": "linear scale",
    "log": "logarithmic scale",
    "percentile": "percentile scale",
}


def heat_levels(grid: HeatGrid, scale: str = "root") -> NDArray[np.uint8]:
    """The density's place on the film's scale, as 0..255; shape (rows, columns).

    Raises:
        KeyError: for a name that is not in `SCALES`.
    """
    if grid.peak <= 0:
        return np.zeros(grid.density.shape, dtype=np.uint8)
    share = np.clip(grid.density / np.float32(grid.peak), 0, 1)
    place: dict[str, Callable[[Share], Share]] = {
        "root": _root, "linear": np.positive, "log": _log, "percentile": partial(_ranks, grid),
    }  # fmt: skip
    return np.asarray(np.rint(place[scale](share) * 255), dtype=np.uint8)


def _root(share: Share) -> Share:
    return np.asarray(np.sqrt(share), dtype=np.float32)


def _log(share: Share) -> Share:
    """0 at a three-hundredth of the peak and below, 1 at the peak."""
    return np.asarray(np.clip(1 + np.log10(np.maximum(share, 1e-9)) / LOG_DECADES, 0, 1), dtype=np.float32)


def _ranks(grid: HeatGrid, share: Share) -> Share:
    """The share of the film's densities that are lower; where they aren't known, the root."""
    quantiles = grid.quantiles
    if quantiles is None:
        return _root(share)
    ranks = np.interp(grid.density, quantiles, np.linspace(0, 1, len(quantiles)))
    return np.asarray(np.where(grid.density < quantiles[0], 0.0, ranks), dtype=np.float32)


def heat_bgra(
    grid: HeatGrid, colour_map: str = "inferno", opacity: float = 0.75, scale: str = "root"
) -> NDArray[np.uint8]:
    """Premultiplied blue, green, red, alpha; shape (rows, columns, 4).

    Nothing is drawn where there is no density; alpha grows to `opacity` at a third of the scale. The
    lowest third of the map is left out, so that little density is not drawn as black.
    """
    colours = _premultiplied(colour_map, opacity).view(np.uint32)[:, 0]
    pixels = colours.take(heat_levels(grid, scale))
    return pixels.view(np.uint8).reshape(*pixels.shape, 4)


@lru_cache(32)
def _premultiplied(colour_map: str, opacity: float) -> NDArray[np.uint8]:
    """The colours of the 256 levels, (256, 4)."""
    ramp = np.arange(256) / 255
    table = colour_table(colour_map)[np.rint(85 + ramp * 170).astype(np.int64)]
    alpha = np.minimum(ramp / FULL_ALPHA_AT, 1.0) * opacity
    premultiplied = np.concatenate([table * alpha[:, None], 255 * alpha[:, None]], axis=1)
    return np.asarray(np.rint(premultiplied), dtype=np.uint8)
