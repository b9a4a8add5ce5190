"""The tables of the measures: aligned figures, drawings in cells, sorting by value, copied as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeWidget, QTreeWidgetItem

from footpath.ui.measures.marks import MARK, Mark, MarkDelegate
from footpath.ui.theme import tabular

KEY = Qt.ItemDataRole.UserRole
NAME = Qt.ItemDataRole.UserRole + 1
LEAST_COLUMN_PX = 44
SAID = Qt.ItemDataRole.AccessibleTextRole


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, the value it sorts by, a drawing in its place, and what hovering says."""

    text: str = ""
    key: float | None = None
    mark: Mark | None = None
    tip: str = ""


class Table(QTreeWidget):
    """`numbers` are the columns of figures; `drawn` the width in px of the columns of drawings."""

    chosen = Signal(object)  # the name of a row that was chosen by mouse or keyboard

    def __init__(
        self, name: str, headers: Sequence[str], *, numbers: Sequence[int] = (), drawn: dict[int, int] | None = None
    ) -> None:
        super().__init__()
        self._numbers, self._drawn = frozenset(numbers), drawn or {}
        self._roomy: tuple[int, int] | None = None  # the column that takes what room is left, and its least width
        self.setAccessibleName(name)
        self.setHeaderLabels(list(headers))
        self.setRootIsDecorated(False)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(MarkDelegate(self))
        self.setFont(tabular(self.font()))
        self._size_columns()
        self.currentItemChanged.connect(self._tell)
        self.itemClicked.connect(self._tell)

    def _size_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(LEAST_COLUMN_PX)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(200)
        for column, width in self._drawn.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)
        for column in self._numbers:
            self.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def stretch(self, column: int, least_px: int = 0) -> None:
        """Let a column take what room is left; one with a least width is never narrower, the table scrolls then."""
        header = self.header()
        if not least_px:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            return
        self._roomy = (column, least_px)
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.sectionResized.connect(self._give_room)
        header.resizeSection(column, least_px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room(-1)

    def _give_room(self, resized: int, *_sizes: int) -> None:
        if self._roomy is None or resized == self._roomy[0]:
            return
        column, least_px = self._roomy
        others = self.header().length() - self.header().sectionSize(column)
        self.header().resizeSection(column, max(least_px, self.viewport().width() - others))

    def add(
        self, cells: Sequence[Cell], *, name: object = None, grey: bool = False, under: QTreeWidgetItem | None = None
    ) -> QTreeWidgetItem:
        """One row; `name` is what `chosen` tells of it."""
        row = SortedRow(under if under is not None else self)
        for column, cell in enumerate(cells):
            row.setText(column, cell.text)
            row.setData(column, KEY, cell.key)
            row.setToolTip(column, plain_tip(cell.tip))
            if cell.mark is not None:
                row.setData(column, MARK, cell.mark)
                row.setData(column, SAID, cell.tip)
            if column in self._numbers:
                row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if grey:
                row.setForeground(column, QGuiApplication.palette().placeholderText())
        row.setData(0, NAME, name)
        return row

    def add_line(self, text: str, *, bold: bool = False, under: QTreeWidgetItem | None = None) -> QTreeWidgetItem:
        """A line of words over all columns, not to be chosen."""
        row = self.add([Cell(text, tip=text)], grey=True, under=under)
        row.setFlags(Qt.ItemFlag.ItemIsEnabled)
        row.setFirstColumnSpanned(True)
        if bold:
            font = QFont(self.font())
            font.setBold(True)
            row.setFont(0, font)
        return row

    def text(self) -> str:
        """Headers and rows with tabs between; of drawings, what hovering says."""
        lines = ["\t".join(self.headerItem().text(c) for c in self._shown())]
        lines += [
            "\t".join(_said(row, c) for c in self._shown()) for row in self._rows(self.selectedItems()) if row.text(0)
        ]
        return "\n".join(lines)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def _shown(self) -> list[int]:
        return [c for c in range(self.columnCount()) if not self.isColumnHidden(c)]

    def _rows(self, selected: list[QTreeWidgetItem]) -> list[QTreeWidgetItem]:
        """Those selected if several are, else all that are shown, top to bottom."""
        if len(selected) > 1:
            return selected
        rows, row = [], self.topLevelItem(0)
        while row is not None:
            if not row.isHidden():
                rows.append(row)
            row = self.itemBelow(row)
        return rows

    def _tell(self, row: QTreeWidgetItem | None) -> None:
        if row is not None and row.data(0, NAME) is not None and self.hasFocus():
            self.chosen.emit(row.data(0, NAME))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction("Copy table").triggered.connect(self.copy)
        menu.exec(event.globalPos())

    def scroll_to_top(self) -> None:
        self.scrollTo(QModelIndex())


class SortedRow(QTreeWidgetItem):
    """Numbers sort as numbers, what has none after them."""

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        column = tree.sortColumn() if tree else 0
        mine, theirs = self.data(column, KEY), other.data(column, KEY)
        if mine is None and theirs is None:
            return self.text(column).casefold() < other.text(column).casefold()
        if mine is None or theirs is None:
            return theirs is not None
        return bool(mine < theirs)


def _said(row: QTreeWidgetItem, column: int) -> str:
    said = row.data(column, SAID) if row.data(column, MARK) is not None else row.text(column)
    return " ".join(str(said or "").split())


def plain_tip(text: str) -> str:
    """What hovering says, word for word: labels and viewers' words may look like markup, and are none."""
    return f"<qt>{escape(text, quote=False).replace(chr(10), '<br>')}</qt>" if text else ""
