"""What stands out, as sentences with a jump to their moment."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from footpath.study.findings import Finding, clock, rank
from footpath.workspace.workspace import Workspace

KINDS = {"candidate": "Candidate hotspot", "drop_off": "Drop-off point"}
LEAST_Q = 0.001


class FindingsPanel(QWidget):
    """Candidate hotspots and drop-off points, the surest first."""

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
        workspace.candidates_changed.connect(self._show)

    def _show(self) -> None:
        self.list.clear()
        study, results, candidates = self._workspace.study, self._workspace.results, self._workspace.candidates
        if study is None or results is None or candidates is None:
            return
        found = rank(study.story, candidates, results.retention)
        self.empty.setVisible(not found)
        for finding in found:
            text = f"{_kind(finding.kind)} · {clock(finding.start_s)} · {q_words(finding.q_value)}\n{finding.sentence}"
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, finding)
            self.list.addItem(item)

    def _seek(self, item: QListWidgetItem) -> None:
        finding: Finding = item.data(Qt.ItemDataRole.UserRole)
        self._workspace.show(finding.media_id, finding.start_s)


def _kind(kind: str) -> str:
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


def q_words(q_value: float) -> str:
    """A q value for people: beyond a thousandth the digits say nothing."""
    return f"q < {LEAST_Q:g}" if q_value < LEAST_Q else f"q = {q_value:.3f}"
