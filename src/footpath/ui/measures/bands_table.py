"""The attention bands: how calls do in each, and where each begins, editable."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QStyleOptionViewItem,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from footpath.model.more_metrics import BandRate
from footpath.study.bands import Bands, ordered
from footpath.ui.measures.cells import axis_top, rate_cells
from footpath.ui.measures.marks import MarkDelegate
from footpath.ui.measures.page import fit_height
from footpath.ui.measures.table import NAME, Cell, Table
from footpath.ui.wording import clock

FORMULA = "sessions that used a call to action in the band ÷ exposed to one in it"
NEW, NEW_GAP_S = "New band", 10.0


class _Editor(MarkDelegate):
    """Only a band's name and its beginning can be written to."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(("Name of the band", "Where the band begins, seconds or m:ss")[index.column()])
        return editor


class BandsTable(QWidget):
    """Double-click or F2 edits; what is edited is told as new bands."""

    edited = Signal(object)  # Bands | None for those of the program

    def __init__(self) -> None:
        super().__init__()
        self._bands: Bands = ()
        self._filling = False
        self.table = Table(
            "CTR by attention band", ["Band", "From", "CTR", "n of N", "95 % interval"],
            numbers=(1, 2, 3), drawn={4: 110},
        )  # fmt: skip
        self.table.stretch(0)
        self.table.setItemDelegate(_Editor(self.table))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.itemDoubleClicked.connect(self._edit)
        self.table.itemChanged.connect(self._changed)
        self.table.setToolTip("Double-click a band's name or beginning to change it")
        self._buttons = [
            _button("Edit", "Change the chosen band's beginning (F2)", self._edit_chosen),
            _button("Add", "A band more, ten seconds after the last", self._add),
            _button("Remove", "Remove the chosen band", self._remove),
            _button("Reset", "Hook 0, Problem 8, Solution 20, Proof 35, Action 50 s", self._reset),
        ]
        row = QHBoxLayout()
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table)
        box.addLayout(row)

    def show_bands(self, bands: Bands, rates: tuple[BandRate, ...], few: int) -> None:
        """`rates` of the media on show."""
        by_label = {(one.label, one.start_s): one.rate for one in rates}
        top = axis_top([one.rate for one in rates])
        self._filling, self._bands = True, bands
        self.table.clear()
        for k, (label, start) in enumerate(bands):
            rate = by_label.get((label, start))
            cells, grey = ([Cell("nobody"), Cell(), Cell()], True) if rate is None else rate_cells(
                rate, few, FORMULA, top=top
            )  # fmt: skip
            row = self.table.add([Cell(label), Cell(clock(start), start), *cells], name=k, grey=grey)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsEditable)
        self._filling = False
        fit_height(self.table, 8)

    def _edit(self, row: QTreeWidgetItem, column: int) -> None:
        if column <= 1:
            self.table.editItem(row, column)

    def _edit_chosen(self) -> None:
        row = self.table.currentItem()
        if row is not None:
            self.table.editItem(row, 1)

    def _changed(self, row: QTreeWidgetItem, column: int) -> None:
        if self._filling or column > 1:
            return
        bands = list(self._bands)
        k = int(row.data(0, NAME))
        label, start = bands[k]
        text = row.text(column).strip()
        written = parse_clock(text) if column == 1 else None
        if column == 1 and written is not None:
            start = written
        elif column == 0 and text:
            label = text
        bands[k] = (label, start)
        self.edited.emit(ordered(bands))

    def _add(self) -> None:
        last = self._bands[-1][1] if self._bands else -NEW_GAP_S
        self.edited.emit(ordered([*self._bands, (NEW, last + NEW_GAP_S)]))

    def _remove(self) -> None:
        row = self.table.currentItem()
        if row is not None and len(self._bands) > 1:
            k = int(row.data(0, NAME))
            self.edited.emit(self._bands[:k] + self._bands[k + 1 :])

    def _reset(self) -> None:
        self.edited.emit(None)


def parse_clock(text: str) -> float | None:
    """Seconds, or m:ss; None for what is neither."""
    head, colon, tail = text.removesuffix("s").strip().rpartition(":")
    try:
        minutes, seconds = float(head) if colon else 0.0, float(tail.replace(",", "."))
    except ValueError:
        return None
    value = minutes * 60 + seconds
    return value if math.isfinite(value) and minutes >= 0 and seconds >= 0 else None


def _button(text: str, tip: str, press: object) -> QPushButton:
    button: QPushButton = QPushButton(text, objectName="small", toolTip=tip)
    button.clicked.connect(press)
    return button
