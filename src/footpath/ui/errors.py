"""The one place that shows what went wrong: a bar, never a dialog."""

from __future__ import annotations

import platform
import traceback

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from footpath import __version__
from footpath.model.errors import UserError


def details(error: UserError) -> str:
    """The text behind 'Copy details': the sentence, versions, and our own trace where it was a bug."""
    lines = [str(error), f"Footpath {__version__}, Python {platform.python_version()}, {platform.platform()}"]
    if error.__cause__ is not None:
        lines += ["", *(line.rstrip() for line in traceback.format_exception(error.__cause__))]
    return "\n".join(lines)


class ErrorBar(QWidget):
    """Hidden until something fails; the newest error replaces the one before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("error")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Error")
        self.error: UserError | None = None
        self.text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        copy, close = QPushButton("Copy details"), QToolButton(text="×", toolTip="Dismiss")
        close.setAccessibleName("Dismiss the error")
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 8, 5)
        row.addWidget(self.text, 1)
        row.addWidget(copy)
        row.addWidget(close)
        self.hide()

    def show_error(self, error: UserError) -> None:
        self.error = error
        self.text.setText(str(error))
        self.show()

    def _copy(self) -> None:
        if self.error is not None:
            QGuiApplication.clipboard().setText(details(self.error))
