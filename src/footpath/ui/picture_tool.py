"""What can be worked with on the picture instead of panning it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QMouseEvent, QPainter


class PictureTool(Protocol):
    """Each event comes with the rectangle the whole picture covers; True: it was the tool's, nobody else's."""

    def press(self, event: QMouseEvent, target: QRectF) -> bool: ...

    def move(self, event: QMouseEvent, target: QRectF) -> bool: ...

    def release(self, event: QMouseEvent, target: QRectF) -> bool: ...

    def double_click(self, event: QMouseEvent, target: QRectF) -> bool: ...

    def paint(self, painter: QPainter, target: QRectF) -> None: ...
