"""The window: top bar, picture and transport, panels, status."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from footpath.model.import_report import ImportReport
from footpath.model.place import Place
from footpath.ui.actions import build_actions, fill_menus
from footpath.ui.chips import Chips
from footpath.ui.commands import Commands
from footpath.ui.docks import Docks
from footpath.ui.errors import ErrorBar
from footpath.ui.import_form import sort_files
from footpath.ui.job_status import JobStatus
from footpath.ui.picture import Picture
from footpath.ui.report_page import headline
from footpath.ui.sankey_view import SankeyView
from footpath.ui.trace_overlay import TraceOverlay
from footpath.ui.trace_panel import TracePanel
from footpath.ui.transport import Transport
from footpath.ui.view_state import ViewState
from footpath.ui.welcome import Welcome
from footpath.workspace.play_settings import PlaySettings
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace

WINDOW, PANELS = "window", "panels"
MESSAGE_MS = 10_000
STATUS_HEIGHT_PX = 28


class MainWindow(QMainWindow):
    def __init__(self, workspace: Workspace, store: SettingsStore, *, remember: bool = True) -> None:
        super().__init__()
        self.workspace, self.store, self._remember = workspace, store, remember
        workspace.setParent(self)  # they end together, on this thread
        self.setWindowTitle("Footpath")
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.view = ViewState(workspace, self)
        self.play = PlaySettings(store, workspace.player, workspace.sound, self)
        self.picture, self.errors = Picture(workspace, self.view), ErrorBar()
        self.commands = Commands(self)
        self.actions_by_id = build_actions(self, self.commands)
        fill_menus(self.menuBar(), self.actions_by_id)
        self.docks = Docks(workspace, self._left())
        self.trace_overlay = TraceOverlay(workspace, self.picture)
        self._build()
        self._connect()
        self._restore()

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.picture, 1)
        column.addWidget(Transport(self.workspace, self.view, self.play, self.actions_by_id))
        return left

    def _build(self) -> None:
        chips, welcome, page, centre = Chips(self.workspace), Welcome(), QWidget(), QWidget()
        chips.palette_wanted.connect(self.commands.help.show_palette)
        chips.viewer_wanted.connect(self.commands.selection.select_viewer)
        welcome.chosen.connect(self._choose_way)
        self._stack = QStackedWidget()
        _column(page, chips, self.docks)
        self._stack.addWidget(welcome)
        self._stack.addWidget(page)
        _column(centre, self.errors, self._stack)
        self.setCentralWidget(centre)
        self.statusBar().addPermanentWidget(JobStatus(self.workspace.jobs))
        self.statusBar().setFixedHeight(STATUS_HEIGHT_PX)  # work that comes and goes moves nothing

    def _connect(self) -> None:
        workspace = self.workspace
        workspace.study_changed.connect(self._show_study)
        for view in self.findChildren(SankeyView):
            view.viewers_wanted.connect(self.show_viewers)
        workspace.study_changed.connect(self.errors.hide)
        workspace.film_wanted.connect(self.errors.hide)
        workspace.failed.connect(self.errors.show_error)
        workspace.failed.connect(self.statusBar().clearMessage)  # what was under way is not any more
        workspace.message.connect(self._say)
        workspace.imported.connect(self._show_report)

    def _restore(self) -> None:
        window, panels = self.store.layout(WINDOW), self.store.layout(PANELS)
        if self._remember and window is not None:
            self.restoreGeometry(window)
        if self._remember and panels is not None:
            self.docks.restore(panels)

    def _choose_way(self, id_: str) -> None:
        self.actions_by_id[id_].trigger()

    def _show_study(self, study: object) -> None:
        self._stack.setCurrentIndex(0 if study is None else 1)
        self.docks.show_floating(study is not None)
        self.setWindowTitle(f"{self.workspace.study.title} – Footpath" if self.workspace.study else "Footpath")
        if study is not None:
            self.picture.setFocus()

    def show_viewers(self, places: tuple[Place, ...], called: str) -> None:
        """List the sessions that passed any of these places, in the viewer's panel."""
        for panel in self.findChildren(TracePanel):
            panel.list_places(places, called)
            self.docks.raise_panel(panel)

    def _say(self, text: str) -> None:
        self.statusBar().showMessage(text, MESSAGE_MS)

    def _show_report(self, report: ImportReport) -> None:
        self._say(headline(report))
        if report.rejected or report.notes:
            self.commands.file.show_report()

    def event(self, event: QEvent) -> bool:
        """In full screen Esc is kept from clearing the selection, and leads out of it."""
        if event.type() == QEvent.Type.ShortcutOverride and self._leads_out(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._leads_out(event):
            self.commands.view.full_screen()
        else:
            super().keyPressEvent(event)

    def _leads_out(self, event: QEvent) -> bool:
        return self.isFullScreen() and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        reviews = sort_files(paths)["reviews"]
        if reviews:
            self.commands.file.open_path(reviews[0])
        elif paths:
            self.commands.file.import_files(tuple(paths))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._remember:
            self.store.set_layout(WINDOW, self.saveGeometry())
            self.store.set_layout(PANELS, self.docks.state())
        self.docks.show_floating(False)
        self.workspace.close()
        super().closeEvent(event)


def _column(holder: QWidget, top: QWidget, rest: QWidget) -> None:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(top)
    column.addWidget(rest, 1)
