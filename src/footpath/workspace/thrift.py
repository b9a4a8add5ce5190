"""Keeps a large review's memory small while it is read through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from footpath.workspace.workspace import Workspace

LOOK_MS = 100


class Thrift(QObject):
    """Looks now and then, while anything is counted, whether more of the kept file is mapped than need be."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        workspace.jobs.running_changed.connect(self._follow)

    def _follow(self) -> None:
        if not self._workspace.jobs.running:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        if self._workspace.study is not None:
            self._workspace.study.spare()
