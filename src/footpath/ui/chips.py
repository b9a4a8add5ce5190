"""The top bar: title, the Selection as removable chips, a menu to add to it, and n of N."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from footpath.model.clicks import CLASS_WORDS
from footpath.model.results import Results
from footpath.model.selection import EVERYTHING
from footpath.study.saved_selections import saved_selections
from footpath.study.study import Study
from footpath.ui.theme import tabular
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
COUNT_ALIGNED = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Chips(QWidget):
    """The bar over the review page."""

    palette_wanted = Signal()
    viewer_wanted = Signal()  # one to be asked for

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Selection")
        self._title, self._count = QLabel(objectName="title"), QLabel(alignment=COUNT_ALIGNED)
        self._count.setFont(tabular(self.font()))
        self._row = ChipRow(workspace)
        self._filter = QToolButton(text="Filter…", popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._filter.setToolTip("Look at one scene, device, variant, element, class of click or viewer")
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
        self._count.setText(_of_sessions(*[len(study.sessions)] * 2) if study else "")
        self._count.setMinimumSize(0, 0)  # a label doesn't ask for less
        self._count.setFixedSize(self._count.sizeHint())  # as wide as it may become: the chips stay where they are
        self._count.setText("")
        self._fill_menu()

    def _fill_menu(self, _kept: object = None) -> None:
        self._menu.clear()
        for part, values in _values(self._workspace.study).items():
            if len(values) > 1:
                self._fill(self._menu.addMenu(FILTERS[part]), part, values)
        if self._workspace.study is not None:
            self._menu.addAction("Viewer…").triggered.connect(self.viewer_wanted)
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
        self._count.setText(_of_sessions(results.sessions, results.of_sessions))


class ChipRow(QWidget):
    """As many chips as there is room for; the rest behind one that names them."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._chips: list[Chip] = []  # kept for the next selection: dressing a new one takes longer than all else here
        self._clear = QToolButton(self, text="clear", toolTip="Clear the whole selection (Esc)")
        self._clear.clicked.connect(lambda: workspace.select(EVERYTHING))
        self._more = QLabel("+00", self)
        self._widths: list[int] = []  # of the chips, then of what follows them
        self._shown = 0
        workspace.selection_changed.connect(self._show)
        workspace.study_changed.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(300, self.fontMetrics().height() + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._widths and self._room() != self._shown:
            self._show()

    def _show(self, _changed: object = None) -> None:
        study = self._workspace.study
        words = list(describe(self._workspace.selection, study.story).items()) if study else []
        while len(self._chips) < len(words):
            self._chips.append(self._chip())
        for chip, (part, text) in zip(self._chips, words, strict=False):
            chip.tell(part, text)
        self._more.setText("+00")  # as wide as it may become
        following = (self._clear, self._more) if words else ()
        self._widths = [w.sizeHint().width() + GAP_PX for w in (*self._chips[: len(words)], *following)]
        self._shown = shown = self._room() if words else 0
        rest = [text for _, text in words[shown:]]
        self._more.setText(f"+{len(rest)}")
        self._more.setToolTip("\n".join(rest))
        self._place([*self._chips[:shown], *([self._more] if rest else []), *([self._clear] if words else [])])

    def _room(self) -> int:
        """How many chips fit beside what clears them, and beside the one for the others where there are any."""
        *chips, clear, more = self._widths
        room = self.width() - clear
        if sum(chips) <= room:
            return len(chips)
        return sum(width <= room - more for width in accumulate(chips))

    def _place(self, widgets: list[QWidget]) -> None:
        x = 0
        for widget in widgets:
            size = widget.sizeHint()
            widget.setGeometry(x, (self.height() - size.height()) // 2, size.width(), size.height())
            x += size.width() + GAP_PX
        for widget in (*self._chips, self._more, self._clear):
            widget.setVisible(widget in widgets)

    def _chip(self) -> Chip:
        chip = Chip(self)
        chip.clicked.connect(self._remove)
        if self._chips:
            QWidget.setTabOrder(self._chips[-1], chip)
        QWidget.setTabOrder(chip, self._clear)
        return chip

    def _remove(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            change: Any = without(chip.part)
            self._workspace.select(replace(self._workspace.selection, **change))


class Chip(QPushButton):
    """One part of the selection, to be removed with a click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, objectName="chip")
        self.ensurePolished()  # dressed by the sheet, so that its size is known
        self.part = ""

    def tell(self, part: str, text: str) -> None:
        """Stand for this part, called so."""
        self.part = part
        short = text if len(text) <= 22 else text[:21] + "…"
        self.setText(f"{short}  ×")
        self.setToolTip(f"{part}: {text}\nClick to remove")
        self.setAccessibleName(f"Remove {part} {text}")


def _of_sessions(chosen: int, every: int) -> str:
    return f"{number(chosen)} of {number(every)} sessions"


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
