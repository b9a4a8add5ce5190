"""A page of measures: filled when seen, from what the workspace has counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QTreeWidgetItem, QVBoxLayout, QWidget

from footpath.model.more_metrics import MoreMetrics
from footpath.model.results import Metrics
from footpath.model.story import Story
from footpath.ui.lazy_panel import LazyPanel
from footpath.ui.measures.table import Table
from footpath.workspace.workspace import Workspace


class Page(LazyPanel):
    """Subclasses show metrics in `show_metrics`; until those of another selection are there, the last ones stay."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        super().__init__()
        self._workspace = workspace
        self.setAccessibleName(name)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(8, 6, 8, 6)
        self.box.setSpacing(6)
        workspace.measures.changed.connect(self.outdated)

    def scrolled(self) -> QVBoxLayout:
        """A column that scrolls where the page is not high enough."""
        inside = QWidget(objectName="panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 2, 0)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.box.addWidget(scroll, 1)
        return column

    def show_metrics(self, metrics: Metrics, more: MoreMetrics) -> None:
        raise NotImplementedError

    def clear(self) -> None:
        """Show nothing: there is no review."""
        for table in self.tables():
            table.clear()

    def fill(self) -> None:
        measures = self._workspace.measures
        if self._workspace.study is None:
            self.clear()
        elif measures.metrics is not None and measures.more is not None:
            self.show_metrics(measures.metrics, measures.more)
        else:
            measures.want()

    def tables(self) -> list[Table]:
        return self.findChildren(Table)

    @property
    def story(self) -> Story:
        study = self._workspace.study
        if study is None:
            raise RuntimeError("a page without a review has no story")
        return study.story


def heading(text: str) -> QLabel:
    label: QLabel = QLabel(text, objectName="heading")
    return label


def note(text: str = "", name: str = "second") -> QLabel:
    """A line in the second colour that wraps, and never makes its page wider."""
    label: QLabel = QLabel(text, objectName=name, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def fit_height(table: Table, most: int = 12) -> None:
    """As high as its rows, up to `most` of them; gone where there are none."""
    table.setVisible(table.topLevelItemCount() > 0)
    rows = sum(1 + (item.childCount() if item.isExpanded() else 0) for item in top_items(table))
    height = table.sizeHintForRow(0) if rows else 24
    frame = 2 * table.frameWidth() + table.header().sizeHint().height() + 2
    bar = table.horizontalScrollBar().sizeHint().height() if table.header().length() > table.viewport().width() else 0
    table.setFixedHeight(frame + height * max(min(rows, most), 1) + bar)


def top_items(table: Table) -> list[QTreeWidgetItem]:
    items = (table.topLevelItem(k) for k in range(table.topLevelItemCount()))
    return [item for item in items if item is not None]
