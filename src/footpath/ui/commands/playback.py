"""What the Playback menu does: the playhead."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from footpath.model.moment import Moment, read_moment
from footpath.ui import dialogs
from footpath.ui.commands.group import Group
from footpath.ui.held_key import HeldKey

if TYPE_CHECKING:
    from footpath.ui.main_window import MainWindow

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
SAME_MOMENT_S = 0.05
SAME_FRAME_S = 1e-4  # containers round times: a timecode's own second may lie just before its frame's
VOLUME_STEP = 10


class PlaybackCommands(Group):
    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(window, parent)
        self._pausing = HeldKey(Qt.Key.Key_K, self)

    def play_pause(self) -> None:
        self._player.toggle()

    def shuttle(self, direction: int) -> None:
        """J and L: another press in the same direction is faster; with K held, one frame."""
        if direction == 0:
            self._player.pause()
            self._player.set_rate(1.0)
        elif self._pausing.down:
            self._player.step(direction)
        else:
            rate = self._player.rate
            same = self._player.playing and rate * direction > 0
            self._player.set_rate(direction * (_next_speed(abs(rate), 1) if same else 1.0))
            self._player.play()

    def speed(self, step: int) -> None:
        """Slower or faster, in the direction it plays."""
        rate = self._player.rate
        self._player.set_rate(math.copysign(_next_speed(abs(rate), step), rate))

    def usual_speed(self) -> None:
        self._player.set_rate(1.0)

    def step(self, frames: int) -> None:
        self._player.step(frames)

    def loop(self) -> None:
        play = self._window.play
        play.set_loop(not play.loop)

    def mute(self) -> None:
        self._window.play.set_muted(not self._window.play.muted)

    def volume(self, steps: int) -> None:
        self._window.play.set_volume(self._window.play.volume + steps * VOLUME_STEP)

    def time_display(self) -> None:
        self._window.play.next_time_display()

    def go_to(self) -> None:
        if self._player.frame is None:
            return
        moment = self._asked_moment()
        if moment is None:
            return
        if moment.frame is not None:
            self._player.seek_frame(moment.frame)
        else:
            self._player.seek((moment.t_s or 0.0) + SAME_FRAME_S)

    def _asked_moment(self) -> Moment | None:
        """Asks until it is understood or given up; what was mistyped stays there to be mended."""
        text = dialogs.ask_moment(self._window)
        while text is not None:
            try:
                return read_moment(text, self._player.fps)
            except ValueError as error:
                text = dialogs.ask_moment(self._window, text, str(error))
        return None

    def jump(self, seconds: float) -> None:
        if self._player.frame is not None:
            t_s = self._player.position_s + seconds
            self._player.seek(min(max(t_s, 0.0), self._player.duration_s))

    def to_start(self) -> None:
        self._player.seek(0.0)

    def to_end(self) -> None:
        self._player.seek(max(self._player.duration_s - 1.0 / max(self._player.fps, 1.0), 0.0))

    def finding(self, step: int) -> None:
        """Jump to the next finding in the order of the film, or the one before; those after its end lie at its end."""
        player, found = self._player, self._workspace.findings
        if player.frame is None or player.media is None or not found:
            return
        at_s = player.position_s + step * SAME_MOMENT_S
        here = (player.media.id, math.inf if step > 0 and player.position_s >= player.last_s else at_s)
        places = sorted({(one.media_id, one.start_s) for one in found})
        at = bisect_right(places, here) - (step < 0)
        if 0 <= at < len(places):
            self._workspace.show(*places[at])


def _next_speed(speed: float, step: int) -> float:
    """The next of SPEEDS in that direction; the last where there is none."""
    near = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - speed))
    return SPEEDS[min(max(near + step, 0), len(SPEEDS) - 1)]
