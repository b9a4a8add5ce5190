"""What the timeline draws: a fixed set of items made once, whose data change with every result."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath

from footpath.model.events import Floats
from footpath.model.results import SceneRetention
from footpath.render.colours import BOUNDARY, FALSE_CLICK
from footpath.ui.plot_paths import PlotMarks, bars_path, joined, line_path, path_item
from footpath.ui.theme import Surfaces

LANES = 4
LANE_STEP = 8
CLUSTERS_Y = -LANE_STEP * (LANES + 1)
FALSE_Y, CUTS_Y = CLUSTERS_Y - 12, CLUSTERS_Y - 22
BOTTOM_Y = CUTS_Y - 4
TOP_Y = 104
EXITS_HEIGHT = 30
DROP_Y = 38
MARK_PX = 9.0


class TimelineItems:
    """Curves in per cent (plays and viewers of the busiest bin), exits as bars on a root scale, lanes below zero."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._edges, self._band, self._drops, self._exits = (path_item(z) for z in (0, 1, 2, 3))
        self._plays, self._viewers, self._survival, self._elements, self._clusters = (path_item(10) for _ in range(5))
        self._window = pg.LinearRegionItem((0.0, 0.0), movable=False, brush=QColor(86, 180, 233, 45))
        for item in (
            *(self._edges, self._band, self._drops, self._exits, self._plays, self._viewers, self._survival),
            *(self._elements, self._clusters, self._window),
        ):
            plot.addItem(item)
        self._lives: Sequence[tuple[float, float]] = ()
        self._starts_s: Sequence[float] = ()
        self._marks = PlotMarks(plot, MARK_PX, 10)
        plot.setYRange(BOTTOM_Y, TOP_Y, padding=0)

    def dress(self, look: Surfaces) -> None:
        self._plays.setPen(pg.mkPen(look.second, width=1))
        self._viewers.setPen(pg.mkPen(look.text, width=2))
        self._survival.setPen(pg.mkPen(look.survival, width=1.5))
        self._elements.setPen(pg.mkPen(BOUNDARY, width=4))
        self._clusters.setPen(pg.mkPen(FALSE_CLICK, width=4, style=Qt.PenStyle.DashLine))
        self._edges.setPen(pg.mkPen(look.line, width=1))
        self._band.setBrush(_faint(look.survival, 45))
        self._drops.setBrush(_faint(look.exits, 70))
        self._exits.setBrush(QColor(look.exits))
        self._marks.set_colour(look.exits)

    def show_scenes(self, scenes: Sequence[SceneRetention], bin_s: float) -> tuple[int, int]:
        """Draw the curves; the most plays and the most exits of any bin, which the scales are made from."""
        most = max((int(s.plays.max(initial=0)) for s in scenes), default=0)
        left = max((int(s.exits.max(initial=0)) for s in scenes), default=0)
        t = joined([s.t_s for s in scenes])
        for item, parts in (
            (self._plays, [s.plays / max(most, 1) * 100 for s in scenes]),
            (self._viewers, [s.viewers / max(most, 1) * 100 for s in scenes]),
            (self._survival, [s.survival * 100 for s in scenes]),
        ):
            item.setPath(line_path(t, joined(parts)))
        self._band.setPath(_bands(scenes))
        self._exits.setPath(_bars(scenes, max(left, 1), bin_s))
        self._show_edges([float(s.t_s[0]) for s in scenes])
        return most, left

    def _show_edges(self, starts_s: Sequence[float]) -> None:
        """Where scenes begin: mostly as for the selection before."""
        if starts_s != self._starts_s:
            self._starts_s = starts_s
            self._edges.setPath(_uprights(starts_s))

    def show_drop_offs(self, drops: Sequence[tuple[float, float]]) -> None:
        self._drops.setPath(bars_path((start_s, end_s, BOTTOM_Y, TOP_Y) for start_s, end_s in drops))
        self._marks.show(((start_s + end_s) / 2, DROP_Y, "t") for start_s, end_s in drops)

    def show_elements(self, lives: Sequence[tuple[float, float]]) -> None:
        """Lifetimes, side by side in the first lane that is free."""
        if lives == self._lives:
            return
        self._lives = lives
        ends, lanes = list[float](), list[int]()
        for start_s, end_s in sorted(lives):
            lane = next((k for k, end in enumerate(ends) if end <= start_s), len(ends))
            ends[lane : lane + 1] = [end_s]
            lanes.append(lane)
        heights = [-LANE_STEP * (1 + lane % LANES) for lane in lanes]
        self._elements.setPath(_stretches(sorted(lives), heights))

    def show_candidates(self, lives: Sequence[tuple[float, float]]) -> None:
        self._clusters.setPath(_stretches(lives, [CLUSTERS_Y] * len(lives)))

    def show_window(self, start_s: float | None, end_s: float | None) -> None:
        self._window.setVisible(start_s is not None and end_s is not None)
        if start_s is not None and end_s is not None:
            self._window.setRegion((start_s, end_s))


def _faint(colour: str, alpha: int) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(alpha)
    return faint


def _stretches(lives: Sequence[tuple[float, float]], heights: Sequence[float]) -> QPainterPath:
    """A level line for each (from, to)."""
    x = joined([np.array(life) for life in lives])
    return line_path(x, joined([np.full(2, float(height)) for height in heights]))


def _bands(scenes: Sequence[SceneRetention]) -> QPainterPath:
    """The interval of survival: up along its upper edge, back along the lower."""
    known = [(s, ~np.isnan(s.low) & ~np.isnan(s.high)) for s in scenes]
    x = joined([_there_and_back(s.t_s[kept], s.t_s[kept]) for s, kept in known])
    return line_path(x, joined([_there_and_back(s.high[kept], s.low[kept]) * 100 for s, kept in known]))


def _there_and_back(out: Floats, back: Floats) -> Floats:
    return np.concatenate([out, back[::-1]])


def _bars(scenes: Sequence[SceneRetention], left: int, bin_s: float) -> QPainterPath:
    t_s, exits = joined([s.t_s for s in scenes]), joined([s.exits for s in scenes])
    heights, some = np.sqrt(exits / left) * EXITS_HEIGHT, exits > 0
    ends = (t_s[some] + bin_s * 0.1, t_s[some] + bin_s * 0.9, np.zeros(int(some.sum())), heights[some])
    return bars_path(np.stack(ends, axis=1))


def _uprights(times_s: Sequence[float]) -> QPainterPath:
    x = joined([np.full(2, t_s) for t_s in times_s])
    return line_path(x, joined([np.array([BOTTOM_Y, TOP_Y])] * len(times_s)))
