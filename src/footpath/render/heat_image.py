"""Density → a small premultiplied picture to be stretched over the frame."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from footpath.model.results import HeatGrid
from footpath.render.colours import colour_table

FULL_ALPHA_AT = 0.35


def heat_levels(grid: HeatGrid) -> NDArray[np.uint8]:
    """Square root of the density's share of the film's peak, as 0..255; shape (rows, columns)."""
    share = np.clip(grid.density / grid.peak, 0, 1) if grid.peak > 0 else np.zeros_like(grid.density)
    return np.asarray(np.rint(np.sqrt(share) * 255), dtype=np.uint8)


def heat_bgra(grid: HeatGrid, colour_map: str = "inferno", opacity: float = 0.75) -> NDArray[np.uint8]:
    """Premultiplied blue, green, red, alpha; shape (rows, columns, 4).

    Nothing is drawn where there is no density; alpha grows to `opacity` at a third of the scale. The
    lowest third of the map is left out, so that little density is not drawn as black.
    """
    return np.ascontiguousarray(_premultiplied(colour_map, opacity)[heat_levels(grid)])


@lru_cache(32)
def _premultiplied(colour_map: str, opacity: float) -> NDArray[np.uint8]:
    """The colours of the 256 levels, (256, 4)."""
    ramp = np.arange(256) / 255
    table = colour_table(colour_map)[np.rint(85 + ramp * 170).astype(np.int64)]
    alpha = np.minimum(ramp / FULL_ALPHA_AT, 1.0) * opacity
    premultiplied = np.concatenate([table * alpha[:, None], 255 * alpha[:, None]], axis=1)
    return np.asarray(np.rint(premultiplied), dtype=np.uint8)
