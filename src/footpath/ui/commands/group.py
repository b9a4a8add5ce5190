"""What every group of commands has at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from footpath.ui.main_window import MainWindow


class Group(QObject):
    """Commands of one menu: each a few lines on the workspace, asking first where a question is needed."""

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._workspace = window, window.workspace
        self._player = window.workspace.player
