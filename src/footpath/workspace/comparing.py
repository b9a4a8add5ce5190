"""Two selections side by side: compared once a panel wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from footpath.model.comparison import Comparison
from footpath.model.selection import Selection
from footpath.study.compare import compare_selections

if TYPE_CHECKING:
    from footpath.workspace.workspace import Workspace

COMPARING = "comparing"


class Comparing(QObject):
    """`found` is of the last two that were asked for, None while they are counted."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.found: Comparison | None = None
        workspace.study_changed.connect(self._forget)

    def compare(self, a: Selection, b: Selection) -> None:
        """Count, unless these two are what was found."""
        workspace = self._workspace
        if workspace.study is None or (self.found is not None and self.found.selections == (a, b)):
            return
        self.found = None
        workspace.jobs.run(
            compare_selections,
            workspace.study,
            a,
            b,
            done=self._compared,
            failed=workspace.tell_error,
            name="Comparing",
            key=COMPARING,
        )

    def _compared(self, found: Comparison) -> None:
        self.found = found
        self.changed.emit()

    def _forget(self, _study: object) -> None:
        self.found = None
        self._workspace.jobs.cancel(COMPARING)
        self.changed.emit()
