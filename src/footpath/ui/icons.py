"""The transport's signs, drawn: no font need have them, and they take the text's colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from footpath.render.colours import ACCEPTED, BOUNDARY, FALSE_CLICK, NEAR_MISS

SIDE = 16.0
SCALE = 3  # drawn larger, so that it is sharp on fine screens too

Shape = tuple[tuple[float, float], ...]
LEFT: Shape = ((12, 3), (4, 8), (12, 13))
RIGHT: Shape = ((4, 3), (12, 8), (4, 13))
SHAPES: dict[str, tuple[Shape, ...]] = {
    "home": (((3, 3), (5, 3), (5, 13), (3, 13)), ((13, 3), (5.5, 8), (13, 13))),
    "frame_back": (((11, 3), (13, 3), (13, 13), (11, 13)), ((10, 3), (3, 8), (10, 13))),
    "play": (((4, 2), (13, 8), (4, 14)),),
    "pause": (((4, 3), (7, 3), (7, 13), (4, 13)), ((9, 3), (12, 3), (12, 13), (9, 13))),
    "frame_on": (((3, 3), (5, 3), (5, 13), (3, 13)), ((6, 3), (13, 8), (6, 13))),
    "mark_in": (((4, 2), (11, 2), (11, 4), (6, 4), (6, 12), (11, 12), (11, 14), (4, 14)),),
    "loop": (
        ((2, 5), (10, 5), (10, 2), (14, 6), (10, 10), (10, 7), (4, 7), (4, 9), (2, 9)),
        ((6, 14), (2, 10.5), (6, 7.8), (6, 10), (12, 10), (12, 8), (14, 8), (14, 12), (6, 12)),
    ),
    "mute": (((2, 6), (5, 6), (9, 2.5), (9, 13.5), (5, 10), (2, 10)), ((11, 5), (13, 5), (13, 11), (11, 11))),
    "mark_out": (((12, 2), (5, 2), (5, 4), (10, 4), (10, 12), (5, 12), (5, 14), (12, 14)),),
}
SWATCHES = {
    "heat": "#F1731D",
    "false_clicks": FALSE_CLICK,
    "near_misses": NEAR_MISS,
    "boundaries": BOUNDARY,
    "candidates": FALSE_CLICK,
    "accepted": ACCEPTED,
}


def sign(name: str, colour: QColor) -> QIcon:
    """One of the transport's signs.

    Raises:
        KeyError: for a name that is not in `SHAPES`.
    """
    pixmap, painter = _canvas()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for shape in SHAPES[name]:
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in shape]))
    painter.end()
    return QIcon(pixmap)


def swatch(toggle: str) -> QIcon:
    """The mark that an overlay draws, small: it ties the toggle to the legend."""
    pixmap, painter = _canvas()
    colour = QColor(SWATCHES[toggle])
    painter.setPen(QPen(colour, 2.0))
    box = QRectF(3.5, 3.5, 9, 9)
    if toggle == "heat":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(box)
    elif toggle == "false_clicks":
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())
    elif toggle == "near_misses":
        painter.drawEllipse(box)
    else:
        dashed = Qt.PenStyle.DashLine if toggle == "candidates" else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, 2.0, dashed))
        painter.drawRect(box)
    painter.end()
    return QIcon(pixmap)


def _canvas() -> tuple[QPixmap, QPainter]:
    pixmap = QPixmap(int(SIDE * SCALE), int(SIDE * SCALE))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(SCALE, SCALE)
    return pixmap, painter
