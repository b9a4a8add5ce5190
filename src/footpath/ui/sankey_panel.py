"""The paths: the Sankey with what decides how it is shown."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from footpath.render.colours import ACCEPTED, CHOSEN, DEFAULT_BRANCH, EXIT
from footpath.ui.sankey_paint import CONTINUED
from footpath.ui.sankey_view import SankeyView
from footpath.ui.table_window import show_table
from footpath.ui.wording import number
from footpath.workspace.workspace import Workspace

SLIDER, MOST_HIDDEN = 100, 0.3  # rightmost: branches with less than this share of the sessions
HANDS = (
    "Click: who passed here. With Ctrl held all branches stand again, and a click adds. Alt: exclude. "
    "Drag a node up or down. Ctrl+wheel: zoom"
)
HEADERS = ["From", "To", "Sessions", "Chosen", "By default", "Continued"]


class SankeyPanel(QWidget):
    """By step or by scene, in the story's order or with fewest crossings; a slider for rare branches; a search."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Paths")
        self.view = SankeyView(workspace)
        self.setFocusProxy(self.view)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.view)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._mode, self._order = QComboBox(), QComboBox()
        self._mode.addItems(["By step", "By scene"])
        self._mode.setAccessibleName("Scenes by step, or folded by scene")
        self._order.addItems(["Fewest crossings", "Story order"])
        self._order.setAccessibleName("Order of the scenes")
        self._find = QLineEdit(placeholderText="Find a scene", clearButtonEnabled=True)
        self._find.setAccessibleName("Find a scene")
        self._hits, self._next = QLabel(), -1
        self._whole = QPushButton("Whole paths", objectName="small")
        table = QPushButton("Table", objectName="small", toolTip="The same as rows of text")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, SLIDER)
        self._slider.setAccessibleName("Hide branches with few sessions")
        self._says = QLabel("All branches")
        self._arrange(table)
        self._mode.currentIndexChanged.connect(self._set_mode)
        self._order.currentIndexChanged.connect(self._set_mode)
        self._find.textChanged.connect(self._search)
        self._find.returnPressed.connect(lambda: self._go_to_next(self._find.text()))
        self.view.panned.connect(self._pan)
        self._whole.clicked.connect(self._show_whole)
        table.clicked.connect(self._show_table)
        self._slider.valueChanged.connect(self._fold)
        self.view.shown_changed.connect(self._tell)
        self._tell()

    def _arrange(self, table: QWidget) -> None:
        head, foot, box = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for widget in (self._mode, self._order):
            head.addWidget(widget)
        head.addWidget(self._find, 1)
        head.addWidget(self._hits)
        head.addWidget(self._whole)
        head.addWidget(table)
        foot.addWidget(self._says)
        foot.addWidget(self._slider, 1)
        legend = QLabel(
            f"<span style='color:{CHOSEN}'>■</span> chosen&nbsp; "
            f"<span style='color:{DEFAULT_BRANCH}'>▤</span> by default&nbsp; "
            f"<span style='color:{CONTINUED}'>■</span> continued&nbsp; "
            f"<span style='color:{EXIT}'>▼</span> left&nbsp; <span style='color:{ACCEPTED}'>■</span> completed"
        )
        legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        legend.setWordWrap(True)
        legend.setToolTip(HANDS)
        box.addLayout(head)
        box.addWidget(self._scroll, 1)
        box.addLayout(foot)
        box.addWidget(legend)

    def _set_mode(self) -> None:
        self.view.set_mode(folded=self._mode.currentIndex() == 1, by_story=self._order.currentIndex() == 1)

    def _search(self, text: str) -> None:
        self._next = -1
        self._go_to_next(text)

    def _go_to_next(self, text: str) -> None:
        """Round and round those that were found; those that aren't drawn are told."""
        found, away = self.view.search(text), self.view.folded_away()
        rest = f", {number(away)} among rare branches" if away else ""
        self._hits.setText(f"{number(len(found))} found{rest}" if text.strip() else "")
        if found:
            self._next = (self._next + 1) % len(found)
            placed = found[self._next]
            self._scroll.ensureVisible(int(placed.x0), int((placed.y0 + placed.y1) / 2), 80, 60)

    def _pan(self, by: QPointF) -> None:
        for bar, px in ((self._scroll.horizontalScrollBar(), by.x()), (self._scroll.verticalScrollBar(), by.y())):
            bar.setValue(bar.value() + round(px))

    def _show_whole(self) -> None:
        self.view.start_from(None)

    def _fold(self, value: int) -> None:
        """The slider's square: finer steps where most branches are; leftmost none is hidden."""
        self.view.set_least(round((value / SLIDER) ** 2 * MOST_HIDDEN * self.view.shown.graph.sessions))

    def _tell(self) -> None:
        least = self.view.least
        if self.view.wanted_least is None:
            with QSignalBlocker(self._slider):
                share = least / max(MOST_HIDDEN * self.view.shown.graph.sessions, 1)
                self._slider.setValue(round(SLIDER * min(share, 1.0) ** 0.5))
        if self._find.text():
            self._search(self._find.text())
        self._says.setText(f"Branches from {number(least)} sessions" if least else "All branches")
        self._whole.setVisible(self.view.origin is not None)

    def _show_table(self) -> None:
        show_table(self, "Paths", HEADERS, self.view.table())
