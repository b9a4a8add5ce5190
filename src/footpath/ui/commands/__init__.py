"""What the actions do; the table in actions.py names them as "group.method"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from footpath.ui.commands.candidates import CandidatesCommands
from footpath.ui.commands.file import FileCommands
from footpath.ui.commands.help import HelpCommands
from footpath.ui.commands.metrics import MetricsCommands
from footpath.ui.commands.playback import PlaybackCommands
from footpath.ui.commands.selection import SelectionCommands
from footpath.ui.commands.view import ViewCommands

if TYPE_CHECKING:
    from footpath.ui.main_window import MainWindow


class Commands(QObject):
    """One group a menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.file = FileCommands(window, self)
        self.selection = SelectionCommands(window, self)
        self.playback = PlaybackCommands(window, self)
        self.metrics = MetricsCommands(window, self)
        self.view = ViewCommands(window, self)
        self.candidates = CandidatesCommands(window, self)
        self.help = HelpCommands(window, self)
