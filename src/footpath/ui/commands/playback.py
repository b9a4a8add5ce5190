"""What the Playback menu does: the playhead."""

from __future__ import annotations

from bisect import bisect_right

from footpath.ui.commands.group import Group

FASTEST = 8.0
SAME_MOMENT_S = 0.05


class PlaybackCommands(Group):
    def play_pause(self) -> None:
        self._player.toggle()

    def shuttle(self, direction: int) -> None:
        """J and L: another press in the same direction doubles the speed."""
        if direction == 0:
            self._player.pause()
            self._player.set_rate(1.0)
            return
        rate = self._player.rate
        same = self._player.playing and rate * direction > 0
        self._player.set_rate(direction * min(abs(rate) * 2, FASTEST) if same else float(direction))
        self._player.play()

    def step(self, frames: int) -> None:
        self._player.pause()
        self._player.step(frames)

    def jump(self, seconds: float) -> None:
        if self._player.frame is not None:
            t_s = self._player.frame.t_s + seconds
            self._player.seek(min(max(t_s, 0.0), self._player.duration_s))

    def to_start(self) -> None:
        self._player.seek(0.0)

    def to_end(self) -> None:
        self._player.seek(max(self._player.duration_s - 1.0 / max(self._player.fps, 1.0), 0.0))

    def finding(self, step: int) -> None:
        """Jump to the next finding in the order of the film, or the one before."""
        player, found = self._player, self._workspace.findings
        if player.frame is None or player.media is None or not found:
            return
        here = (player.media.id, player.frame.t_s + step * SAME_MOMENT_S)
        places = sorted({(one.media_id, one.start_s) for one in found})
        at = bisect_right(places, here) - (step < 0)
        if 0 <= at < len(places):
            self._workspace.show(*places[at])
