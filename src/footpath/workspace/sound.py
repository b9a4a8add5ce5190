"""The film's sound, kept in step with the playhead; absent or broken, the picture plays on without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLoggingCategory, QObject, QTimer, QUrl, Signal

from footpath.storage.sound_track import has_sound

if TYPE_CHECKING:
    from pathlib import Path

    from footpath.workspace.player import Player

OFF_S = 0.040  # further from the picture than this, the sound is set anew
MOST_LEAD_S = 0.3
CHECK_MS = 250
NO_MODULE = "The sound can't be played: Qt's multimedia part is not installed. The picture plays on."
NO_DEVICE = "There is no sound device; the picture plays without sound."


class Sound(QObject):
    """Heard at 1x only. The player's clock leads; QtMultimedia is loaded when the first film with sound is played."""

    message = Signal(str)
    changed = Signal()

    def __init__(self, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._path: Path | None = None
        self._volume = 1.0
        self._lead_s = 0.0
        self._media_player: Any = None
        self._output: Any = None
        self._told: set[str] = set()
        self.available = False  # the film on show has sound that can be played
        self._timer = QTimer(self, interval=CHECK_MS)
        self._timer.timeout.connect(self._follow)
        player.state_changed.connect(self._follow)
        player.frame_changed.connect(self._follow_frame)

    def set_volume(self, volume: float) -> None:
        """0 to 1, as it is heard: half sounds half as loud."""
        self._volume = volume
        if self._output is not None:
            self._output.setVolume(volume**2)

    @property
    def off_s(self) -> float | None:
        """How far the sound is ahead of the playhead, in seconds; None while silent."""
        if not self._sounding():
            return None
        return float(self._media_player.position()) / 1000 - self._player.position_s

    def close(self) -> None:
        """Silence for good."""
        self._timer.stop()
        self._drop()

    def _follow_frame(self, _frame: object) -> None:
        if self._player.path != self._path:
            self._open(self._player.path)
        if self._wanted() != self._sounding():
            self._follow()

    def _open(self, path: Path | None) -> None:
        self._drop()
        self._path, self._lead_s = path, 0.0
        self.available = path is not None and has_sound(path)
        self.changed.emit()

    def _load(self) -> bool:
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        try:
            from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer  # noqa: PLC0415 - only with sound
        except ImportError:
            self._tell_once(NO_MODULE)
            return False
        if not QMediaDevices.audioOutputs():
            self._tell_once(NO_DEVICE)
            return False
        self._output = QAudioOutput(self)
        self._output.setVolume(self._volume**2)
        self._media_player = QMediaPlayer(self)
        self._media_player.setAudioOutput(self._output)
        self._media_player.errorOccurred.connect(self._broken)
        self._media_player.setSource(QUrl.fromLocalFile(str(self._path)))
        return True

    def _broken(self, _error: object, text: str) -> None:
        self._tell_once(f"The sound of this film can't be played ({text}). The picture plays on.")
        self.available = False
        self._timer.stop()
        self.changed.emit()

    def _tell_once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self.message.emit(text)

    def _wanted(self) -> bool:
        return self.available and self._player.running and self._player.rate == 1.0

    def _sounding(self) -> bool:
        return self._media_player is not None and self._timer.isActive()

    def _follow(self) -> None:
        """Start, stop, or set the sound anew where it is further off than `OFF_S`."""
        if not self._wanted():
            if self._sounding():
                self._timer.stop()
                self._media_player.pause()
            return
        if self._media_player is None and not self._load():
            self.available = False
            self.changed.emit()
        elif not self._sounding():
            self._set()
            self._media_player.play()
            self._timer.start()
        elif abs(off_s := self.off_s or 0.0) > OFF_S:
            self._lead_s = min(max(self._lead_s - off_s, 0.0), MOST_LEAD_S)
            self._set()

    def _set(self) -> None:
        """A sound player needs a moment to begin: it is sent as far ahead as it was late before."""
        self._media_player.setPosition(round((self._player.position_s + self._lead_s) * 1000))

    def _drop(self) -> None:
        self._timer.stop()
        self.available = False
        if self._media_player is not None:
            self._media_player.stop()
            self._media_player.deleteLater()
            self._output.deleteLater()
        self._media_player = self._output = None
