"""The top bar: title, the Selection as removable chips, a menu to add to it, and n of N."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from footpath.model.clicks import CLASS_WORDS
from footpath.model.results import Results
from footpath.model.selection import EVERYTHING
from footpath.study.saved_selections import saved_selections
from footpath.study.study import Study
from footpath.ui.wording import describe, number, without
from footpath.workspace.workspace import Workspace

FILTERS = {
    "scene": "Scene",
    "device": "Device",
    "variant": "Variant",
    "element": "Used element",
    "click_class": "Class of click",
}
GAP_PX = 4


class Chips(QWidget):
    """The bar over the review page."""

    palette_wanted = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Selection")
        self._title, self._count = QLabel(objectName="title"), QLabel()
        self._row = ChipRow(workspace)
        self._filter = QToolButton(text="Filter…", popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._filter.setToolTip("Look at one scene, device, variant, element or class of click")
        self._filter.setAccessibleName("Add to the selection")
        self._menu = QMenu(self._filter)
        self._filter.setMenu(self._menu)
        commands = QToolButton(text="Ctrl+K", toolTip="Command palette")
        commands.clicked.connect(self.palette_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 8, 4)
        for widget in (self._title, self._filter):
            row.addWidget(widget)
        row.addWidget(self._row, 1)
        for widget in (self._count, commands):
            row.addWidget(widget)
        workspace.study_changed.connect(self._show_study)
        workspace.kept_changed.connect(self._fill_menu)
        workspace.results_changed.connect(self._show_count)
        self._show_study(workspace.study)

    def _show_study(self, study: Study | None) -> None:
        title = study.title if study else ""
        self._title.setText(title if len(title) <= 40 else f"{title[:39]}…")
        self._title.setToolTip(f"{title}\n{study.path.name}" if study else "")
        self._count.setText("")
        self._fill_menu()

    def _fill_menu(self, _kept: object = None) -> None:
        self._menu.clear()
        for part, values in _values(self._workspace.study).items():
            if len(values) > 1:
                self._fill(self._menu.addMenu(FILTERS[part]), part, values)
        saved = saved_selections(self._workspace.kept)
        if saved:
            menu = self._menu.addMenu("Saved selection")
            for name, selection in saved.items():
                action = menu.addAction(name)
                action.setData(selection)
                action.triggered.connect(self._take_saved)

    def _take_saved(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._workspace.select(action.data())

    def _fill(self, menu: QMenu, part: str, values: list[tuple[str, str]]) -> None:
        for label, value in values:
            action = menu.addAction(label)
            action.setData((part, value))
            action.triggered.connect(self._chosen)

    def _chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            part, value = action.data()
            change: dict[str, Any] = {part: value}
            self._workspace.select(replace(self._workspace.selection, **change))

    def _show_count(self, results: Results) -> None:
        self._count.setText(f"{number(results.sessions)} of {number(results.of_sessions)} sessions")


class ChipRow(QWidget):
    """As many chips as there is room for; the rest behind one that names them."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._widgets: list[QWidget] = []
        workspace.selection_changed.connect(self._show)
        workspace.study_changed.connect(self._show)

    def sizeHint(self) -> QSize:
        return QSize(300, self.fontMetrics().height() + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()

    def _show(self, _changed: object = None) -> None:
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets = []
        study = self._workspace.study
        words = describe(self._workspace.selection, study.story) if study else {}
        if not words:
            return
        clear = QToolButton(text="clear", toolTip="Clear the whole selection (Esc)")
        clear.clicked.connect(self._clear)
        chips = [self._chip(part, text) for part, text in words.items()]
        self._place([*self._fitting(chips, clear, list(words.values())), clear])

    def _fitting(self, chips: list[QPushButton], clear: QWidget, texts: list[str]) -> list[QWidget]:
        """The chips that fit beside `clear`, and one for those that don't."""
        more = QLabel("+00")
        room = self.width() - clear.sizeHint().width() - GAP_PX
        widths = [chip.sizeHint().width() + GAP_PX for chip in chips]
        if sum(widths) <= room:
            return list(chips)
        room -= more.sizeHint().width() + GAP_PX
        shown = 0
        while shown < len(chips) and sum(widths[: shown + 1]) <= room:
            shown += 1
        more.setText(f"+{len(chips) - shown}")
        more.setToolTip("\n".join(texts[shown:]))
        return [*chips[:shown], more]

    def _place(self, widgets: list[QWidget]) -> None:
        x = 0
        for widget in widgets:
            size = widget.sizeHint()
            widget.setParent(self)
            widget.setGeometry(x, (self.height() - size.height()) // 2, size.width(), size.height())
            widget.show()
            x += size.width() + GAP_PX
        self._widgets = widgets

    def _chip(self, part: str, text: str) -> QPushButton:
        short = text if len(text) <= 22 else text[:21] + "…"
        chip: QPushButton = QPushButton(f"{short}  ×", objectName="chip", toolTip=f"{part}: {text}\nClick to remove")
        chip.setParent(self)  # dressed by the sheet, so that its size is known
        chip.ensurePolished()
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


def _values(study: Study | None) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, as (label, value), by part of the selection."""
    if study is None:
        return {}
    return {
        "scene": [(scene.label or scene.id, scene.id) for scene in study.story.scenes],
        "device": [(name, name) for name in study.sessions.devices],
        "variant": [(name, name) for name in study.sessions.variants],
        "element": [(element.label or element.id, element.id) for element in study.story.elements],
        "click_class": [(word.replace("_", " "), word) for word in CLASS_WORDS],
    }
