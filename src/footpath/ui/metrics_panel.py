"""The metrics of the selection, page by page; a page is filled when it is seen."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from footpath.ui.measures.answers import Answers
from footpath.ui.measures.branches import Branches
from footpath.ui.measures.compare import Compare
from footpath.ui.measures.ctas import Ctas
from footpath.ui.measures.depth import Depth
from footpath.ui.measures.feedback import Feedback
from footpath.ui.measures.overview import Overview
from footpath.ui.measures.page import Page
from footpath.workspace.workspace import Workspace

ROOMY_PX = 510
PAGES = (
    ("Overview", Overview),
    ("CTAs", Ctas),
    ("Depth", Depth),
    ("Answers", Answers),
    ("Feedback", Feedback),
    ("Branches", Branches),
    ("Compare", Compare),
)


class MetricsPanel(QWidget):
    """A bar of pages above the page on show."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Metrics")
        self.bar, self.stack = QTabBar(objectName="pages"), QStackedWidget()
        self.pages: list[Page] = []
        self.bar.setAccessibleName("Pages of metrics")
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        for title, page in PAGES:
            self.bar.addTab(title)
            self.pages.append(page(workspace))
            self.stack.addWidget(self.pages[-1])
        self.bar.currentChanged.connect(self.stack.setCurrentIndex)
        copy = self._copy = QToolButton(text="Copy", toolTip="Copy this page's tables as text", objectName="quiet")
        copy.setAccessibleName("Copy this page")
        copy.clicked.connect(self.copy)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 6, 0)
        head.addWidget(self.bar, 1)
        head.addWidget(copy)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.stack, 1)
        self.setFocusProxy(self.bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._copy.setVisible(self.width() >= ROOMY_PX)  # else the menu, the key and each table's own menu

    def show_page(self, index: int) -> None:
        self.bar.setCurrentIndex(index)

    def copy(self) -> None:
        """Every table of the page on show, one after the other."""
        texts = [table.text() for table in self.pages[self.bar.currentIndex()].tables()]
        QGuiApplication.clipboard().setText("\n\n".join(texts))
