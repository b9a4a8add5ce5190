from itertools import pairwise

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF

from footpath.ui.plot_paths import PlotMarks, bars_path, joined, line_path


def corners(path):
    """(x, y, whether a line leads there) of every element."""
    elements = [path.elementAt(k) for k in range(path.elementCount())]
    return [(e.x, e.y, e.isLineTo()) for e in elements]


def test_a_gap_interrupts_a_line_and_a_lone_point_is_none():
    x = joined([np.array([0.0, 1.0]), np.array([5.0]), np.array([2.0, 3.0])])
    y = joined([np.array([1, 2]), np.array([9]), np.array([3, 4])])
    found = corners(line_path(x, y))
    lines = [(a[:2], b[:2]) for a, b in pairwise(found) if b[2] and a[:2] != b[:2]]
    assert lines == [((0.0, 1.0), (1.0, 2.0)), ((2.0, 3.0), (3.0, 4.0))]


def test_bars_are_filled_where_they_stand_and_nowhere_else():
    path = bars_path([(0.0, 1.0, 0.0, 2.0), (4.0, 6.0, -1.0, 1.0)])
    inside = [(0.5, 1.0), (5.0, 0.0), (4.1, -0.9)]
    outside = [(0.5, 2.1), (2.5, 0.5), (5.0, 1.1), (3.9, 0.0)]
    assert all(path.contains(QPointF(*at)) for at in inside)
    assert not any(path.contains(QPointF(*at)) for at in outside)


@pytest.mark.parametrize("bars", [[], np.zeros((0, 4))])
def test_nothing_is_an_empty_path(bars):
    assert bars_path(bars).isEmpty()
    assert line_path(joined([]), joined([])).isEmpty()


def test_marks_stand_where_they_are_put_and_keep_their_size(qtbot):
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    marks = PlotMarks(plot, 9.0, 1)
    marks.show([(10.0, 50.0, "t"), (20.0, 60.0, "star")])
    marks.show([(30.0, 70.0, "o")])
    seen = [mark for mark in marks._marks if mark.isVisible()]
    assert [(mark.pos().x(), mark.pos().y()) for mark in seen] == [(30.0, 70.0)]
    assert seen[0].path().boundingRect().width() == pytest.approx(9.0)
    assert seen[0].flags() & seen[0].GraphicsItemFlag.ItemIgnoresTransformations
