"""Many equal marks at once: a stamp's pixels set down at every place by whole columns, not mark by mark."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter


def paint_crowd(
    painter: QPainter, seen: QRectF, at_px: NDArray[np.float64], halo: QImage, mark: QImage, opacity: float = 1.0
) -> None:
    """All halos, then all marks, centred on whole pixels; what lies outside `seen` is left out.

    `at_px`: (n, 2) in the painter's pixels. `halo`, `mark`: premultiplied stamps of one size, as many pixels to one of
    the painter's as its device has. `opacity` is put into the stamps: Qt blends without one at half the cost.
    """
    ratio = halo.devicePixelRatio()
    width, height, side = round(seen.width() * ratio), round(seen.height() * ratio), halo.width()
    if width <= 0 or height <= 0:
        return
    corner = np.rint((at_px - (seen.left(), seen.top())) * ratio - side / 2).astype(np.int64) + side
    inside = ((corner >= 0) & (corner < (width + side, height + side))).all(axis=1)
    stride = width + 2 * side
    pixels = np.zeros((height + 2 * side) * stride, dtype=np.uint32)  # a margin, so that no mark is cut
    places = np.sort(corner[inside, 1] * stride + corner[inside, 0])
    heavy = _alpha(mark)
    rim = np.where(heavy > 0, np.uint8(0), _alpha(halo))  # the rest of a halo is set again with its own mark
    _stamp(pixels, stride, places, _faded(halo, opacity), rim)
    _stamp(pixels, stride, places, _faded(_over(halo, mark), opacity), heavy)
    first = side * stride + side
    image = QImage(pixels[first:].data, width, height, stride * 4, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(seen.topLeft()), image)


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
