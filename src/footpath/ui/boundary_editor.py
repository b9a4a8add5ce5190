"""Draws and edits boundaries on the picture: corners, the whole shape, new ones; a drag is one step of undo."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF

from footpath.model.drafts import Draft
from footpath.model.errors import UserError
from footpath.model.story import Point
from footpath.render.colours import ACCEPTED, HALO
from footpath.study import draft_edits
from footpath.ui.view_fit import to_picture
from footpath.workspace.workspace import Workspace

GRAB_PX, HANDLE_PX = 9.0, 4.5
NEW_LIFE_S = 5.0


class BoundaryEditor(QObject):
    """A `PictureTool`: corners drag; inside, the whole moves; a double-click on an edge adds, right-click takes."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._drafting = workspace, workspace.drafting
        self._edited: Draft | None = None  # as it is while it is dragged
        self._corner: int | None = None
        self._last: Point | None = None
        self._new: list[Point] | None = None  # corners of one being drawn
        self._pointer: Point = (0.0, 0.0)

    @property
    def drawing(self) -> bool:
        return self._new is not None

    def begin_drawing(self) -> None:
        self._new = []

    def stop(self) -> None:
        self._new, self._edited, self._corner, self._last = None, None, None, None

    @property
    def draft(self) -> Draft | None:
        return self._edited or self._drafting.chosen_draft

    def press(self, event: QMouseEvent, target: QRectF) -> bool:
        at = to_picture(event.position(), target)
        if self._new is not None:
            if event.button() == Qt.MouseButton.LeftButton:
                self._new.append(at)
            return True
        draft, shape = self._shape()
        if draft is None or not shape:
            return False
        self._corner = self._corner_at(event.position(), shape, target)
        if event.button() == Qt.MouseButton.RightButton and self._corner is not None:
            self._keep(draft_edits.corner_removed(draft, self._corner))
            self._corner = None
            return True
        inside = _on_screen(shape, target).containsPoint(event.position(), Qt.FillRule.OddEvenFill)
        if event.button() != Qt.MouseButton.LeftButton or (self._corner is None and not inside):
            return False
        self._edited, self._last = draft, at
        return True

    def move(self, event: QMouseEvent, target: QRectF) -> bool:
        at = self._pointer = to_picture(event.position(), target)
        if self._new is not None:
            return True
        if self._edited is None or self._last is None:
            return False
        if self._corner is not None:
            self._edited = draft_edits.corner_moved(self._edited, self._t_s(), self._corner, at)
        else:
            by = (at[0] - self._last[0], at[1] - self._last[1])
            self._edited = draft_edits.moved(self._edited, self._t_s(), by)
        self._last = at
        return True

    def release(self, _event: QMouseEvent, _target: QRectF) -> bool:
        if self._edited is None:
            return self._new is not None
        edited, self._edited, self._last, self._corner = self._edited, None, None, None
        if edited != self._drafting.chosen_draft:
            self._keep(edited)
        return True

    def double_click(self, event: QMouseEvent, target: QRectF) -> bool:
        if self._new is not None:
            self._finish()
            return True
        draft, shape = self._shape()
        if draft is None or len(shape) < 2:
            return False
        edge, share, off_px = _nearest_edge(event.position(), _on_screen(shape, target))
        if off_px > GRAB_PX:
            return False
        self._keep(draft_edits.corner_added(draft, edge, share))
        return True

    def paint(self, painter: QPainter, target: QRectF) -> None:
        painter.save()
        if self._new is not None:
            points = [*self._new, self._pointer]
            _paint_shape(painter, _on_screen(tuple(points), target))
        draft, shape = self._shape()
        if self._new is None and draft is not None and draft.accepted and shape:
            _paint_shape(painter, _on_screen(shape, target))
        painter.restore()

    def _finish(self) -> None:
        """The second click of a double-click has set its corner already: one there is enough."""
        points, self._new = self._new or [], None
        media, frame, player = self._workspace.player.media, self._workspace.player.frame, self._workspace.player
        if media is None or frame is None:
            return
        if len(points) > 1 and np.hypot(points[-1][0] - points[-2][0], points[-1][1] - points[-2][1]) < 0.01:
            points = points[:-1]
        start, end = player.marks
        if start is None or end is None or start == end:
            start, end = frame.t_s, min(frame.t_s + NEW_LIFE_S, player.duration_s)
        try:
            made = draft_edits.drawn(self._drafting.new_id(), media.id, start, end, points)
        except UserError as error:
            self._workspace.tell_error(error)
            return
        self._drafting.chosen = made.id
        self._drafting.put(made)

    def _shape(self) -> tuple[Draft | None, tuple[Point, ...]]:
        draft, player = self.draft, self._workspace.player
        if draft is None or player.frame is None or player.media is None or draft.media_id != player.media.id:
            return None, ()
        alive = draft.start_s <= player.frame.t_s < draft.end_s
        return draft, draft_edits.shape_at(draft, player.frame.t_s) if alive else ()

    def _t_s(self) -> float:
        frame = self._workspace.player.frame
        return frame.t_s if frame is not None else 0.0

    def _keep(self, draft: Draft) -> None:
        self._drafting.put(draft)

    def change(self, make: Callable[[Draft, float], Draft]) -> None:
        """One change of the chosen draft at the playhead; what can't be done is told."""
        draft = self._drafting.chosen_draft
        if draft is None:
            self._workspace.message.emit("Accept a candidate or draw a boundary first")
            return
        try:
            self._keep(make(draft, self._t_s()))
        except UserError as error:
            self._workspace.tell_error(error)

    @staticmethod
    def _corner_at(at: QPointF, shape: tuple[Point, ...], target: QRectF) -> int | None:
        off = [(at - p).manhattanLength() for p in _points(_on_screen(shape, target))]
        nearest = int(np.argmin(off))
        return nearest if off[nearest] <= 1.5 * GRAB_PX else None


def _on_screen(shape: tuple[Point, ...], target: QRectF) -> QPolygonF:
    return QPolygonF([QPointF(target.x() + x * target.width(), target.y() + y * target.height()) for x, y in shape])


def _points(polygon: QPolygonF) -> list[QPointF]:
    return [polygon.at(k) for k in range(polygon.size())]


def _nearest_edge(at: QPointF, polygon: QPolygonF) -> tuple[int, float, float]:
    """The edge's number, where along it (0..1), and how many pixels off."""
    corners = np.array([[p.x(), p.y()] for p in _points(polygon)])
    along = np.roll(corners, -1, axis=0) - corners
    to = np.array([at.x(), at.y()]) - corners
    share = np.clip((to * along).sum(axis=1) / np.maximum((along * along).sum(axis=1), 1e-9), 0, 1)
    off = np.hypot(*(to - share[:, None] * along).T)
    nearest = int(off.argmin())
    return nearest, float(share[nearest]), float(off[nearest])


def _paint_shape(painter: QPainter, polygon: QPolygonF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((HALO, 4.0), (ACCEPTED, 2.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawPolygon(polygon)
    painter.setPen(QPen(QColor(HALO), 1.5))
    painter.setBrush(QColor("#FFFFFF"))
    for point in _points(polygon):
        painter.drawRect(QRectF(point.x() - HANDLE_PX, point.y() - HANDLE_PX, 2 * HANDLE_PX, 2 * HANDLE_PX))
