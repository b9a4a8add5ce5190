"""Text that changes with every result: what stands around it is laid out anew only where its height changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class SteadyText(QWidget):
    """As wide as there is room, broken into lines; as high as they need, not under the height of `least`."""

    def __init__(self, text: str, least: str) -> None:
        super().__init__()
        self._label = QLabel(text, self, wordWrap=True)
        self._least = QLabel(least).sizeHint().height()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self._least)

    def text(self) -> str:
        return self._label.text()

    def setText(self, text: str) -> None:
        self._label.setText(text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # of the label, which no layout holds
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = max(self._label.heightForWidth(self.width()), self._least)
        self._label.resize(self.width(), needed)
        if needed != self.height():
            self.setFixedHeight(needed)
