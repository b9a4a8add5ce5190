"""Shapes of a plot as Qt's own items: nothing of ours runs while they are painted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtGui import QBrush, QPainterPath, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from footpath.model.events import Floats

Bar = tuple[float, float, float, float]
GAP = np.array([np.nan])


def path_item(z: int) -> QGraphicsPathItem:
    item = QGraphicsPathItem()
    item.setPen(pg.mkPen(None))
    item.setZValue(z - 10)
    return item


def joined(parts: Sequence[NDArray[Any]]) -> Floats:
    """One column with a gap (NaN) after each part."""
    return np.concatenate([piece for part in parts for piece in (part.astype(np.float64), GAP)] or [GAP])


def line_path(x: Floats, y: Floats) -> QPainterPath:
    """From point to point, interrupted where a coordinate is NaN; a lone point is no line. Shape (n,) each."""
    path: QPainterPath = pg.arrayToQPath(x, y, connect="finite")
    return path


def bars_path(bars: Iterable[Bar]) -> QPainterPath:
    """Rectangles of (left, right, low, high), to be filled."""
    corners = np.array(list(bars), dtype=np.float64).reshape(-1, 4)
    gaps = np.full(len(corners), np.nan)
    left, right, low, high = corners.T
    x, y = np.stack([left, left, right, right, gaps], axis=1), np.stack([low, high, high, low, gaps], axis=1)
    return line_path(x.ravel(), y.ravel())


class PlotMarks:
    """Symbols of a fixed size in pixels: their places move with the plot, they don't grow with it."""

    def __init__(self, plot: pg.PlotWidget, size_px: float, z: int) -> None:
        self._parent, self._size_px = path_item(z), size_px
        self._brush, self._marks = QBrush(), list[QGraphicsPathItem]()
        self._shown: list[tuple[float, float, str]] = []
        plot.addItem(self._parent)

    def set_colour(self, colour: str) -> None:
        self._brush = pg.mkBrush(colour)
        for mark in self._marks:
            mark.setBrush(self._brush)

    def show(self, places: Iterable[tuple[float, float, str]]) -> None:
        """(x, y, a symbol's name in pyqtgraph) each; all others go."""
        wanted = list(places)
        if wanted == self._shown:
            return
        self._shown = wanted
        while len(self._marks) < len(wanted):
            self._marks.append(self._made())
        for mark, (x, y, symbol) in zip(self._marks, wanted, strict=False):
            mark.setPath(QTransform.fromScale(self._size_px, self._size_px).map(Symbols[symbol]))
            mark.setPos(x, y)
        for k, mark in enumerate(self._marks):
            mark.setVisible(k < len(wanted))

    def _made(self) -> QGraphicsPathItem:
        mark = QGraphicsPathItem(self._parent)
        mark.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        mark.setPen(pg.mkPen(None))
        mark.setBrush(self._brush)
        return mark
