"""What each colour means and the perceptual maps for density."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

BOUNDARY = "#56B4E9"
NEAR_MISS = "#E69F00"
FALSE_CLICK = "#D55E00"
ACCEPTED = "#009E73"
CHOSEN = "#0072B2"
DEFAULT_BRANCH = "#8A929C"
EXIT = "#CC79A7"
HALO = "#101216"

MAPS = {"inferno": cv2.COLORMAP_INFERNO, "cividis": cv2.COLORMAP_CIVIDIS, "viridis": cv2.COLORMAP_VIRIDIS}


@cache
def colour_table(name: str) -> NDArray[np.uint8]:
    """A perceptual map as (256, 3) blue, green, red.

    Raises:
        KeyError: for a name that is not in `MAPS`.
    """
    ramp = np.arange(256, dtype=np.uint8).reshape(-1, 1)
    return np.asarray(cv2.applyColorMap(ramp, MAPS[name]).reshape(256, 3), dtype=np.uint8)
