"""Under the picture: the strip, playback, time, overlays and the heat window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QAction, QPalette, QResizeEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from footpath.model.moment import moment_words
from footpath.ui.icons import sign, swatch
from footpath.ui.scrub_bar import ScrubBar
from footpath.ui.view_state import TOGGLES, WINDOW_MODES, ViewState
from footpath.ui.wording import dropped_words, number
from footpath.workspace.play_settings import PlaySettings
from footpath.workspace.workspace import Workspace

BUTTONS = ("home", "frame_back", "toggle", "frame_on", "mark_in", "mark_out", "loop", "mute")
LASTING = ("loop", "mute")  # pressed as long as it lasts
NAMES = ("Heat", "False", "Near", "Hotspots", "Clusters")
ICON_PX = QSize(14, 14)
LEAST_WIDTH_PX, WORDS_WIDTH_PX = 420, 640


class Transport(QWidget):
    def __init__(
        self, workspace: Workspace, view: ViewState, play: PlaySettings, actions: dict[str, QAction]
    ) -> None:
        super().__init__()
        self._player, self._sound, self._view, self._settings = workspace.player, workspace.sound, view, play
        self.setAccessibleName("Transport")
        self._time, self._frame, self._speed = QLabel("00:00:00:00", objectName="timecode"), QLabel(), QLabel()
        self._dropped = QLabel(objectName="second")
        self._scrub = ScrubBar(workspace)
        self._scrub.valueChanged.connect(self._seek)
        self._buttons: dict[str, QToolButton] = {}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 6, 8, 6)
        rows.addWidget(self._scrub)
        rows.addLayout(self._playback(actions))
        rows.addLayout(self._overlays())
        self._player.frame_changed.connect(self._show)
        self._player.state_changed.connect(self._show)
        view.changed.connect(self._show)
        play.changed.connect(self._show)
        self._sound.changed.connect(self._show)
        self._draw_signs()
        self._show()

    def _playback(self, actions: dict[str, QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for id_ in BUTTONS:
            button = QToolButton(toolTip=actions[id_].toolTip(), iconSize=ICON_PX)
            button.setAccessibleName(actions[id_].text())
            button.setCheckable(id_ in LASTING)
            button.clicked.connect(actions[id_].trigger)
            self._buttons[id_] = button
            row.addWidget(button)
        row.addWidget(self._volume_slider())
        row.addSpacing(6)
        for label in (self._time, self._frame, self._speed):
            row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self._dropped)
        return row

    def _overlays(self) -> QHBoxLayout:
        row, self._toggles = QHBoxLayout(), {}
        row.setSpacing(4)
        for toggle, name in zip(TOGGLES, NAMES, strict=True):
            button = QToolButton(text=name, checkable=True, icon=swatch(toggle), iconSize=ICON_PX)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setToolTip(f"{toggle.replace('_', ' ').capitalize()}: show or hide")
            button.setProperty("toggle", toggle)
            button.clicked.connect(self._toggle)
            self._toggles[toggle] = button
            row.addWidget(button)
        row.addStretch(1)
        for widget in (self._opacity(), *self._window()):
            row.addWidget(widget)
        return row

    def _volume_slider(self) -> QSlider:
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._volume.setRange(0, 100)
        self._volume.setToolTip("Volume; sound is heard at 1× only")
        self._volume.setAccessibleName("Volume")
        self._volume.setFixedWidth(56)
        self._volume.valueChanged.connect(self._settings.set_volume)
        return self._volume

    def _opacity(self) -> QSlider:
        opacity = QSlider(Qt.Orientation.Horizontal)
        opacity.setRange(0, 100)
        opacity.setValue(75)
        opacity.setToolTip("Heat opacity")
        opacity.setAccessibleName("Heat opacity")
        opacity.setFixedWidth(56)
        opacity.valueChanged.connect(self._set_opacity)
        return opacity

    def _window(self) -> tuple[QComboBox, QDoubleSpinBox]:
        self._mode, self._half = QComboBox(), QDoubleSpinBox(minimum=0.1, maximum=60, value=1, prefix="±", suffix=" s")
        self._mode.setAccessibleName("Heat window")
        self._mode.setToolTip("Whose clicks glow: around the playhead, between in and out, or of the whole scene")
        self._half.setAccessibleName("Heat window, seconds")
        self._half.setDecimals(1)
        self._half.setFixedWidth(80)
        self._mode.addItems(list(WINDOW_MODES))
        self._mode.currentTextChanged.connect(self._set_window)
        self._half.valueChanged.connect(self._set_window)
        return self._mode, self._half

    def _toggle(self) -> None:
        self._view.toggle(str(self.sender().property("toggle")))

    def _set_opacity(self, percent: int) -> None:
        self._view.set_opacity(percent / 100)

    def _set_window(self, _changed: object) -> None:
        self._half.setEnabled(self._mode.currentText() == WINDOW_MODES[0])
        self._view.set_window(self._mode.currentText(), self._half.value())

    def _seek(self, milliseconds: int) -> None:
        self._player.seek(milliseconds / 1000)

    def _show(self, _frame: object = None) -> None:
        player, frame = self._player, self._player.frame
        for toggle, button in self._toggles.items():
            button.setChecked(self._view.shows(toggle))
        self._buttons["toggle"].setIcon(self._pause if player.playing else self._play)
        self._speed.setText(f"{player.rate:g}×")
        self._dropped.setText(dropped_words(player.dropped) if player.dropped or player.shown else "")
        self._dropped.setToolTip(
            f"Too late to be shown, at up to 1×: {number(player.dropped)} frames; shown: {number(player.shown)}"
        )
        self._show_settings()
        if player.media is None or frame is None:
            return
        with QSignalBlocker(self._scrub):
            self._scrub.setRange(0, int(player.duration_s * 1000))
            self._scrub.setValue(int(min(player.position_s, player.duration_s) * 1000))
        display = self._settings.time_display
        beside = "timecode" if display == "frame" else "frame"
        self._time.setText(moment_words(frame.t_s, frame.index, player.fps, display))
        self._frame.setText(moment_words(frame.t_s, frame.index, player.fps, beside))

    def _show_settings(self) -> None:
        play = self._settings
        self._buttons["loop"].setChecked(play.loop)
        self._buttons["mute"].setVisible(self._sound.available)
        self._buttons["mute"].setChecked(play.muted)
        self._volume.setVisible(self._sound.available and self.width() >= WORDS_WIDTH_PX)
        with QSignalBlocker(self._volume):
            self._volume.setValue(play.volume)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_WIDTH_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the overlays' signs stand without their words, and the time is told one way."""
        super().resizeEvent(event)
        style = Qt.ToolButtonStyle
        wide = self.width() >= WORDS_WIDTH_PX
        for button in self._toggles.values():
            button.setToolButtonStyle(style.ToolButtonTextBesideIcon if wide else style.ToolButtonIconOnly)
        self._volume.setVisible(self._sound.available and wide)
        self._frame.setVisible(wide)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._buttons:
            self._draw_signs()
            self._show()

    def _draw_signs(self) -> None:
        colour = self.palette().color(QPalette.ColorRole.ButtonText)
        self._play, self._pause = sign("play", colour), sign("pause", colour)
        for id_, button in self._buttons.items():
            button.setIcon(self._play if id_ == "toggle" else sign(id_, colour))
