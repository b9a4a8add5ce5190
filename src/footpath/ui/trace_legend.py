"""What the shapes on a viewer's strip mean."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from footpath.ui.theme import Surfaces, surfaces_of
from footpath.ui.trace_drawing import paint_choice, paint_click, paint_stretch

SWATCH_PX, GAP_PX, MARGIN_PX = 18, 12, 8

Paint = Callable[[QPainter, QRectF, Surfaces], None]


def _stretch(times: int, painter: QPainter, box: QRectF, look: Surfaces) -> None:
    paint_stretch(painter, box.adjusted(1, 2, -3, -2), times, look)


def _click(word: str, painter: QPainter, box: QRectF, look: Surfaces) -> None:
    paint_click(painter, QPointF(box.center().x(), box.top() + 5), box.bottom() - 1, word, look)


def _choice(by_default: bool, painter: QPainter, box: QRectF, _look: Surfaces) -> None:  # noqa: FBT001 - bound below
    paint_choice(painter, box.center(), by_default=by_default)


ENTRIES: tuple[tuple[str, Paint], ...] = (
    ("watched", partial(_stretch, 1)),
    ("watched again", partial(_stretch, 2)),
    ("skipped", partial(_stretch, 0)),
    ("hit", partial(_click, "hit")),
    ("near miss", partial(_click, "near_miss")),
    ("false click", partial(_click, "false")),
    ("controls", partial(_click, "control")),
    ("beside the picture", partial(_click, "beside")),
    ("chosen", partial(_choice, False)),
    ("by default", partial(_choice, True)),
)


class TraceLegend(QWidget):
    """A shape and its word, one after the other, in as many rows as the width asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Legend of the trace")
        self.setAccessibleDescription(", ".join(word for word, _ in ENTRIES))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row_px = max(self.fontMetrics().height(), SWATCH_PX)
        self.setFixedHeight(self._row_px)

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(round(self.places()[-1].bottom()))

    def places(self) -> list[QRectF]:
        """Of each entry, shape and word."""
        found, x, row = list[QRectF](), MARGIN_PX, 0
        for word, _ in ENTRIES:
            width = SWATCH_PX + 2 + self.fontMetrics().horizontalAdvance(word)
            if x > MARGIN_PX and x + width > self.width() - MARGIN_PX:
                x, row = MARGIN_PX, row + 1
            found.append(QRectF(x, row * self._row_px, width, self._row_px))
            x += width + GAP_PX
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = surfaces_of(self.palette()), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (word, paint), place in zip(ENTRIES, self.places(), strict=True):
            paint(painter, QRectF(place.x(), place.y(), SWATCH_PX, self._row_px), look)
            painter.setPen(QColor(look.second))
            painter.drawText(place.adjusted(SWATCH_PX + 2, 0, 1, 0), Qt.AlignmentFlag.AlignVCenter, word)
        painter.end()
