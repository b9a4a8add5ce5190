"""CTR of every placement over media time, against the attention bands: bars as long as a placement's life."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from footpath.model.rate import Rate
from footpath.study.bands import Bands
from footpath.ui.measures.cells import counts, percent
from footpath.ui.measures.table import plain_tip
from footpath.ui.theme import Surfaces, surfaces_of
from footpath.ui.wording import clock

LEFT, RIGHT, TOP, BOTTOM = 40.0, 8.0, 20.0, 20.0
NEAR_PX = 6.0
GRID = 4
TOO_FEW_ALPHA = 90


@dataclass(frozen=True, slots=True)
class Placement:
    """One call or link over [start_s, end_s) of the media on show."""

    element_id: str
    label: str
    start_s: float
    end_s: float
    rate: Rate


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the chart draws; `bins` are (start, end, CTR) of stretches of media time."""

    placements: tuple[Placement, ...] = ()
    bins: tuple[tuple[float, float, Rate], ...] = ()
    bands: Bands = ()
    end_s: float = 1.0
    few: int = 30
    why_empty: str = ""


class PlacementChart(QWidget):
    """Arrow keys go from placement to placement, Enter or a click jumps to one."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown()
        self._focus = -1
        self.setAccessibleName("CTR of calls and links over media time")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(150)

    def sizeHint(self) -> QSize:
        return QSize(420, 190)

    def show_all(self, shown: Shown) -> None:
        self._shown, self._focus = shown, -1
        self.update()

    @property
    def _top(self) -> float:
        """The rate at the upper edge."""
        highs = [p.rate.interval[1] for p in self._shown.placements if p.rate.interval and p.rate.of >= self._shown.few]
        highs += [rate.value or 0.0 for _, _, rate in self._shown.bins if rate.of >= self._shown.few]
        most = max(highs, default=1.0)
        return next((step for step in (0.02, 0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8) if most <= step), 1.0)

    def _x(self, t_s: float) -> float:
        width = self.width() - LEFT - RIGHT
        return LEFT + min(max(t_s / max(self._shown.end_s, 1e-9), 0.0), 1.0) * width

    def _y(self, rate: float) -> float:
        return self.height() - BOTTOM - min(rate / self._top, 1.0) * (self.height() - TOP - BOTTOM)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), surfaces_of(self.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(look.panel))
        self._paint_bands(painter, look)
        self._paint_grid(painter, look)
        self._paint_bins(painter, look)
        for k, placement in enumerate(self._shown.placements):
            self._paint_placement(painter, look, placement, lit=k == self._focus)
        if self._shown.why_empty:
            painter.setPen(QColor(look.second))
            inside = QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inside, int(flags), self._shown.why_empty)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_bands(self, painter: QPainter, look: Surfaces) -> None:
        starts = [start for _, start in self._shown.bands]
        metrics = QFontMetricsF(painter.font())
        for k, (label, start) in enumerate(self._shown.bands):
            end = starts[k + 1] if k + 1 < len(starts) else self._shown.end_s
            if start >= self._shown.end_s:
                break
            area = QRectF(self._x(start), TOP, self._x(end) - self._x(start), self.height() - TOP - BOTTOM)
            if k % 2 == 0:
                painter.fillRect(area, QColor(look.control))
            name = metrics.elidedText(label, Qt.TextElideMode.ElideRight, area.width() - 4)
            painter.setPen(QColor(look.second))
            if area.width() > 16:
                painter.drawText(QPointF(area.left() + 3, TOP - 6), name)

    def _paint_grid(self, painter: QPainter, look: Surfaces) -> None:
        metrics = QFontMetricsF(painter.font())
        for k in range(GRID + 1):
            rate = self._top * k / GRID
            y = self._y(rate)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(QPointF(LEFT, y), QPointF(self.width() - RIGHT, y))
            painter.setPen(QColor(look.second))
            text = f"{rate:.0%}" if self._top >= 0.04 else f"{rate:.1%}"
            painter.drawText(QPointF(LEFT - 5 - metrics.horizontalAdvance(text), y + 4), text)
        step = next((s for s in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600) if self._shown.end_s / s <= 8), 1800)
        free = 0.0
        for k in range(int(self._shown.end_s // step) + 1):
            text = clock(k * step)
            x, width = self._x(k * step), metrics.horizontalAdvance(text)
            if x >= free and x + width <= self.width():
                painter.drawText(QPointF(x, self.height() - 5), text)
                free = x + width + 6

    def _paint_bins(self, painter: QPainter, look: Surfaces) -> None:
        colour = QColor(look.second)
        for start, end, rate in self._shown.bins:
            if rate.value is None:
                continue
            style = Qt.PenStyle.SolidLine if rate.of >= self._shown.few else Qt.PenStyle.DotLine
            painter.setPen(QPen(colour, 1.2, style))
            y = self._y(rate.value)
            painter.drawLine(QPointF(self._x(start), y), QPointF(self._x(end), y))

    def _paint_placement(self, painter: QPainter, look: Surfaces, one: Placement, *, lit: bool) -> None:
        if one.rate.value is None or one.rate.interval is None:
            return
        colour = QColor(look.accent)
        if one.rate.of < self._shown.few:
            colour = QColor(look.second)
            colour.setAlpha(TOO_FEW_ALPHA)
        x0, x1 = self._x(one.start_s), max(self._x(one.end_s), self._x(one.start_s) + 2)
        low, high = (self._y(edge) for edge in one.rate.interval)
        band = QColor(colour)
        band.setAlpha(45)
        painter.fillRect(QRectF(x0, high, x1 - x0, low - high), band)
        painter.setPen(QPen(QColor(look.text) if lit else colour, 3.5 if lit else 2.5))
        y = self._y(one.rate.value)
        painter.drawLine(QPointF(x0, y), QPointF(x1, y))
        metrics = QFontMetricsF(painter.font())
        room = self.width() - RIGHT - x0
        text = metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, max(min(room, 140.0), 20.0))
        painter.setPen(QColor(look.text))
        painter.drawText(QPointF(x0 + 2, max(min(high, y) - 3, TOP + 10)), text)

    def _at(self, point: QPointF) -> int:
        """The placement under a point, the nearest by height; -1 for none."""
        best, best_px = -1, 1e9
        for k, one in enumerate(self._shown.placements):
            if one.rate.value is None or one.rate.interval is None:
                continue
            inside = self._x(one.start_s) - NEAR_PX <= point.x() <= self._x(one.end_s) + NEAR_PX
            low, high = (self._y(edge) for edge in one.rate.interval)
            away = abs(self._y(one.rate.value) - point.y())
            if inside and (away < best_px) and (high - 2 * NEAR_PX <= point.y() <= low + NEAR_PX or away <= NEAR_PX):
                best, best_px = k, away
        return best

    def says(self, k: int) -> str:
        one = self._shown.placements[k]
        low, high = one.rate.interval or (0.0, 0.0)
        few = "\nToo few to tell" if one.rate.of < self._shown.few else ""
        return (
            f"{one.label}, {clock(one.start_s)} to {clock(one.end_s)}\nCTR {percent(one.rate.value or 0)} = "
            f"{counts(one.rate)} (used ÷ exposed)\n95 % interval {percent(low)} to {percent(high)}{few}"
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        k = self._at(event.position())
        QToolTip.showText(event.globalPosition().toPoint(), plain_tip(self.says(k)) if k >= 0 else "", self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        k = self._at(event.position())
        if k >= 0:
            self._go(k)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count, key = len(self._shown.placements), Qt.Key(event.key())
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if key in steps and count:
            self._focus = (self._focus + steps[key]) % count
            self.setAccessibleDescription(self.says(self._focus))
            self.update()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and 0 <= self._focus < count:
            self._go(self._focus)
        else:
            super().keyPressEvent(event)

    def _go(self, k: int) -> None:
        self._focus = k
        self.update()
        self.chosen.emit(self._shown.placements[k].element_id)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
