"""One viewer: the session as a strip, and the sessions to choose from."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolTip,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from footpath.model.place import Place
from footpath.study.trace_strip import TraceStrip
from footpath.study.viewer_rows import MOST_LISTED, ViewerRow
from footpath.ui.tables import Row, make_table
from footpath.ui.theme import surfaces_of
from footpath.ui.trace_drawing import BAR_PX, HEAD_PX, paint_choice, paint_click, paint_stretch
from footpath.ui.trace_legend import TraceLegend
from footpath.ui.trace_words import strip_lines, told_at
from footpath.ui.wording import duration, number
from footpath.workspace.workspace import Workspace

VIEWERS = "viewers"
MARGIN_PX, MARKS_PX, NEAR_PX = 8.0, 22.0, 5.0
HINT = "Choose a session: its clicks are replayed over the film. Paths > menu > Viewers of this… lists those of a band."


class TracePanel(QWidget):
    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setAccessibleName("Viewer")
        self._says = QLabel(HINT, wordWrap=True)
        self._says.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.strip, self.legend = Strip(workspace), TraceLegend()
        self.legend.setVisible(False)
        self.list = make_table("Sessions", ["Session", "Viewer", "Device", "Clicks", "Watched", "Ended"])
        self.list.itemActivated.connect(self._follow)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        fill, again, stop = QPushButton("List the selection's sessions"), QPushButton("Replay"), QPushButton("Leave")
        fill.clicked.connect(self.list_selection)
        again.clicked.connect(workspace.tracing.replay)
        stop.clicked.connect(workspace.tracing.leave)
        row = QHBoxLayout()
        for button in (fill, again, stop):
            row.addWidget(button)
        box = QVBoxLayout(self)
        box.addWidget(self._says)
        box.addWidget(self.strip)
        box.addWidget(self.legend)
        box.addLayout(row)
        box.addWidget(self.list, 1)
        workspace.tracing.changed.connect(self._show)
        workspace.study_changed.connect(self.list.clear)

    def list_selection(self) -> None:
        self.list_places((), "the selection")

    def list_places(self, places: tuple[Place, ...], called: str) -> None:
        """Who of the selection passed any of the places."""
        study = self._workspace.study
        if study is None:
            return
        self._says.setText(f"Sessions of {called}; double click or Enter replays one, a right click has more")
        self._workspace.jobs.run(
            study.viewers, self._workspace.selection, places,
            done=self._fill, failed=self._workspace.tell_error, name="Listing viewers", key=VIEWERS,
        )  # fmt: skip

    def _fill(self, rows: tuple[ViewerRow, ...]) -> None:
        self.list.clear()
        for row in rows:
            what = [number(row.clicks), duration(row.watched_s), row.outcome]
            self.list.addTopLevelItem(Row([row.session_id, row.viewer_id, row.device, *what]))
        if len(rows) == MOST_LISTED:
            self._says.setText(f"{self._says.text()} (the {MOST_LISTED} with most clicks)")

    def _follow(self, item: QTreeWidgetItem) -> None:
        """Everything speaks of this session, until it is left."""
        self._workspace.tracing.follow(item.text(0))

    def menu_of(self, item: QTreeWidgetItem) -> QMenu:
        """What can be done with a listed session."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Replay this session").triggered.connect(partial(self._workspace.tracing.follow, item.text(0)))
        menu.addAction("Select this viewer").triggered.connect(partial(self._select_viewer, item.text(1)))
        return menu

    def _show_menu(self, at: QPoint) -> None:
        item = self.list.itemAt(at)
        if item is not None:
            self.menu_of(item).popup(self.list.viewport().mapToGlobal(at))

    def _select_viewer(self, viewer: str) -> None:
        self._workspace.select(self._workspace.selection.of_viewer(viewer))

    def _show(self, strip: TraceStrip | None) -> None:
        self.legend.setVisible(strip is not None)
        if strip is None:
            self._says.setText(HINT)
            return
        counts = f"{number(len(strip.clicks))} clicks, {number(len(strip.choices))} choices"
        self._says.setText(
            f"<b>{strip.session_id}</b> {strip.device}: watched {duration(strip.watched_s)}, {counts}; {strip.outcome}"
        )


class Strip(QWidget):
    """The media on show from left to right: watched, skipped, rewatched; clicks and choices above and below."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setAccessibleName("Trace of one session")
        self.setMouseTracking(True)
        self.setFixedHeight(int(BAR_PX + 2 * MARKS_PX + 2 * MARGIN_PX))
        workspace.tracing.changed.connect(self._show)
        workspace.player.frame_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def _show(self, strip: TraceStrip | None) -> None:
        self.setAccessibleDescription("" if strip is None else "; ".join(strip_lines(strip)))
        self.update()

    def _x(self, t_s: float) -> float:
        span = max(self._workspace.player.duration_s, 0.1)
        return MARGIN_PX + (self.width() - 2 * MARGIN_PX) * min(t_s / span, 1.0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        strip, player, look = self._workspace.tracing.strip, self._workspace.player, surfaces_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look.window))
        if strip is None or player.media is None:
            painter.setPen(QColor(look.second))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "No session is followed")
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = MARGIN_PX + MARKS_PX
        for s in strip.stretches:
            if s.media_id == player.media.id:
                box = QRectF(self._x(s.start_s), top, max(self._x(s.end_s) - self._x(s.start_s), 1.0), BAR_PX)
                paint_stretch(painter, box, s.times, look)
        for click in strip.clicks:
            if click.media_id == player.media.id:
                paint_click(painter, QPointF(self._x(click.t_s), MARGIN_PX + HEAD_PX), top - 3, click.word, look)
        for choice in strip.choices:
            if choice.media_id == player.media.id:
                centre = QPointF(self._x(choice.t_s), top + BAR_PX + MARKS_PX / 2)
                paint_choice(painter, centre, by_default=choice.by_default)
        if player.frame is not None:
            painter.setPen(QPen(QColor(look.text), 1))
            x = self._x(player.frame.t_s)
            painter.drawLine(QPointF(x, MARGIN_PX), QPointF(x, self.height() - MARGIN_PX))

    def _time_at(self, x: float) -> float:
        span = self.width() - 2 * MARGIN_PX
        return min(max((x - MARGIN_PX) / span, 0.0), 1.0) * self._workspace.player.duration_s

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._workspace.player.seek(self._time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        QToolTip.showText(event.globalPosition().toPoint(), self.told_at(event.position().x()), self)

    def told_at(self, x: float) -> str:
        """What is drawn at a place from the left, px; empty where no session is followed."""
        strip, media = self._workspace.tracing.strip, self._workspace.player.media
        if strip is None or media is None:
            return ""
        near_s = self._time_at(MARGIN_PX + NEAR_PX)
        return "\n".join(told_at(strip, media.id, self._time_at(x), near_s))

    def leaveEvent(self, _event: QEvent) -> None:
        QToolTip.hideText()
