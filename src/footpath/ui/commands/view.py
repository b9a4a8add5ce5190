"""What the View menu does: overlays, panels, theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from footpath.render.colours import MAPS
from footpath.render.heat_image import SCALES
from footpath.ui.commands.group import Group
from footpath.ui.theme import apply_theme


class ViewCommands(Group):
    def overlay(self, toggle: str) -> None:
        self._window.view.toggle(toggle)

    def heat_rate(self) -> None:
        self._window.view.toggle("heat_per_second")

    def contours(self) -> None:
        self._window.view.toggle("contours")

    def heat_scale(self) -> None:
        self._window.view.cycle("heat_scale", tuple(SCALES))

    def heat_map(self) -> None:
        self._window.view.cycle("colour_map", tuple(MAPS))

    def zoom_fit(self) -> None:
        self._window.picture.fit()

    def panels(self, what: str, *arguments: object) -> None:
        """`what` names a method of the docks."""
        getattr(self._window.docks, what)(*arguments)

    def full_screen(self) -> None:
        """There and back; a maximised window is maximised again."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def use_theme(self, name: str) -> None:
        self._window.store.theme = name
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, name)
