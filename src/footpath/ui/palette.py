"""Ctrl+K: every action by its name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget


def matches(query: str, text: str) -> bool:
    """Every word of the query occurs in the text."""
    return all(word in text.casefold() for word in query.casefold().split())


class CommandPalette(QDialog):
    def __init__(self, actions: dict[str, QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Command palette")
        self._actions = actions
        self._query, self._list = QLineEdit(placeholderText="Type a command"), QListWidget()
        self._query.setAccessibleName("Command")
        self._list.setAccessibleName("Commands")
        self._query.textChanged.connect(self._fill)
        self._query.installEventFilter(self)
        self._query.returnPressed.connect(self._run)
        self._list.itemClicked.connect(self._run)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 8, 8, 8)
        rows.addWidget(self._query)
        rows.addWidget(self._list)
        self.resize(460, 360)
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + 70)
        self._fill("")
        self._query.setFocus()

    def _fill(self, query: str) -> None:
        self._list.clear()
        for id_, action in self._actions.items():
            if matches(query, action.text()):
                keys = QKeySequence.listToString(action.shortcuts())
                item = QListWidgetItem(f"{action.text()}    {keys}")
                item.setData(Qt.ItemDataRole.UserRole, id_)
                self._list.addItem(item)
        self._list.setCurrentRow(0)

    def _run(self, _item: object = None) -> None:
        item = self._list.currentItem()
        self.close()
        if item is not None:
            self._actions[item.data(Qt.ItemDataRole.UserRole)].trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if by and self._list.count():
                self._list.setCurrentRow((self._list.currentRow() + by) % self._list.count())
                return True
        return super().eventFilter(watched, event)
