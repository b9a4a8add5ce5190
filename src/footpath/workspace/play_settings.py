"""How a person likes to play: loop, time display, volume; remembered per user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from footpath.model.moment import TIME_DISPLAYS

if TYPE_CHECKING:
    from footpath.workspace.player import Player
    from footpath.workspace.settings_store import SettingsStore
    from footpath.workspace.sound import Sound

FULL = 100


class PlaySettings(QObject):
    """Widgets and commands write it; it tells player and sound, and the store."""

    changed = Signal()

    def __init__(self, store: SettingsStore, player: Player, sound: Sound, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._player, self._sound = store, player, sound
        self.volume = min(max(store.number("volume", FULL), 0), FULL)  # percent
        self.muted = bool(store.number("muted", 0))
        self.time_display = TIME_DISPLAYS[store.number("time_display", 0) % len(TIME_DISPLAYS)]
        player.loop = bool(store.number("loop", 0))
        self._tell()

    @property
    def loop(self) -> bool:
        return self._player.loop

    def set_loop(self, loop: bool) -> None:  # noqa: FBT001 - a setter
        self._player.loop = loop
        self._keep("loop", int(loop))

    def set_volume(self, percent: int) -> None:
        """0 to 100; a volume set by hand unmutes."""
        self.volume, self.muted = min(max(percent, 0), FULL), False
        self._store.set_number("muted", 0)
        self._keep("volume", self.volume)

    def set_muted(self, muted: bool) -> None:  # noqa: FBT001 - a setter
        self.muted = muted
        self._keep("muted", int(muted))

    def next_time_display(self) -> None:
        at = (TIME_DISPLAYS.index(self.time_display) + 1) % len(TIME_DISPLAYS)
        self.time_display = TIME_DISPLAYS[at]
        self._keep("time_display", at)

    def _keep(self, name: str, value: int) -> None:
        self._store.set_number(name, value)
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self._sound.set_volume(0.0 if self.muted else self.volume / FULL)
