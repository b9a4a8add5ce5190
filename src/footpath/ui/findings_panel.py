"""What stands out, as sentences with a jump to their moment."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from footpath.study.findings import KINDS, Finding, clock
from footpath.ui.lazy_panel import LazyPanel
from footpath.workspace.workspace import Workspace

LEAST_Q = 0.001


class FindingsPanel(LazyPanel):
    """Findings of every kind, the surest of each first; the workspace tells which one is on show."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setAccessibleName("Findings")
        self.empty = QLabel("Nothing stands out from its surroundings in this selection")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list = QListWidget()
        self.list.setAccessibleName("Findings, the surest first")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._seek)
        self.list.itemClicked.connect(self._seek)
        box = QVBoxLayout(self)
        box.addWidget(self.empty)
        box.addWidget(self.list, 1)
        workspace.findings_changed.connect(self.outdated)

    def fill(self) -> None:
        found = self._workspace.findings
        self.list.clear()
        self.empty.setVisible(not found)
        self.empty.setText(self._why_empty())
        for finding in found or ():
            head = f"{KINDS[finding.kind]} · {clock(finding.start_s)} · {q_words(finding.q_value)}"
            item = QListWidgetItem(f"{head}\n{finding.sentence}")
            item.setToolTip(finding.test)
            item.setData(Qt.ItemDataRole.UserRole, finding)
            self.list.addItem(item)

    def _why_empty(self) -> str:
        study, results = self._workspace.study, self._workspace.results
        if study is None or results is None or self._workspace.findings is None:
            return "Looking for what stands out…"
        played, few = results.metrics.played, study.settings.few_sessions
        if played < few:
            return f"Sessions that played: {played}; too few to tell (under {few})"
        return "Nothing stands out from its surroundings in this selection"

    def _seek(self, item: QListWidgetItem) -> None:
        finding: Finding = item.data(Qt.ItemDataRole.UserRole)
        self._workspace.show(finding.media_id, finding.start_s)


def q_words(q_value: float) -> str:
    """A q value for people: beyond a thousandth the digits say nothing."""
    return f"q < {LEAST_Q:g}" if q_value < LEAST_Q else f"q = {q_value:.3f}"
