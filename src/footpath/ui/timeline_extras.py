"""What the timeline draws beside its own curves: moments, cuts, false clicks, a second selection."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from footpath.model.results import Moment, SceneRetention
from footpath.render.colours import FALSE_CLICK
from footpath.ui.plot_paths import PlotMarks, bars_path, joined, line_path, path_item
from footpath.ui.theme import Surfaces
from footpath.ui.timeline_items import CUTS_Y, FALSE_Y, MARK_PX

LANE_HEIGHT = 6.0
MOMENTS_Y, DIFFER_Y = 100.0, -3.0
DOT_PX = 5.0
SYMBOLS = {"top": "star", "spike": "t1", "dip": "t"}


class TimelineExtras:
    """Made once; their data change."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._false, self._cuts, self._other = path_item(3), path_item(3), path_item(11)
        self._false.setBrush(QColor(FALSE_CLICK))
        for item in (self._false, self._cuts, self._other):
            plot.addItem(item)
        self._cuts_s: Sequence[float] = ()
        self._moments, self._differ = PlotMarks(plot, MARK_PX, 10), PlotMarks(plot, DOT_PX, 11)

    def dress(self, look: Surfaces) -> None:
        self._moments.set_colour(look.text)
        self._cuts.setPen(pg.mkPen(look.second, width=1))
        self._other.setPen(pg.mkPen(look.other, width=2, style=Qt.PenStyle.DashLine))
        self._differ.set_colour(look.other)

    def show_moments(self, moments: Sequence[Moment]) -> None:
        self._moments.show((m.t_s, MOMENTS_Y, SYMBOLS[m.kind]) for m in moments if m.kind in SYMBOLS)

    def show_cuts(self, cuts_s: Sequence[float]) -> None:
        if cuts_s == self._cuts_s:
            return
        self._cuts_s = cuts_s
        x = joined([np.full(2, t_s) for t_s in cuts_s])
        self._cuts.setPath(line_path(x, joined([CUTS_Y + np.array([-2.5, 2.5])] * len(cuts_s))))

    def show_false(self, bars: Sequence[tuple[float, float, float]]) -> None:
        """(From, to, share of false clicks) as a bar's height; full height is all of them."""
        low = FALSE_Y - LANE_HEIGHT / 2
        self._false.setPath(bars_path((start, end, low, low + LANE_HEIGHT * share) for start, end, share in bars))

    def show_other(self, scenes: Sequence[SceneRetention], differ: Sequence[float]) -> None:
        """The survival of a second selection, and a dot over the middle of each bin in which it differs."""
        t_s, survival = joined([s.t_s for s in scenes]), joined([s.survival * 100 for s in scenes])
        self._other.setPath(line_path(t_s, survival))
        self._differ.show((t_s, DIFFER_Y, "o") for t_s in differ)
