"""Small drawings in a table's cells: an interval, a line over days, a spread, a share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from footpath.render.colours import ACCEPTED
from footpath.ui.theme import surfaces_of

MARK = Qt.ItemDataRole.UserRole + 2
MARGIN_X, MARGIN_Y = 8.0, 6.0
DOT_PX = 3.0
LEAST_POINTS = 2
ROW_PX = 27


@dataclass(frozen=True, slots=True)
class Interval:
    """`low`, `value`, `high` on an axis from `left` to `right`; `pale` where there are too few to tell."""

    low: float
    value: float
    high: float
    left: float = 0.0
    right: float = 1.0
    pale: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Values in order, None where there is none; drawn from 0 to the largest."""

    values: tuple[float | None, ...]
    pale: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Counts, each a column."""

    counts: tuple[int, ...]
    pale: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A part of 1 as a filled bar; `right`: the right answer's."""

    value: float
    right: bool = False


Mark = Interval | Line | Columns | Share


class MarkDelegate(QStyledItemDelegate):
    """Paints the mark of a cell over its ground."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        mark = index.data(MARK)
        if mark is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = surfaces_of(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = QColor("white" if selected else look.second if getattr(mark, "pale", False) else look.accent)
        axis = QColor("white" if selected else look.line)
        area = QRectF(option.rect).adjusted(MARGIN_X, MARGIN_Y, -MARGIN_X, -MARGIN_Y)
        PAINTERS[type(mark)](painter, area, mark, ink, axis)
        painter.restore()


def _paint_interval(painter: QPainter, area: QRectF, mark: Interval, ink: QColor, axis: QColor) -> None:
    width = mark.right - mark.left or 1.0

    def x(value: float) -> float:
        return area.left() + min(max((value - mark.left) / width, 0.0), 1.0) * area.width()

    y = area.center().y()
    painter.setPen(QPen(axis, 1.0))
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
    for edge in (0.0,) if mark.left < 0 else (mark.left, mark.right):
        painter.drawLine(QPointF(x(edge), area.top() + 1), QPointF(x(edge), area.bottom() - 1))
    painter.setPen(QPen(ink, 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(x(mark.low), y), QPointF(max(x(mark.high), x(mark.low) + 1), y))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(x(mark.value), y), DOT_PX, DOT_PX)


def _paint_line(painter: QPainter, area: QRectF, mark: Line, ink: QColor, axis: QColor) -> None:
    known = [(k, value) for k, value in enumerate(mark.values) if value is not None]
    if len(known) < LEAST_POINTS:
        return
    top = max(value for _, value in known) or 1.0
    step = area.width() / max(len(mark.values) - 1, 1)
    points = [QPointF(area.left() + k * step, area.bottom() - value / top * area.height()) for k, value in known]
    painter.setPen(QPen(axis, 1.0))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    painter.setPen(QPen(ink, 1.3))
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(points[-1], 2.0, 2.0)


def _paint_columns(painter: QPainter, area: QRectF, mark: Columns, ink: QColor, axis: QColor) -> None:
    top, step = max(mark.counts, default=0) or 1, area.width() / max(len(mark.counts), 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for k, count in enumerate(mark.counts):
        height = count / top * area.height()
        painter.drawRect(QRectF(area.left() + k * step, area.bottom() - height, max(step - 1.0, 1.0), height))
    painter.setPen(QPen(axis, 1.0))
    painter.drawLine(area.bottomLeft(), area.bottomRight())


def _paint_share(painter: QPainter, area: QRectF, mark: Share, ink: QColor, axis: QColor) -> None:
    bar = QRectF(area.left(), area.center().y() - 5, area.width(), 10)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(axis)
    painter.drawRoundedRect(bar, 2, 2)
    if mark.value > 0:
        bar.setWidth(max(bar.width() * min(mark.value, 1.0), 2.0))
        painter.setBrush(QColor(ACCEPTED) if mark.right else ink)
        painter.drawRoundedRect(bar, 2, 2)


Painter = Callable[[QPainter, QRectF, Any, QColor, QColor], None]
PAINTERS: dict[type, Painter] = {
    Interval: _paint_interval,
    Line: _paint_line,
    Columns: _paint_columns,
    Share: _paint_share,
}
