"""The bar over the review: what is counted doesn't move what can be clicked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel

from footpath.model.selection import EVERYTHING, Selection
from footpath.ui.chips import ChipRow, Chips


@pytest.fixture
def bar(empty_window, qtbot, short_demo):
    empty_window.workspace.open_study(short_demo)
    qtbot.waitUntil(lambda: empty_window.workspace.curves is not None, timeout=20_000)
    return empty_window.findChild(Chips)


def count_of(bar) -> QLabel:
    return next(label for label in bar.findChildren(QLabel) if label.text().endswith("sessions"))


def test_chips_stay_where_they_are_when_the_count_changes(bar, qtbot):
    workspace, row, count = bar._workspace, bar.findChild(ChipRow), count_of(bar)
    before = row.geometry(), count.geometry()
    workspace.select(Selection(viewer=workspace.study.sessions.viewer_ids[0]))
    qtbot.waitUntil(lambda: not count.text().startswith("300 of"))
    assert (row.geometry(), count.geometry()) == before
    workspace.select(EVERYTHING)
    qtbot.waitUntil(lambda: count.text() == "300 of 300 sessions")
    assert count.sizeHint().width() <= count.width()


def test_the_count_takes_the_room_that_its_review_needs(bar):
    count, width = count_of(bar), count_of(bar).width()
    bar._show_study(SimpleNamespace(title="", path=Path("large.footpath"), sessions=range(10_000_000)))
    assert count.width() > width
    bar._show_study(bar._workspace.study)
    assert count.width() == width
