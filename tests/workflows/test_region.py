"""Shift and drag on the picture: everything follows while the region is drawn, and it is one step of undo."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from footpath.model.selection import EVERYTHING
from footpath.ui.picture import Picture

PATIENCE_MS = 20_000


def send(picture: Picture, kind: QEvent.Type, x: float, y: float) -> None:
    """At a place in [0, 1] of the film's picture."""
    box = picture.target
    at = QPointF(box.left() + x * box.width(), box.top() + y * box.height())
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    shift = Qt.KeyboardModifier.ShiftModifier
    QApplication.sendEvent(picture, QMouseEvent(kind, at, picture.mapToGlobal(at), button, pressed, shift))


def test_numbers_follow_a_region_while_it_is_drawn(empty_window, qtbot, short_demo):
    workspace = empty_window.workspace
    workspace.open_study(short_demo)
    qtbot.waitUntil(lambda: workspace.findings is not None, timeout=PATIENCE_MS)
    picture = empty_window.findChild(Picture)
    everybody = workspace.results.sessions
    send(picture, QEvent.Type.MouseButtonPress, 0.5, 0.3)
    counts = []
    for x in (0.6, 0.75, 0.95):
        send(picture, QEvent.Type.MouseMove, x, 0.9)
        qtbot.waitUntil(
            lambda x=x: workspace.selection.region is not None
            and abs(workspace.selection.region[2] - x) < 0.01
            and workspace.curves is not None,
            timeout=PATIENCE_MS,
        )
        counts.append(workspace.results.sessions)
    assert 0 < counts[0] < counts[1] < counts[2] < everybody
    send(picture, QEvent.Type.MouseButtonRelease, 0.95, 0.9)
    qtbot.waitUntil(lambda: workspace.curves is not None, timeout=PATIENCE_MS)
    assert workspace.results.sessions == counts[2]
    workspace.undo()
    assert workspace.selection == EVERYTHING
    assert not workspace.can_undo
