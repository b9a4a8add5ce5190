"""A plot that is drawn once and kept as a picture: the cursor moves over it without drawing a curve again."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent

STRIP_PX = 3


class CachedPlot(pg.PlotWidget):  # type: ignore[misc]
    """`set_cursor` costs two narrow strips; whatever changes in the scene has everything drawn anew."""

    def __init__(self, **options: object) -> None:
        self._picture: QPixmap | None = None
        self._axis = (QRectF(), 0.0, 1.0)  # of the picture: where the curves lie, and from which to which second
        self._cursor_s: float | None = None
        self._colour = QColor("white")
        super().__init__(**options)
        self.scene().changed.connect(self._outdated)

    def set_cursor(self, t_s: float | None) -> None:
        """Media seconds; None: no cursor."""
        for moment in (self._cursor_s, t_s):
            if moment is not None:
                self.viewport().update(QRect(round(self._x(moment)) - STRIP_PX, 0, 2 * STRIP_PX, self.height()))
        self._cursor_s = t_s

    def set_cursor_colour(self, colour: str) -> None:
        self._colour = QColor(colour)
        self._outdated()

    def _x(self, t_s: float) -> float:
        inside, low, high = self._axis
        return inside.left() + (t_s - low) / (high - low) * inside.width()

    def _outdated(self, _regions: object = None) -> None:
        self._picture = None
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._picture = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._drawn()
        painter = QPainter(self.viewport())
        painter.setClipRegion(event.region())
        painter.drawPixmap(0, 0, self._picture)
        inside = self._axis[0]
        if self._cursor_s is not None and inside.left() <= (x := self._x(self._cursor_s)) <= inside.right():
            painter.setPen(self._colour)
            painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()))
        painter.end()

    def _drawn(self) -> QPixmap:
        self.plotItem.layout.activate()  # else by an event of its own, and all would be drawn once in vain
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.viewport().size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.backgroundBrush().color())
        painter = QPainter(picture)
        self.render(painter)
        painter.end()
        view = self.plotItem.vb
        self._axis = view.sceneBoundingRect(), *map(float, view.viewRange()[0])
        return picture
