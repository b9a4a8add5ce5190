"""The film's sound, kept in step with the playhead; absent or broken, the picture plays on without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLoggingCategory, QObject, Qt, QTimer, QUrl, Signal

from footpath.storage.sound_track import has_sound

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from footpath.workspace.player import Player

OFF_S = 0.040  # further from the picture than this at two checks in a row, the sound begins anew
FAR_OFF_S = 0.1  # at the first check already
MOST_PATIENCE = 64  # checks
CUE_S = 0.4  # so far ahead of the picture it is made ready to begin anew: long enough for that, short as a gap
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
        self._lead_s = 0.0  # so much earlier than wanted it is begun anew, as it was late before
        self._was_off_s = 0.0
        self._tries = 0  # to set it right since it was started
        self._checks = 0  # before the next, ever more: what can't be set right is to be heard all the same
        self._media_player: Any = None
        self._output: Any = None
        self._told: set[str] = set()
        self.available = False  # the film on show has sound that can be played
        self._cue = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._cue.timeout.connect(self._begin)
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
        if not self._sounding() or self._cue.isActive():
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
        if self.available:
            QTimer.singleShot(0, self, self._make_ready)
        self.changed.emit()

    def _make_ready(self) -> None:
        """Open the sound before it is wanted, as that takes a moment; what stands in the way is told when it is."""
        if self.available and self._media_player is None:
            self._load(lambda _text: None)

    def _load(self, tell: Callable[[str], None]) -> bool:
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        try:
            from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer  # noqa: PLC0415 - only with sound
        except ImportError:
            tell(NO_MODULE)
            return False
        if not QMediaDevices.audioOutputs():
            tell(NO_DEVICE)
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
        self._cue.stop()
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
        """Start, stop, or begin anew where it is further off than `OFF_S`."""
        if not self._wanted():
            self._fall_silent()
        elif self._media_player is None and not self._load(self._tell_once):
            self.available = False
            self.changed.emit()
        elif not self._sounding():
            self._was_off_s, self._tries, self._checks = 0.0, 0, 0
            self._set(self._player.position_s)
            self._media_player.play()
            self._timer.start()
        elif self._checks:
            self._checks -= 1
        elif (off_s := self.off_s) is not None and not self._is_over():
            lasting = min(abs(off_s), abs(self._was_off_s)) > OFF_S and off_s * self._was_off_s > 0
            self._was_off_s = off_s
            if lasting or abs(off_s) > FAR_OFF_S:
                self._begin_anew(off_s)

    def _fall_silent(self) -> None:
        if self._sounding():
            self._timer.stop()
            self._cue.stop()
            self._media_player.pause()

    def _begin_anew(self, off_s: float) -> None:
        """Made ready in silence a little ahead, it goes on from there when the picture comes by.

        How long a sound player takes to move while it plays can't be foretold (50 to 430 ms were seen), nor how long
        until a device is open; how long to begin where it stands can, by how late it was before. Late may have been
        for that once (opening a device), so half of it counts; early never is.
        """
        if self._tries:
            self._lead_s = min(max(self._lead_s - (off_s if off_s > 0 else off_s / 2), 0.0), CUE_S)
        self._tries, self._was_off_s = self._tries + 1, 0.0
        self._checks = min(2**self._tries, MOST_PATIENCE)
        self._media_player.pause()
        self._set(self._player.position_s + CUE_S)
        self._cue.start(round((CUE_S - self._lead_s) * 1000))

    def _is_over(self) -> bool:
        """Sound may be shorter than its film."""
        return bool(0 < self._media_player.duration() <= self._player.position_s * 1000)

    def _begin(self) -> None:
        self._media_player.play()
        self._timer.start()

    def _set(self, position_s: float) -> None:
        self._media_player.setPosition(round(position_s * 1000))

    def _drop(self) -> None:
        self._timer.stop()
        self._cue.stop()
        self.available = False
        if self._media_player is not None:
            self._media_player.stop()
            self._media_player.deleteLater()
            self._output.deleteLater()
        self._media_player = self._output = None
