"""What the Help menu does."""

from __future__ import annotations

from footpath.ui.about import About
from footpath.ui.commands.group import Group
from footpath.ui.keys_sheet import KeysSheet
from footpath.ui.palette import CommandPalette


class HelpCommands(Group):
    def show_palette(self) -> None:
        CommandPalette(self._window.actions_by_id, self._window).show()

    def show_keys(self) -> None:
        KeysSheet(self._window).show()

    def show_about(self) -> None:
        About(self._workspace, self._window).show()
