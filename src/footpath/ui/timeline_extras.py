"""What the timeline draws beside its own curves: moments, cuts, false clicks, a second selection."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath

from footpath.model.results import Moment, SceneRetention
from footpath.render.colours import FALSE_CLICK
from footpath.ui.theme import Surfaces
from footpath.ui.timeline_items import CUTS_Y, FALSE_Y, joined, path_item

LANE_HEIGHT = 6.0
MOMENT_Y = dict.fromkeys(("top", "spike", "dip"), 100.0)
SYMBOLS = {"top": "star", "spike": "t1", "dip": "t"}
OTHER = "#56B4E9"


class TimelineExtras:
    """Made once; their data change."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._false, self._cuts = path_item(3), path_item(3)
        self._false.setBrush(QColor(FALSE_CLICK))
        self._moments = pg.ScatterPlotItem(size=9, pen=None)
        self._other = pg.PlotCurveItem(connect="finite", pen=pg.mkPen(OTHER, width=2, style=Qt.PenStyle.DashLine))
        self._differ = pg.ScatterPlotItem(symbol="o", size=5, pen=None, brush=pg.mkBrush(OTHER))
        for item in (self._false, self._cuts, self._moments, self._other, self._differ):
            plot.addItem(item)

    def dress(self, look: Surfaces) -> None:
        self._moments.setBrush(pg.mkBrush(look.text))
        self._cuts.setPen(pg.mkPen(look.second, width=1))

    def show_moments(self, moments: Sequence[Moment]) -> None:
        drawn = [m for m in moments if m.kind in SYMBOLS]
        self._moments.setData(
            [m.t_s for m in drawn], [MOMENT_Y[m.kind] for m in drawn], symbol=[SYMBOLS[m.kind] for m in drawn]
        )

    def show_cuts(self, cuts_s: Sequence[float]) -> None:
        path = QPainterPath()
        for t_s in cuts_s:
            path.moveTo(t_s, CUTS_Y - 2.5)
            path.lineTo(t_s, CUTS_Y + 2.5)
        self._cuts.setPath(path)

    def show_false(self, bars: Sequence[tuple[float, float, float]]) -> None:
        """(From, to, share of false clicks) as a bar's height; full height is all of them."""
        path = QPainterPath()
        for low, high, share in bars:
            path.addRect(QRectF(low, FALSE_Y - LANE_HEIGHT / 2, high - low, LANE_HEIGHT * share))
        self._false.setPath(path)

    def show_other(self, scenes: Sequence[SceneRetention], differ: Sequence[float]) -> None:
        """The survival of a second selection, and a dot over the middle of each bin in which it differs."""
        self._other.setData(joined([s.t_s for s in scenes]), joined([s.survival * 100 for s in scenes]))
        self._differ.setData(list(differ), [-3.0] * len(differ))
