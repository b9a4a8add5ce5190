"""Text that changes with every result: what stands around it is laid out anew only where its height changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

FITTED_ON = {QEvent.Type.LayoutRequest, QEvent.Type.Show}  # the first, of the label, comes only while it can be seen


class SteadyText(QWidget):
    """As wide as there is room, broken into lines; as high as they need, not under the height of `least`."""

    def __init__(self, text: str, least: str) -> None:
        super().__init__()
        self._label, self._least = QLabel(text, self, wordWrap=True), least
        self._least_px = self._measured()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit()

    def text(self) -> str:
        return self._label.text()

    def setText(self, text: str) -> None:
        self._label.setText(text)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.FontChange:
            self._least_px = self._measured()
            self._fit()
        elif event.type() in FITTED_ON:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _measured(self) -> int:
        label = QLabel(self._least)
        label.setFont(self.font())
        return label.sizeHint().height()

    def _fit(self) -> None:
        needed = max(self._label.heightForWidth(self.width()), self._least_px)
        self._label.resize(self.width(), needed)
        if needed != self.height():
            self.setFixedHeight(needed)
