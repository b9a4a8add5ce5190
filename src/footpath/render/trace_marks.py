"""The clicks of one session over the picture: a mark a class, fading as they grow old."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from footpath.render.colours import BOUNDARY, FALSE_CLICK, HALO, NEAR_MISS

COLOURS = {"hit": BOUNDARY, "near_miss": NEAR_MISS, "false": FALSE_CLICK, "control": "#9AA3AE", "beside": "#9AA3AE"}
SHOWN_S = 1.5
RADIUS_PX, GROWTH_PX = 9.0, 14.0

Mark = tuple[float, float, float, str]  # seconds ago, x, y in [0, 1] of the picture, class


def paint_trace(painter: QPainter, target: QRectF, marks: Iterable[Mark]) -> None:
    """A dot in a ring that widens with age; false clicks are a cross. `target`: where the picture lies, px."""
    for age_s, x, y, word in marks:
        if math.isnan(x) or not 0 <= age_s <= SHOWN_S:
            continue
        place = QPointF(target.x() + x * target.width(), target.y() + y * target.height())
        left = 1 - age_s / SHOWN_S
        for colour, width in ((HALO, 5.0), (COLOURS.get(word, HALO), 2.5)):
            ink = QColor(colour)
            ink.setAlphaF(0.25 + 0.75 * left)
            painter.setPen(QPen(ink, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = RADIUS_PX + GROWTH_PX * (1 - left)
            painter.drawEllipse(place, ring, ring)
            if word == "false":
                painter.drawLine(place + QPointF(-5, -5), place + QPointF(5, 5))
                painter.drawLine(place + QPointF(-5, 5), place + QPointF(5, -5))
            else:
                painter.drawPoint(place)
