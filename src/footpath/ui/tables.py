"""Rows of text in a tree: the tables of the side panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from footpath.model.rate import Measured, NotInstrumented
from footpath.ui.wording import number

LEAST_COLUMN_PX = 48


def make_table(name: str, headers: list[str]) -> QTreeWidget:
    """An empty table with an accessible name; columns as wide as their texts, the last one to the edge."""
    table = QTreeWidget()
    table.setAccessibleName(name)
    table.setHeaderLabels(headers)
    table.setAlternatingRowColors(False)
    table.setRootIsDecorated(False)
    table.header().setStretchLastSection(True)
    table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.header().setMinimumSectionSize(LEAST_COLUMN_PX)
    return table


class Row(QTreeWidgetItem):
    """Sorts numbers as numbers: by the value behind a text where there is one."""

    def __init__(self, texts: list[str], keys: list[float] | None = None) -> None:
        super().__init__(texts)
        for column in range(1, len(texts)):
            if texts[column][:1].isalpha():
                continue
            self.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, key in enumerate(keys or []):
            self.setData(column, Qt.ItemDataRole.UserRole, key)

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        column = tree.sortColumn() if tree else 0
        mine, theirs = self.data(column, Qt.ItemDataRole.UserRole), other.data(column, Qt.ItemDataRole.UserRole)
        if mine is not None and theirs is not None:
            return bool(mine < theirs)
        return self.text(column) < other.text(column)

    def grey(self) -> None:
        """Draw the whole row in the second text's colour."""
        for column in range(self.columnCount()):
            self.setForeground(column, QGuiApplication.palette().placeholderText())


def rate_texts(rate: Measured, few: int) -> tuple[list[str], bool]:
    """Value, n of N and interval of a rate, and whether it should be greyed."""
    if isinstance(rate, NotInstrumented):
        return ["not instrumented", "", ""], True
    interval = rate.interval
    if rate.value is None or interval is None:
        return ["–", "0 of 0", ""], True
    of = f"{number(rate.n)} of {number(rate.of)}"
    if rate.of < few:
        return [f"{rate.value:.1%} (too few)", of, ""], True
    return [f"{rate.value:.1%}", of, f"{interval[0]:.1%} – {interval[1]:.1%}"], False
