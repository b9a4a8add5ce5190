"""The Selection as removable chips, and ways to choose device, variant and scene."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from footpath.model.results import Results
from footpath.model.selection import EVERYTHING, Selection
from footpath.study.study import Study
from footpath.ui.wording import describe, number, without
from footpath.workspace.workspace import Workspace

ALL = {"device": "All devices", "variant": "All variants", "scene": "All scenes"}
SHOWN = 4


class Chips(QWidget):
    """The top bar: title, what is selected, n of N."""

    palette_wanted = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Selection")
        self._title, self._count = QLabel(objectName="title"), QLabel()
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title.setMinimumWidth(120)
        self._combos = {part: self._combo(part) for part in ALL}
        self._chips = QHBoxLayout()
        self._chips.setSpacing(4)
        commands = QToolButton(text="Ctrl+K", toolTip="Command palette")
        commands.clicked.connect(self.palette_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 8, 4)
        row.addWidget(self._title, 1)
        for combo in self._combos.values():
            row.addWidget(combo)
        row.addLayout(self._chips)
        row.addStretch(1)
        row.addWidget(self._count)
        row.addWidget(commands)
        workspace.study_changed.connect(self._show_study)
        workspace.selection_changed.connect(self._show_selection)
        workspace.results_changed.connect(self._show_count)
        self._show_study(workspace.study)

    def _combo(self, part: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(f"Choose {part}")
        combo.setProperty("part", part)
        combo.setMaximumWidth(130)
        combo.activated.connect(self._chosen)
        return combo

    def _chosen(self, index: int) -> None:
        combo = self.sender()
        if isinstance(combo, QComboBox):
            change: dict[str, Any] = {str(combo.property("part")): combo.itemData(index)}
            self._workspace.select(replace(self._workspace.selection, **change))

    def _show_study(self, study: Study | None) -> None:
        self._title.setText(study.title if study else "")
        self._title.setToolTip(str(study.path.name) if study else "")
        self._count.setText("")
        named: dict[str, list[tuple[str, str]]] = {part: [] for part in ALL}
        if study is not None:
            named["device"] = [(d, d) for d in study.sessions.devices]
            named["variant"] = [(v, v) for v in study.sessions.variants]
            named["scene"] = [(s.label or s.id, s.id) for s in study.story.scenes]
        for part, combo in self._combos.items():
            combo.clear()
            combo.addItem(ALL[part], None)
            for label, value in named[part]:
                combo.addItem(label, value)
            combo.setVisible(len(named[part]) > 1)
        self._show_selection(self._workspace.selection)

    def _show_selection(self, selection: Selection) -> None:
        for part, combo in self._combos.items():
            combo.setCurrentIndex(max(combo.findData(getattr(selection, part)), 0))
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self._workspace.study is None:
            return
        words = describe(selection, self._workspace.study.story)
        for part, text in list(words.items())[:SHOWN]:
            self._chips.addWidget(self._chip(part, text))
        if len(words) > SHOWN:
            self._chips.addWidget(QLabel(f"+{len(words) - SHOWN}", toolTip=", ".join(words.values())))
        if words:
            clear = QToolButton(text="clear", toolTip="Clear the whole selection (Esc)")
            clear.clicked.connect(self._clear)
            self._chips.addWidget(clear)

    def _chip(self, part: str, text: str) -> QPushButton:
        short = text if len(text) <= 22 else text[:21] + "…"
        chip: QPushButton = QPushButton(f"{short}  ×", objectName="chip", toolTip=f"{part}: {text}\nClick to remove")
        chip.setAccessibleName(f"Remove {part} {text}")
        chip.setProperty("part", part)
        chip.clicked.connect(self._remove)
        return chip

    def _remove(self) -> None:
        chip = self.sender()
        if chip is not None:
            change: Any = without(str(chip.property("part")))
            self._workspace.select(replace(self._workspace.selection, **change))

    def _clear(self) -> None:
        self._workspace.select(EVERYTHING)

    def _show_count(self, results: Results) -> None:
        self._count.setText(f"{number(results.sessions)} of {number(results.of_sessions)} sessions")
