"""The element that is lit on the picture because a row of a table is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from footpath.workspace.workspace import Workspace


class Spotlight(QObject):
    """`element_id` is None where nothing is lit."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.element_id: str | None = None
        workspace.study_changed.connect(self.put_out)

    def light(self, element_id: str) -> None:
        """Light an element and go to where its life begins; one that stands beside every media is only lit."""
        study = self._workspace.study
        if study is None or element_id not in study.story.element_index:
            return
        element = study.story.elements[study.story.element_index[element_id]]
        self.element_id = element_id
        self.changed.emit()
        if element.media_id is not None:
            self._workspace.show(element.media_id, element.start_s)

    def put_out(self, _study: object = None) -> None:
        if self.element_id is not None:
            self.element_id = None
            self.changed.emit()
