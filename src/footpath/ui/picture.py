"""The picture: the frame, letterboxed, with everything that lies over it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from footpath.model.errors import UserError
from footpath.model.results import Overlay
from footpath.render.burn_in import BurnIn, burnt_in
from footpath.render.overlay import frame_image, paint_legend, paint_overlay
from footpath.ui.picture_tool import PictureTool
from footpath.ui.view_fit import ViewFit, region_of, to_picture
from footpath.ui.view_state import ViewState
from footpath.ui.wording import heat_words
from footpath.workspace.workspace import Workspace


class Picture(QWidget):
    """Wheel zooms at the cursor, drag pans, Shift and drag selects the sessions that clicked in a region."""

    def __init__(self, workspace: Workspace, view: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._view = workspace, view
        self._fit = ViewFit()
        self._frame: object = None
        self._image: QImage | None = None  # over `_pixels`: the frame made for `_image_for` pixels of the screen
        self._pixels: Any = None
        self._image_for = QSize()
        self._overlay: Overlay | None = None
        self._drag: QPointF | None = None
        self._corner: QPointF | None = None
        self._pointer = QPointF()
        self.tool: PictureTool | None = None
        self.setAccessibleName("Picture with overlays")
        self.setMinimumSize(320, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setToolTip("Wheel: zoom. Drag: pan. Shift+drag: sessions that clicked here")
        workspace.player.frame_changed.connect(self._show_frame)
        workspace.study_changed.connect(self._forget)
        workspace.results_changed.connect(self._refresh)
        workspace.drafting.drafts_changed.connect(self._refresh)
        workspace.spotlight.changed.connect(self._refresh)
        view.changed.connect(self._refresh)

    def sizeHint(self) -> QSize:
        return QSize(720, 405)

    def still(self) -> QImage | None:
        """The frame with what lies over it, in the film's own pixels; None before the exact one is there."""
        if self._frame is None or self._overlay is None or self._preview:
            return None
        return burnt_in(self._frame.bgra, self._overlay, BurnIn(self._view.options))  # type: ignore[attr-defined]

    def fit(self) -> None:
        self._fit = ViewFit()
        self.update()

    @property
    def target(self) -> QRectF:
        return self._fit.target(self._aspect, QSizeF(self.size()))

    @property
    def _preview(self) -> bool:
        return bool(getattr(self._frame, "preview", False))

    @property
    def _aspect(self) -> float:
        if self._frame is None:
            return 16 / 9
        height, width = self._frame.bgr.shape[:2]  # type: ignore[attr-defined]
        return float(width / height)

    def _forget(self, _study: object) -> None:
        self._frame, self._image, self._overlay = None, None, None
        self.fit()

    def _show_frame(self, frame: object) -> None:
        self._frame, self._image = frame, None
        self._refresh()

    def _refresh(self, _changed: object = None) -> None:
        """Ask for what lies over this frame; repainting never computes."""
        study, player = self._workspace.study, self._workspace.player
        self._overlay = None
        if study is not None and player.media is not None and player.frame is not None:
            t_s = player.frame.t_s
            try:
                self._overlay = study.overlay(
                    self._workspace.counted,
                    player.media.id,
                    t_s,
                    self._view.heat_window(t_s),
                    self._workspace.drafting.undecided,
                    self._workspace.drafting.drafts,
                    heat_per_second=self._view.options.heat_per_second,
                )
            except UserError as error:
                self._workspace.tell_error(error)
            self._light()
        self.update()

    def _light(self) -> None:
        """The element that a table's row was chosen of, over all else."""
        study, frame, media = self._workspace.study, self._workspace.player.frame, self._workspace.player.media
        lit = self._workspace.spotlight.element_id
        if study is None or frame is None or media is None or lit is None or self._overlay is None:
            return
        outline = study.lit(lit, media.id, frame.t_s)
        if outline is not None:
            self._overlay = replace(self._overlay, outlines=(*self._overlay.outlines, outline))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#0B0C0E"))
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        target = self.target
        if self._frame is not None:
            self._paint_frame(painter, target)
            if self._preview:
                _paint_preview_mark(painter, target.intersected(QRectF(self.rect())))
        if self._overlay is not None:
            paint_overlay(painter, target, self._overlay, self._view.options)
            paint_legend(painter, QRectF(self.rect()), self._overlay, self._view.options)
        if self.tool is not None:
            self.tool.paint(painter, target)
        if self._corner is not None:
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRect(QRectF(self._corner, self._pointer).normalized())
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_frame(self, painter: QPainter, target: QRectF) -> None:
        """On whole pixels of the screen where it is shown smaller than it is, so that nothing is scaled twice."""
        ratio = self.devicePixelRatio()
        size = (target.size() * ratio).toSize()
        if self._image is None or self._image_for != size:
            self._workspace.player.show_in(size.width(), size.height())
            self._pixels = self._frame.fitted(size.width(), size.height())  # type: ignore[attr-defined]
            self._image, self._image_for = frame_image(self._pixels), size
        if self._image.size() == size:
            corner = (target.topLeft() * ratio).toPoint()
            painter.drawImage(QRectF(QPointF(corner) / ratio, QSizeF(size) / ratio), self._image)
        else:
            painter.drawImage(target, self._image)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._says(QPointF(event.pos())) or self.toolTip(), self)
            return True
        return super().event(event)

    def _says(self, at: QPointF) -> str:
        """The number under the pointer, from the result that the colours are painted from."""
        heat = self._overlay.heat if self._overlay is not None and self._view.options.heat else None
        return heat_words(heat, *to_picture(at, self.target)) if heat is not None else ""

    def wheelEvent(self, event: QWheelEvent) -> None:
        factor = 1.25 ** (event.angleDelta().y() / 120)
        self._fit = self._fit.zoomed(factor, event.position(), self._aspect, QSizeF(self.size()))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.tool is not None and self.tool.press(event, self.target):
            self.update()
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._pointer = event.position()
        if shift and event.button() == Qt.MouseButton.LeftButton:
            self._corner = event.position()
        elif event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._drag = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.tool is not None and self.tool.move(event, self.target):
            self.update()
            return
        if self._drag is not None:
            by = event.position() - self._drag
            self._fit = self._fit.panned(by, self._aspect, QSizeF(self.size()))
            self._drag = event.position()
        self._pointer = event.position()
        self._region_moving()
        self.update()

    def _region_moving(self) -> None:
        """While a region is drawn, everything follows it."""
        region = None if self._corner is None else region_of(self._corner, self._pointer, self.target)
        if region is not None:
            self._workspace.select_moving(replace(self._workspace.selection, region=region))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.tool is not None and self.tool.release(event, self.target):
            self.update()
            return
        if self._corner is not None:
            region = region_of(self._corner, event.position(), self.target)
            if region is not None:
                self._workspace.select(replace(self._workspace.selection, region=region))
        self._corner = self._drag = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.tool is not None and self.tool.double_click(event, self.target):
            self.update()
            return
        self.fit()


def _paint_preview_mark(painter: QPainter, seen: QRectF) -> None:
    """Top right: that this is the small picture, not yet the exact frame."""
    box = QRectF(seen.right() - 84, seen.top() + 8, 76, 20)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(11, 12, 14, 200))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor("#9AA3AE"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "preview")
    painter.setBrush(Qt.BrushStyle.NoBrush)
