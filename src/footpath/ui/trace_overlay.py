"""The followed session's clicks over the picture, as they happen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from footpath.render.trace_marks import SHOWN_S, paint_trace
from footpath.ui.picture import Picture
from footpath.workspace.workspace import Workspace


class TraceOverlay(QWidget):
    """Lies over the picture and lets the mouse through."""

    def __init__(self, workspace: Workspace, picture: Picture) -> None:
        super().__init__(picture)
        self._workspace, self._picture = workspace, picture
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Clicks of the followed session")
        self.setVisible(False)
        picture.installEventFilter(self)
        workspace.tracing.changed.connect(self._follow)
        workspace.player.frame_changed.connect(self.update)

    def _follow(self, strip: object) -> None:
        self.setGeometry(self._picture.rect())
        self.setVisible(strip is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._picture and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._picture.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        strip, player = self._workspace.tracing.strip, self._workspace.player
        if strip is None or player.frame is None or player.media is None:
            return
        now = player.frame.t_s
        marks = [
            (now - c.t_s, c.x, c.y, c.word)
            for c in strip.clicks
            if c.media_id == player.media.id and now - SHOWN_S <= c.t_s <= now
        ]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_trace(painter, self._picture.target, marks)
        painter.end()
