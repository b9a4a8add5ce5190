"""A plot's numbers as a table in a window of its own."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QVBoxLayout, QWidget

from footpath.ui.tables import Row, make_table


class TableWindow(QDialog):
    """Ctrl+C or the button copies everything, tab between columns."""

    def __init__(self, title: str, headers: list[str], rows: Iterable[list[str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 480)
        self._lines = [headers, *rows]
        self.table = make_table(title, headers)
        self.table.addTopLevelItems([Row(row) for row in self._lines[1:]])
        copy = QPushButton("Copy")
        copy.clicked.connect(self._copy)
        QShortcut(QKeySequence.StandardKey.Copy, self).activated.connect(self._copy)
        box = QVBoxLayout(self)
        box.addWidget(self.table, 1)
        box.addWidget(copy)

    def _copy(self) -> None:
        QApplication.clipboard().setText("\n".join("\t".join(line) for line in self._lines))


def show_table(parent: QWidget, title: str, headers: list[str], rows: Iterable[list[str]]) -> TableWindow:
    window = TableWindow(title, headers, rows, parent)
    window.show()
    return window
