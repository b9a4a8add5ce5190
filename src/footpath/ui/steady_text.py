"""Text that changes with every result: what stands around it is laid out anew only where its height changes."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget


class SteadyText(QWidget):
    """As wide as there is room, broken into lines; as high as they need, not under the height of `least`.

    It keeps one line that another text doesn't need: texts that come and go by a word would move what is below. A
    label would have everything around it asked for its size at every change, and break its lines three times.
    """

    def __init__(self, text: str, least: str) -> None:
        super().__init__()
        self._text, self._least, self._least_px = "", least, 0
        self._page = QTextDocument(self, undoRedoEnabled=False, documentMargin=0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._take_font()
        self.setText(text)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        """Rich text."""
        self._text = text
        self._page.setHtml(text)
        self.setAccessibleName(self._page.toPlainText())
        self._fit(spare_px=self.fontMetrics().lineSpacing() + 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_font()
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, how = QPainter(self), QAbstractTextDocumentLayout.PaintContext()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, palette.windowText().color())
        how.palette = palette
        self._page.documentLayout().draw(painter, how)
        painter.end()

    def _take_font(self) -> None:
        least = QTextDocument(documentMargin=0, defaultFont=self.font())
        least.setHtml(self._least)
        self._least_px = math.ceil(least.size().height())
        self._page.setDefaultFont(self.font())

    def _fit(self, spare_px: int = 0) -> None:
        """`spare_px`: by so much it may be higher than need be."""
        self._page.setTextWidth(self.width())
        needed = max(math.ceil(self._page.size().height()), self._least_px)
        if not needed <= self.height() <= needed + spare_px:
            self.setFixedHeight(needed)
        self.update()
