"""The first start: three ways in and a place to drop files."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

WAYS = (
    ("demo", "Open demo", "A short branching film with 20 000 made-up viewers"),
    ("open", "Open review", "A .footpath file"),
    ("import", "Import video + events", "Films, a story, and what viewers did as CSV, JSON or Parquet"),
)


class Welcome(QWidget):
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.setAccessibleName("Welcome")
        column = QVBoxLayout()
        column.setSpacing(12)
        title = QLabel("Footpath", objectName="hero")
        column.addWidget(title)
        column.addWidget(QLabel("Where viewers click, what they miss, which way they go.", objectName="second"))
        for id_, text, hint in WAYS:
            button = QPushButton(f"{text}", objectName="big", toolTip=hint)
            button.setAccessibleDescription(hint)
            button.setProperty("way", id_)
            button.clicked.connect(self._choose)
            column.addWidget(button)
            column.addWidget(QLabel(hint, objectName="second"))
        drop = QLabel("…or drop a review, films or event files here", objectName="drop")
        drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        drop.setMinimumSize(460, 110)
        column.addWidget(drop)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(column)
        outer.addStretch(1)
        outer.setAlignment(column, Qt.AlignmentFlag.AlignHCenter)

    def _choose(self) -> None:
        button = self.sender()
        if button is not None:
            self.chosen.emit(str(button.property("way")))
