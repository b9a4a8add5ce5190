"""Where clicks would lie in the picture, over a frame of the film or a plain one of its shape."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from footpath.model.thumbnails import Thumbnail

MARGIN = 0.08  # around the picture, for what lies outside it
DOT, HALO, GROUND = QColor("#D55E00"), QColor(0, 0, 0, 160), QColor("#4A4F57")
RADIUS_PX = 3.0


class DotsPicture(QWidget):
    """The picture with a margin: a dot there is a click beside the picture."""

    def __init__(self) -> None:
        super().__init__()
        self._dots: Sequence[tuple[float, float]] = ()
        self._image: QImage | None = None
        self._aspect = 16 / 9
        self.setAccessibleName("Positions on the picture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def show_frame(self, frame: Thumbnail | None) -> None:
        """A small picture of the film, or none."""
        if frame is None:
            self._image = None
        else:
            height, width = frame.bgra.shape[:2]
            self._image = QImage(frame.bgra.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()
            self._aspect = width / height
        self.update()

    def show_dots(self, dots: Sequence[tuple[float, float]]) -> None:
        self._dots = dots
        self.setAccessibleDescription(f"{len(dots)} positions")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self._place()
        if self._image is None:
            painter.fillRect(place, GROUND)
        else:
            painter.drawImage(place, self._image)
        painter.setBrush(DOT)
        painter.setPen(QPen(HALO, 1.0))
        for x, y in self._dots:
            painter.drawEllipse(
                QPointF(place.left() + x * place.width(), place.top() + y * place.height()), RADIUS_PX, RADIUS_PX
            )
        if not self._dots:
            painter.setPen(QColor("#E6E8EB"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "No positions in these rows")

    def _place(self) -> QRectF:
        width, height = self.width() * (1 - 2 * MARGIN), self.height() * (1 - 2 * MARGIN)
        across = min(width, height * self._aspect)
        down = across / self._aspect
        return QRectF((self.width() - across) / 2, (self.height() - down) / 2, across, down)
