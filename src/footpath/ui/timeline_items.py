"""What the timeline draws: a fixed set of items made once, whose data change with every result."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem

from footpath.model.events import Floats
from footpath.model.results import SceneRetention
from footpath.render.colours import BOUNDARY, EXIT, FALSE_CLICK
from footpath.ui.theme import Surfaces

LANES = 4
LANE_STEP = 8
CLUSTERS_Y = -LANE_STEP * (LANES + 1)
FALSE_Y, CUTS_Y = CLUSTERS_Y - 12, CLUSTERS_Y - 22
BOTTOM_Y = CUTS_Y - 4
TOP_Y = 104
EXITS_HEIGHT = 30
DROP_Y = 38


class TimelineItems:
    """Curves in per cent (plays and viewers of the busiest bin), exits as bars on a root scale, lanes below zero."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._edges, self._band, self._drops, self._exits = (path_item(z) for z in (0, 1, 2, 3))
        self._plays, self._viewers, self._survival = (_curve("finite") for _ in range(3))
        self._elements, self._clusters = _curve("pairs"), _curve("pairs")
        self._marks = pg.ScatterPlotItem(symbol="t", size=9, pen=None, brush=pg.mkBrush(EXIT))
        self._window = pg.LinearRegionItem((0.0, 0.0), movable=False, brush=QColor(86, 180, 233, 45))
        for item in (
            *(self._edges, self._band, self._drops, self._exits, self._plays, self._viewers, self._survival),
            *(self._elements, self._clusters, self._marks, self._window),
        ):
            plot.addItem(item)
        plot.setYRange(BOTTOM_Y, TOP_Y, padding=0)

    def dress(self, look: Surfaces) -> None:
        self._plays.setPen(pg.mkPen(look.second, width=1))
        self._viewers.setPen(pg.mkPen(look.text, width=2))
        self._survival.setPen(pg.mkPen(look.survival, width=1.5))
        self._elements.setPen(pg.mkPen(BOUNDARY, width=4))
        self._clusters.setPen(pg.mkPen(FALSE_CLICK, width=4, style=Qt.PenStyle.DashLine))
        self._edges.setPen(pg.mkPen(look.line, width=1))
        self._band.setBrush(_faint(look.survival, 45))
        self._drops.setBrush(_faint(EXIT, 70))
        self._exits.setBrush(QColor(EXIT))

    def show_scenes(self, scenes: Sequence[SceneRetention], bin_s: float) -> tuple[int, int]:
        """Draw the curves; the most plays and the most exits of any bin, which the scales are made from."""
        most = max((int(s.plays.max(initial=0)) for s in scenes), default=0)
        left = max((int(s.exits.max(initial=0)) for s in scenes), default=0)
        t = joined([s.t_s for s in scenes])
        self._plays.setData(t, joined([s.plays / max(most, 1) * 100 for s in scenes]))
        self._viewers.setData(t, joined([s.viewers / max(most, 1) * 100 for s in scenes]))
        self._survival.setData(t, joined([s.survival * 100 for s in scenes]))
        self._band.setPath(_bands(scenes))
        self._exits.setPath(_bars(scenes, max(left, 1), bin_s))
        self._edges.setPath(_uprights([float(s.t_s[0]) for s in scenes]))
        return most, left

    def show_drop_offs(self, drops: Sequence[tuple[float, float]]) -> None:
        path = QPainterPath()
        for start_s, end_s in drops:
            path.addRect(QRectF(start_s, BOTTOM_Y, end_s - start_s, TOP_Y - BOTTOM_Y))
        self._drops.setPath(path)
        middles = [(start_s + end_s) / 2 for start_s, end_s in drops]
        self._marks.setData(middles, [DROP_Y] * len(middles))

    def show_elements(self, lives: Sequence[tuple[float, float]]) -> None:
        """Lifetimes, side by side in the first lane that is free."""
        ends: list[float] = []
        xs, ys = [], []
        for start_s, end_s in sorted(lives):
            lane = next((k for k, end in enumerate(ends) if end <= start_s), len(ends))
            ends[lane : lane + 1] = [end_s]
            xs += [start_s, end_s]
            ys += [-LANE_STEP * (1 + lane % LANES)] * 2
        self._elements.setData(xs, ys)

    def show_candidates(self, lives: Sequence[tuple[float, float]]) -> None:
        xs = [t_s for life in lives for t_s in life]
        self._clusters.setData(xs, [CLUSTERS_Y] * len(xs))

    def show_window(self, start_s: float | None, end_s: float | None) -> None:
        self._window.setVisible(start_s is not None and end_s is not None)
        if start_s is not None and end_s is not None:
            self._window.setRegion((start_s, end_s))


def _curve(connect: str) -> pg.PlotCurveItem:
    return pg.PlotCurveItem(connect=connect)


def path_item(z: int) -> QGraphicsPathItem:
    item = QGraphicsPathItem()
    item.setPen(pg.mkPen(None))
    item.setZValue(z - 10)
    return item


def _faint(colour: str, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint


def joined(parts: Sequence[Floats]) -> Floats:
    """One column with a gap (NaN) after each part."""
    gap = np.array([np.nan])
    return np.concatenate([piece for part in parts for piece in (part.astype(np.float64), gap)] or [gap])


def _bands(scenes: Sequence[SceneRetention]) -> QPainterPath:
    """The interval of survival: up along its upper edge, back along the lower."""
    path = QPainterPath()
    for scene in scenes:
        known = ~np.isnan(scene.low) & ~np.isnan(scene.high)
        t, low, high = scene.t_s[known], scene.low[known] * 100, scene.high[known] * 100
        corners = [*zip(t, high, strict=True), *zip(t[::-1], low[::-1], strict=True)]
        path.addPolygon(QPolygonF([QPointF(float(x), float(y)) for x, y in corners]))
    return path


def _bars(scenes: Sequence[SceneRetention], left: int, bin_s: float) -> QPainterPath:
    path = QPainterPath()
    for scene in scenes:
        for t_s, exits in zip(scene.t_s, scene.exits, strict=True):
            if exits:
                height = float(np.sqrt(exits / left)) * EXITS_HEIGHT
                path.addRect(QRectF(float(t_s) + bin_s * 0.1, 0.0, bin_s * 0.8, height))
    return path


def _uprights(times_s: Sequence[float]) -> QPainterPath:
    path = QPainterPath()
    for t_s in times_s:
        path.moveTo(t_s, BOTTOM_Y)
        path.lineTo(t_s, TOP_Y)
    return path
