"""What this is, which version, and under which licences all that comes along stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from footpath import __version__
from footpath.study.licences import Licence, licences
from footpath.workspace.workspace import Workspace

SAID = "Heatmap and viewer-path inspector for interactive video. It works offline and sends nothing anywhere."
KEY = "licences"


class About(QDialog):
    """The parts on the left, the licence of the chosen one on the right; read off the interface's thread."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Footpath")
        self.setAccessibleName("About Footpath")
        self.resize(820, 520)
        self._jobs = workspace.jobs
        self._head = QLabel("Reading the licences…", objectName="second")
        self.parts, self.text = QListWidget(), QPlainTextEdit(readOnly=True)
        self.parts.setAccessibleName("Parts that come along")
        self.text.setAccessibleName("Licence of the chosen part")
        self.parts.currentItemChanged.connect(self._show)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.parts)
        both.addWidget(self.text)
        both.setSizes([260, 560])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        rows = QVBoxLayout(self)
        rows.addWidget(QLabel(f"Footpath {__version__}", objectName="title"))
        rows.addWidget(QLabel(SAID, wordWrap=True))
        rows.addWidget(self._head)
        rows.addWidget(both, 1)
        rows.addWidget(buttons)
        self._jobs.run(licences, done=self._fill, failed=workspace.tell_error, name="Reading the licences", key=KEY)

    def done(self, result: int) -> None:
        self._jobs.cancel(KEY)  # nothing is delivered to a closed page
        super().done(result)

    def _fill(self, found: tuple[Licence, ...]) -> None:
        for part in found:
            item = QListWidgetItem(part.name)
            item.setData(Qt.ItemDataRole.UserRole, part.text)
            item.setToolTip(part.stated)
            self.parts.addItem(item)
        self._head.setText(f"Free software under the MIT licence, with {len(found) - 1} parts made by others:")
        self.parts.setCurrentRow(0)

    def _show(self, item: QListWidgetItem | None) -> None:
        self.text.setPlainText("" if item is None else str(item.data(Qt.ItemDataRole.UserRole)))
