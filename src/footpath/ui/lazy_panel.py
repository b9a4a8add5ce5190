"""A panel that is filled when it is seen: a hidden tab costs nothing."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget


class LazyPanel(QWidget):
    """Subclasses fill themselves in `fill`, and connect what changes them to `outdated`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fresh = True

    def fill(self) -> None:
        raise NotImplementedError

    def outdated(self, _changed: object = None) -> None:
        """Fill now if that can be seen, else when it is."""
        self._fresh = self.isVisible()
        if self._fresh:
            self.fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fresh:
            self._fresh = True
            self.fill()
