"""Whether a key is down, for keys that mean something together."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

PRESSES = {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}


class HeldKey(QObject):
    """`down` while the key is held; shortcuts take a press away, but not the question that comes before it.

    Every event of the program passes by here, so that what isn't of a key is let go at once.
    """

    def __init__(self, key: Qt.Key, parent: QObject) -> None:
        super().__init__(parent)
        self._key, self.down = key, False
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.installEventFilter(self)
            app.focusWindowChanged.connect(self._lose)

    def _lose(self, _window: object) -> None:
        self.down = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == self._key:
            if event.type() in PRESSES:
                self.down = True
            elif event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
                self.down = False
        return False
