"""With what the timeline's selection is compared: a list of whoever it can be held against."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy

from footpath.model.selection import EVERYTHING, Selection
from footpath.study.saved_selections import saved_selections
from footpath.workspace.workspace import Workspace

NOTHING = "Compare with…"


class Against(QComboBox):
    """Everyone, another device or arm with all else alike, or a saved selection."""

    chosen = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setAccessibleName("Compare the selection with")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        workspace.study_changed.connect(self.refill)
        workspace.kept_changed.connect(self.refill)
        self.activated.connect(self.chosen)
        self.refill()

    def refill(self, _changed: object = None) -> None:
        now, study = self.currentText(), self._workspace.study
        self.clear()
        self.addItem(NOTHING, None)
        if study is None:
            return
        self.addItem("everyone", ("all", ""))
        for part, names in (("device", study.sessions.devices), ("variant", study.sessions.variants)):
            for name in names:
                self.addItem(f"{part} {name}", (part, name))
        for name in saved_selections(self._workspace.kept):
            self.addItem(f"saved: {name}", ("saved", name))
        self.setCurrentIndex(max(self.findText(now), 0))

    def selection(self) -> Selection | None:
        """The other side; None where nothing is compared."""
        found = self.currentData()
        if found is None:
            return None
        (part, name), now = tuple(found), self._workspace.selection
        if part == "all":
            return replace(EVERYTHING, media=now.media, scene=now.scene, start_s=now.start_s, end_s=now.end_s)
        if part == "saved":
            return saved_selections(self._workspace.kept).get(name)
        return replace(now, device=name) if part == "device" else replace(now, variant=name)
