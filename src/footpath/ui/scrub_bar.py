"""The strip under the picture: thumbnails of the film, scene edges, in and out, and the playhead."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from footpath.model.thumbnails import Thumbnail
from footpath.workspace.workspace import Workspace

HEIGHT_PX = 40
SHADE = QColor(11, 12, 14, 170)
MARK = QColor("#F0E442")


class ScrubBar(QSlider):
    """A slider in milliseconds of media time, painted as the film it moves in."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._workspace, self._player = workspace, workspace.player
        self._pictures: list[tuple[float, QImage]] = []
        self.setAccessibleName("Position")
        self.setAccessibleDescription("Media time, in milliseconds")
        self.setToolTip("Click or drag to move through the film")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        workspace.film.thumbnails_changed.connect(self._show_thumbnails)
        self._player.state_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT_PX)

    def _show_thumbnails(self, thumbnails: tuple[Thumbnail, ...]) -> None:
        self._pictures = [(thumb.t_s, _image(thumb)) for thumb in thumbnails]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        strip = QRectF(self.rect())
        painter.fillRect(strip, QColor("#0B0C0E"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_pictures(painter, strip)
        self._paint_scenes(painter, strip)
        self._paint_marks(painter, strip)
        at = self._x(self.value() / 1000)
        painter.fillRect(QRectF(at - 2.5, 0, 5, strip.height()), QColor(0, 0, 0, 160))
        painter.fillRect(QRectF(at - 1, 0, 2, strip.height()), QColor("#FFFFFF"))
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_pictures(self, painter: QPainter, strip: QRectF) -> None:
        """As many as fit side by side, each the one nearest in time to its place."""
        if not self._pictures:
            return
        first = self._pictures[0][1]
        width = strip.height() * first.width() / max(first.height(), 1)
        times = [t for t, _ in self._pictures]
        x = 0.0
        while x < strip.width():
            t_s = (x + width / 2) / max(strip.width(), 1.0) * self.maximum() / 1000
            image = self._pictures[max(bisect_right(times, t_s) - 1, 0)][1]
            painter.drawImage(QRectF(x, 0, width, strip.height()), image)
            x += width
        painter.fillRect(strip, QColor(11, 12, 14, 70))

    def _paint_scenes(self, painter: QPainter, strip: QRectF) -> None:
        study, media = self._workspace.study, self._player.media
        if study is None or media is None:
            return
        for scene in study.story.scenes:
            if scene.media_id == media.id and scene.start_s > 0:
                painter.fillRect(QRectF(self._x(scene.start_s) - 0.5, 0, 1, strip.height()), QColor(255, 255, 255, 110))

    def _paint_marks(self, painter: QPainter, strip: QRectF) -> None:
        start, end = self._player.marks
        if start is not None:
            painter.fillRect(QRectF(0, 0, self._x(start), strip.height()), SHADE)
            painter.fillRect(QRectF(self._x(start), 0, 2, strip.height()), MARK)
        if end is not None:
            painter.fillRect(QRectF(self._x(end), 0, strip.width() - self._x(end), strip.height()), SHADE)
            painter.fillRect(QRectF(self._x(end) - 2, 0, 2, strip.height()), MARK)

    def _x(self, t_s: float) -> float:
        return t_s * 1000 / max(self.maximum(), 1) * self.width()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        share = min(max(event.position().x() / max(self.width(), 1), 0.0), 1.0)
        self.setValue(round(share * self.maximum()))


def _image(thumb: Thumbnail) -> QImage:
    height, width = thumb.bgra.shape[:2]
    return QImage(thumb.bgra.data, width, height, thumb.bgra.strides[0], QImage.Format.Format_RGB32).copy()
