"""Contours of the density as lines over the picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from footpath.model.results import HeatGrid
from footpath.render.colours import HALO
from footpath.render.contours import SHARES, contours

WIDTHS = dict(zip(SHARES, (2.2, 1.5, 1.0), strict=True))


def paint_contours(painter: QPainter, target: QRectF, heat: HeatGrid) -> None:
    """The inner line, around the fewest cells with half of the clicks, is the thickest."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for contour in contours(heat.density):
        for colour, more in ((HALO, 1.6), ("#FFFFFF", 0.0)):
            painter.setPen(QPen(QColor(colour), WIDTHS[contour.share] + more))
            for line in contour.lines:
                points = [QPointF(target.x() + x * target.width(), target.y() + y * target.height()) for x, y in line]
                painter.drawPolygon(QPolygonF(points))
