"""Under the picture: playback, time, overlays and the heat window."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from footpath.ui.view_state import TOGGLES, WINDOW_MODES, ViewState
from footpath.ui.wording import timecode
from footpath.workspace.workspace import Workspace

BUTTONS = (("home", "⏮"), ("frame_back", "◀"), ("toggle", "▶"), ("frame_on", "▶|"), ("mark_in", "⟦"), ("mark_out", "⟧"))
NAMES = ("Heat", "False", "Near", "Bounds", "Cand.")


class Transport(QWidget):
    def __init__(self, workspace: Workspace, view: ViewState, actions: dict[str, QAction]) -> None:
        super().__init__()
        self._player, self._view = workspace.player, view
        self.setAccessibleName("Transport")
        self._time, self._frame, self._speed = QLabel("00:00:00:00", objectName="timecode"), QLabel(), QLabel()
        self._scrub = QSlider(Qt.Orientation.Horizontal)
        self._scrub.setAccessibleName("Position")
        self._scrub.valueChanged.connect(self._seek)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 4, 8, 4)
        rows.addWidget(self._scrub)
        rows.addLayout(self._playback(actions))
        rows.addLayout(self._overlays())
        self._player.frame_changed.connect(self._show)
        self._player.state_changed.connect(self._show)
        view.changed.connect(self._show)
        self._show()

    def _playback(self, actions: dict[str, QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        for id_, sign in BUTTONS:
            button = QToolButton(text=sign, toolTip=actions[id_].toolTip())
            button.setAccessibleName(actions[id_].text())
            button.clicked.connect(actions[id_].trigger)
            row.addWidget(button)
        for label in (self._time, self._frame, self._speed):
            row.addWidget(label)
        row.addStretch(1)
        return row

    def _overlays(self) -> QHBoxLayout:
        row, self._toggles = QHBoxLayout(), {}
        for toggle, name in zip(TOGGLES, NAMES, strict=True):
            button = QToolButton(text=name, checkable=True, toolTip=toggle.replace("_", " "))
            button.setProperty("toggle", toggle)
            button.clicked.connect(self._toggle)
            self._toggles[toggle] = button
            row.addWidget(button)
        opacity = QSlider(Qt.Orientation.Horizontal, minimum=0, maximum=100, value=75, toolTip="Heat opacity")
        opacity.setAccessibleName("Heat opacity")
        opacity.valueChanged.connect(self._set_opacity)
        self._mode, self._half = QComboBox(), QDoubleSpinBox(minimum=0.1, maximum=60, value=1, suffix=" s", prefix="±")
        self._mode.setAccessibleName("Heat window")
        self._half.setAccessibleName("Heat window, seconds")
        self._mode.addItems(list(WINDOW_MODES))
        self._mode.currentTextChanged.connect(self._set_window)
        self._half.valueChanged.connect(self._set_window)
        for widget in (opacity, self._mode, self._half):
            row.addWidget(widget)
        return row

    def _toggle(self) -> None:
        self._view.toggle(str(self.sender().property("toggle")))

    def _set_opacity(self, percent: int) -> None:
        self._view.set_opacity(percent / 100)

    def _set_window(self, _changed: object) -> None:
        self._half.setEnabled(self._mode.currentText() == "around")
        self._view.set_window(self._mode.currentText(), self._half.value())

    def _seek(self, milliseconds: int) -> None:
        self._player.seek(milliseconds / 1000)

    def _show(self, _frame: object = None) -> None:
        player, frame = self._player, self._player.frame
        for toggle, button in self._toggles.items():
            button.setChecked(self._view.shows(toggle))
        self._speed.setText(f"{player.rate:g}×")
        if player.media is None or frame is None:
            return
        with QSignalBlocker(self._scrub):
            self._scrub.setRange(0, int(player.duration_s * 1000))
            self._scrub.setValue(int(frame.t_s * 1000))
        self._time.setText(timecode(frame.t_s, player.fps))
        self._frame.setText(f"frame {frame.index}")
