"""Keeps a large review's memory small while it is read through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from footpath.study.memory import mapped_bytes

if TYPE_CHECKING:
    from footpath.study.study import Study
    from footpath.workspace.workspace import Workspace

LOOK_MS = 40
MOST_BYTES = 120_000_000  # of the kept file, beside what programs take


class Thrift(QObject):
    """Looks now and then whether more of the kept file is mapped than need be."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._others_bytes = 0  # mapped that aren't the review's: what stayed when that was given back
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        workspace.study_changed.connect(self._follow)

    def _follow(self, study: Study | None) -> None:
        if study is not None and study.is_large:
            self._timer.start()
        else:
            self._timer.stop()

    def _look(self) -> None:
        study = self._workspace.study
        if study is not None and mapped_bytes() > self._others_bytes + MOST_BYTES:
            study.spare()
            self._others_bytes = mapped_bytes()
