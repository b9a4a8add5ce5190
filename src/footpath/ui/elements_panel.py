"""Every element with its exposure and use; selecting a row seeks to where it begins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem, QVBoxLayout, QWidget

from footpath.model.results import ElementMetrics
from footpath.ui.lazy_panel import LazyPanel
from footpath.ui.tables import Row, make_table, rate_texts
from footpath.ui.wording import number
from footpath.workspace.workspace import Workspace

HEADERS = ["Element", "Kind", "CTR", "n of N", "Clicks", "First click after", "Lift", "Smallest"]


class ElementsPanel(LazyPanel):
    """A sortable table of the story's elements."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setAccessibleName("Elements")
        self.table = make_table("Elements of the story", HEADERS)
        self.table.setSortingEnabled(True)
        self.table.itemActivated.connect(self._seek)
        self.table.itemClicked.connect(self._seek)
        box = QVBoxLayout(self)
        box.addWidget(self.table)
        workspace.results_changed.connect(self.outdated)

    def fill(self) -> None:
        self.table.setSortingEnabled(False)
        self.table.clear()
        results = self._workspace.results
        if results is None:
            return
        for element in results.metrics.elements:
            self.table.addTopLevelItem(_row(element, results.metrics.settings.few_sessions))
        self.table.setSortingEnabled(True)

    def _seek(self, row: QTreeWidgetItem) -> None:
        study = self._workspace.study
        if study is None:
            return
        element = study.story.elements[study.story.element_index[row.data(0, Qt.ItemDataRole.UserRole + 1)]]
        if element.media_id is not None:
            self._workspace.show(element.media_id, element.start_s)


def _row(element: ElementMetrics, few: int) -> Row:
    texts, greyed = rate_texts(element.ctr, few)
    after, lift, size = element.first_click_after_median_s, element.lift, element.smallest_px
    cells = [
        element.label or element.id, element.kind, texts[0], texts[1], number(element.clicks),
        "–" if after is None else f"{after:.1f} s", "–" if lift is None else f"{lift:.2f}×",
        "–" if size is None else f"{size:.0f} px",
    ]  # fmt: skip
    row = Row(cells)
    keys = [element.ctr.value or 0.0, element.ctr.of, element.clicks, after or 0.0, lift or 0.0, size or 0.0]
    for column, key in enumerate(keys, start=2):
        row.setData(column, Qt.ItemDataRole.UserRole, float(key))
    row.setData(0, Qt.ItemDataRole.UserRole + 1, element.id)
    if greyed:
        row.grey()
    return row
