"""`?`: all keys on one sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from footpath.ui.actions import TABLE

COLUMNS = 3


class KeysSheet(QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys")
        self.setAccessibleName("Keys")
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(18)
        rows = -(-len(TABLE) // COLUMNS)
        for i, entry in enumerate(TABLE):
            column, row = divmod(i, rows)
            grid.addWidget(QLabel("  ".join(entry.keys)), row, column * 2, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(QLabel(entry.text, objectName="second"), row, column * 2 + 1)
