"""A panel that is filled when it is seen: a hidden tab costs nothing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDockWidget, QWidget


class Sight(QObject):
    """Whether a dock can be seen: one behind other tabs counts as visible for Qt, it only lies outside the window."""

    changed = Signal()

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.seen = False
        dock.visibilityChanged.connect(self._take)

    def _take(self, seen: bool) -> None:  # noqa: FBT001
        if seen != self.seen:
            self.seen = seen
            self.changed.emit()


class LazyPanel(QWidget):
    """Subclasses fill themselves in `fill`, and connect what changes them to `outdated`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fresh = True
        self._sight: Sight | None = None

    def fill(self) -> None:
        raise NotImplementedError

    def outdated(self, _changed: object = None) -> None:
        """Fill now if that can be seen, else when it is."""
        self._fresh = False
        self._look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._sight is None:
            self._sight = self._find_sight()
            if self._sight is not None:
                self._sight.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        if not self._fresh and self.isVisible() and (self._sight is None or self._sight.seen):
            self._fresh = True
            self.fill()

    def _find_sight(self) -> Sight | None:
        """That of the dock it lies in."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QDockWidget):
            above = above.parentWidget()
        return above.findChild(Sight) if above is not None else None
