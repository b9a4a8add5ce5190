"""Lines around the densest places that hold a share of the clicks."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from footpath.model.events import Floats

SHARES = (0.5, 0.8, 0.95)
ENLARGED = 3


@dataclass(frozen=True, slots=True)
class Contour:
    """Closed `lines`, each of shape (k, 2), in [0, 1] of the picture, around the least area with `share` of clicks."""

    share: float
    lines: tuple[Floats, ...]


def contours(density: NDArray[np.float32], shares: tuple[float, ...] = SHARES) -> tuple[Contour, ...]:
    """One a share; none where there is no density."""
    if not density.any():
        return ()
    return tuple(Contour(share, _lines(density, level_of(density, share))) for share in shares)


def level_of(density: NDArray[np.float32], share: float) -> float:
    """The density above which the cells hold at least `share` of the whole, and no fewer cells do."""
    falling = np.sort(density.ravel())[::-1].astype(np.float64)
    held = np.cumsum(falling)
    return float(falling[np.searchsorted(held, share * held[-1] * (1 - 1e-9))])


def _lines(density: NDArray[np.float32], level: float) -> tuple[Floats, ...]:
    fine = cv2.resize(density, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_LINEAR)
    mask = np.pad((fine >= level).astype(np.uint8), 1)  # closed at the rim too
    found, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    size = np.array([fine.shape[1], fine.shape[0]])
    return tuple(np.clip((line[:, 0] - 0.5) / size, 0, 1) for line in found if len(line) >= 8)
