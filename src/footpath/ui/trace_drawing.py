"""The shapes on a viewer's strip, the same in its legend: each kind has a shape and a colour of its own."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from footpath.render.colours import CHOSEN, DEFAULT_BRANCH
from footpath.render.trace_marks import COLOURS
from footpath.ui.theme import Surfaces

BAR_PX, HEAD_PX, DIAMOND_PX = 18.0, 3.5, 6.0
REWATCHED = "#E69F00"


def paint_stretch(painter: QPainter, box: QRectF, times: int, look: Surfaces) -> None:
    """Watched: a full bar. Watched again: with lines along it. Skipped: a thin hatched one in the middle."""
    if times == 0:
        box = box.adjusted(0, box.height() / 3, 0, -box.height() / 3)
    painter.fillRect(box, QColor(look.line if times == 0 else look.accent if times == 1 else REWATCHED))
    pattern = {0: Qt.BrushStyle.BDiagPattern, 1: Qt.BrushStyle.NoBrush}.get(times, Qt.BrushStyle.HorPattern)
    painter.fillRect(box, QBrush(QColor(look.window), pattern))


def paint_click(painter: QPainter, head: QPointF, foot_y: float, word: str, look: Surfaces) -> None:
    """A line from the head down; the head tells the class: hit a dot, near miss a ring, false click a cross.

    Controls have a square, clicks beside the picture a bar across.
    """
    colour, r = QColor(COLOURS.get(word, look.text)), HEAD_PX
    painter.setPen(QPen(colour, 2))
    painter.setBrush(colour if word in {"hit", "control"} else Qt.BrushStyle.NoBrush)
    from_y = head.y() + (0 if word in {"false", "beside"} else r)
    painter.drawLine(QPointF(head.x(), from_y), QPointF(head.x(), foot_y))
    if word == "false":
        painter.drawLine(head + QPointF(-r, -r), head + QPointF(r, r))
        painter.drawLine(head + QPointF(-r, r), head + QPointF(r, -r))
    elif word == "control":
        painter.drawRect(QRectF(head.x() - r + 1, head.y() - r + 1, 2 * r - 2, 2 * r - 2))
    elif word == "beside":
        painter.drawLine(head + QPointF(-r, 0), head + QPointF(r, 0))
    else:
        painter.drawEllipse(head, r, r)


def paint_choice(painter: QPainter, centre: QPointF, *, by_default: bool) -> None:
    """A diamond: full where it was chosen, open where it came by default."""
    colour, r = QColor(DEFAULT_BRANCH if by_default else CHOSEN), DIAMOND_PX
    painter.setPen(QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush if by_default else colour)
    corners = [QPointF(0, -r), QPointF(r, 0), QPointF(0, r), QPointF(-r, 0)]
    painter.drawPolygon(QPolygonF([centre + corner for corner in corners]))
