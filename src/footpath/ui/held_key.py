"""Whether a key is down, for keys that mean something together."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

PRESSES = {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}
LOSSES = {QEvent.Type.ApplicationDeactivate, QEvent.Type.WindowDeactivate}


class HeldKey(QObject):
    """`down` while the key is held; shortcuts take a press away, but not the question that comes before it."""

    def __init__(self, key: Qt.Key, parent: QObject) -> None:
        super().__init__(parent)
        self._key, self.down = key, False
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in LOSSES:
            self.down = False
        elif isinstance(event, QKeyEvent) and event.key() == self._key:
            if event.type() in PRESSES:
                self.down = True
            elif event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
                self.down = False
        return False
