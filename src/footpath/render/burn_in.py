"""A frame with its overlays burnt in: the still and the film are this picture."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from footpath.model.results import Overlay
from footpath.render.overlay import OverlayOptions, frame_image, paint_legend, paint_overlay

TEXT_SHARE = 1 / 45  # of the picture's height


@dataclass(frozen=True, slots=True)
class BurnIn:
    """How it is drawn; `width` in pixels, None for the film's own."""

    options: OverlayOptions = field(default_factory=OverlayOptions)
    legend: bool = True
    width: int | None = None


def burnt_in(bgra: NDArray[np.uint8], overlay: Overlay, look: BurnIn) -> QImage:
    """Frame (height, width, 4) and overlay in one picture, its sides even (films need that)."""
    frame = frame_image(bgra)
    width = _even(look.width or frame.width())
    height = _even(round(width * frame.height() / frame.width()))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setPixelSize(max(11, round(height * TEXT_SHARE)))
    painter.setFont(font)
    target = QRectF(0, 0, width, height)
    painter.drawImage(target, frame)
    paint_overlay(painter, target, overlay, look.options)
    if look.legend:
        paint_legend(painter, target, overlay, look.options)
    painter.end()
    return image


def _even(side: int) -> int:
    return max(2, side - side % 2)


def bgr_of(image: QImage) -> NDArray[np.uint8]:
    """(height, width, 3) blue, green, red, in its own memory."""
    height, width = image.height(), image.width()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(height, image.bytesPerLine() // 4, 4)
    return np.ascontiguousarray(pixels[:, :width, :3])


def encoded(image: QImage, kind: str, quality: int = -1) -> bytes:
    """The picture as a file's bytes; `kind` PNG or JPEG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload]  # the stubs say bytes, the code takes text
    return bytes(buffer.data().data())
