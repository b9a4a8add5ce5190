"""Many equal marks at once: a stamp's pixels set down at every place by whole columns, not mark by mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter


@dataclass(frozen=True, slots=True)
class Crowd:
    """Equal marks: `at_px` (n, 2) in the painter's pixels; `halo`, `mark` are premultiplied stamps of one size."""

    at_px: NDArray[np.float64]
    halo: QImage
    mark: QImage


def paint_crowds(painter: QPainter, seen: QRectF, crowds: Sequence[Crowd], opacity: float = 1.0) -> None:
    """Crowd after crowd: all halos, then all marks, centred on whole pixels; what lies outside `seen` is left out.

    Stamps of all crowds have one size, as many pixels to one of the painter's as its device has. `opacity` is put into
    the stamps: Qt blends without one at half the cost.
    """
    ratio, side = (crowds[0].halo.devicePixelRatio(), crowds[0].halo.width()) if crowds else (1.0, 0)
    width, height = round(seen.width() * ratio), round(seen.height() * ratio)
    if not crowds or width <= 0 or height <= 0:
        return
    stride = width + 2 * side
    pixels = np.zeros((height + 2 * side) * stride, dtype=np.uint32)  # a margin, so that no mark is cut
    for crowd in crowds:
        corner = np.rint((crowd.at_px - (seen.left(), seen.top())) * ratio - side / 2).astype(np.int64) + side
        inside = ((corner >= 0) & (corner < (width + side, height + side))).all(axis=1)
        _set_down(pixels, stride, np.sort(corner[inside, 1] * stride + corner[inside, 0]), crowd, opacity)
    first = side * stride + side
    image = QImage(pixels[first:].data, width, height, stride * 4, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(seen.topLeft()), image)


def _set_down(
    pixels: NDArray[np.uint32], stride: int, places: NDArray[np.int64], crowd: Crowd, opacity: float
) -> None:
    heavy = _alpha(crowd.mark)
    rim = np.where(heavy > 0, np.uint8(0), _alpha(crowd.halo))  # the rest of a halo is set again with its own mark
    _stamp(pixels, stride, places, _faded(crowd.halo, opacity), rim)
    _stamp(pixels, stride, places, _faded(_over(crowd.halo, crowd.mark), opacity), heavy)


def _over(halo: QImage, mark: QImage) -> QImage:
    both = halo.copy()
    painter = QPainter(both)
    painter.drawImage(QPointF(0, 0), mark)
    painter.end()
    return both


def _argb(stamp: QImage) -> NDArray[np.uint32]:
    """(side, side) pixels, in memory of their own."""
    raw = np.frombuffer(stamp.constBits(), dtype=np.uint32)
    return raw.reshape(stamp.height(), stamp.bytesPerLine() // 4)[:, : stamp.width()].copy()


def _faded(stamp: QImage, opacity: float) -> NDArray[np.uint32]:
    """(side, side) premultiplied pixels, each channel times `opacity`."""
    channels = _argb(stamp).view(np.uint8)
    return np.asarray(np.rint(channels * opacity), dtype=np.uint8).view(np.uint32)


def _alpha(stamp: QImage) -> NDArray[np.uint8]:
    return np.asarray(_argb(stamp) >> 24, dtype=np.uint8)


def _stamp(
    pixels: NDArray[np.uint32],
    stride: int,
    places: NDArray[np.int64],
    values: NDArray[np.uint32],
    weight: NDArray[np.uint8],
) -> None:
    """Set `values` where `weight` isn't 0; where stamps overlap the heaviest of their pixels counts."""
    rows, columns = np.nonzero(weight)
    for k in np.argsort(weight[rows, columns], kind="stable"):
        row, column = rows[k], columns[k]
        pixels[row * stride + column :][places] = values[row, column]
