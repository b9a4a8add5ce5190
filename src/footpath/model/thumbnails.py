"""A small picture of a moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, slots=True)
class Thumbnail:
    """`t_s`: media seconds it was taken at; `bgra`: (height, width, 4)."""

    t_s: float
    bgra: NDArray[np.uint8]
