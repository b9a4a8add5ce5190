"""Zooming and panning the timeline: wheel at the pointer, Shift+wheel or the middle button to pan, keys."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

STEP, PAN_SHARE = 1.25, 0.15
LEAST_FRAMES = 4.0
ROOM = 0.02
KEYS = {Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0}


class TimelineZoom(QObject):
    """Filters the plot's events; `end_s` and `frame_s` are set by the panel."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        super().__init__(plot)
        self._plot = plot
        self._dragged: float | None = None
        self.end_s, self.frame_s = 1.0, 0.04
        plot.viewport().installEventFilter(self)
        plot.installEventFilter(self)

    def whole(self) -> None:
        """The whole film."""
        self._plot.setXRange(0.0, max(self.end_s, 1.0), padding=ROOM)

    def shown(self) -> tuple[float, float]:
        low, high = self._plot.plotItem.vb.viewRange()[0]
        return float(low), float(high)

    def zoom(self, factor: float, at_s: float) -> None:
        """Narrower by a factor, `at_s` staying where it is; down to a few frames."""
        low, high = self.shown()
        width = max((high - low) / factor, LEAST_FRAMES * self.frame_s)
        if width >= self.end_s:
            self.whole()
            return
        start = at_s - (at_s - low) / (high - low) * width
        self._plot.setXRange(start, start + width, padding=0)

    def pan(self, by_s: float) -> None:
        low, high = self.shown()
        by_s = min(max(by_s, -low), max(self.end_s - high, 0.0)) if high - low < self.end_s else 0.0
        self._plot.setXRange(low + by_s, high + by_s, padding=0)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if isinstance(event, QMouseEvent):
            return self._drag(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            return self._claim(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _claim(self, event: QKeyEvent) -> bool:
        """Here these keys zoom, whatever they do elsewhere."""
        if event.key() not in KEYS or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        event.accept()
        return True

    def _time(self, at: QPointF) -> float:
        return float(self._plot.plotItem.vb.mapSceneToView(at).x())

    def _wheel(self, event: QWheelEvent) -> bool:
        turned = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or event.angleDelta().x():
            low, high = self.shown()
            self.pan(-turned * PAN_SHARE * (high - low))
        else:
            self.zoom(STEP**turned, self._time(event.position()))
        return True

    def _drag(self, event: QMouseEvent) -> bool:
        middle = Qt.MouseButton.MiddleButton
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == middle:
            self._dragged = self._time(event.position())
            return True
        if event.type() == QEvent.Type.MouseMove and event.buttons() & middle and self._dragged is not None:
            self.pan(self._dragged - self._time(event.position()))
            return True
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.whole()
            return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        low, high = self.shown()
        factor = {Qt.Key.Key_Plus: STEP, Qt.Key.Key_Minus: 1 / STEP}.get(Qt.Key(event.key()))
        if factor is not None:
            self.zoom(factor, (low + high) / 2)
        elif Qt.Key(event.key()) == Qt.Key.Key_0:
            self.whole()
        return factor is not None or Qt.Key(event.key()) == Qt.Key.Key_0
