"""A film's frame as a picture of the size it is shown in: scaled once, then painted pixel by pixel."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from footpath.render.overlay import frame_image


def fitted(bgr: NDArray[np.uint8], width_px: int, height_px: int) -> QImage:
    """Frame (height, width, 3) scaled down to this size, in memory of its own; its own size where that is smaller.

    Bilinear like Qt's own scaling, at a third of its cost: three channels are scaled, and only what is shown is
    given an alpha.
    """
    height, width = bgr.shape[:2]
    if 0 < width_px <= width and 0 < height_px <= height and (width_px, height_px) != (width, height):
        bgr = np.asarray(cv2.resize(bgr, (width_px, height_px), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    bgra = np.ascontiguousarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA), dtype=np.uint8)
    return _OwnImage(bgra)


class _OwnImage(QImage):
    """A picture that keeps the array alive which it lies over."""

    def __init__(self, bgra: NDArray[np.uint8]) -> None:
        super().__init__(frame_image(bgra))
        self._bgra = bgra
