"""The window: top bar, picture and transport, side panels, status."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from footpath.model.import_report import ImportReport
from footpath.ui.actions import build_actions, fill_menus
from footpath.ui.chips import Chips
from footpath.ui.commands import Commands
from footpath.ui.errors import ErrorBar
from footpath.ui.import_form import sort_files
from footpath.ui.panels import TABS
from footpath.ui.picture import Picture
from footpath.ui.timeline_panel import TimelinePanel
from footpath.ui.transport import Transport
from footpath.ui.view_state import ViewState
from footpath.ui.welcome import Welcome
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace


class MainWindow(QMainWindow):
    def __init__(self, workspace: Workspace, store: SettingsStore, *, remember: bool = True) -> None:
        super().__init__()
        self.workspace, self.store, self._remember = workspace, store, remember
        self.setWindowTitle("Footpath")
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.view = ViewState(workspace, self)
        self.picture, self.tabs, self.errors = Picture(workspace, self.view), QTabWidget(), ErrorBar()
        self.commands = Commands(self)
        self.actions_by_id = build_actions(self, self.commands)
        fill_menus(self.menuBar(), self.actions_by_id)
        self._build()
        workspace.study_changed.connect(self._show_study)
        workspace.failed.connect(self.errors.show_error)
        workspace.message.connect(self.statusBar().showMessage)
        workspace.jobs.running_changed.connect(self.statusBar().showMessage)
        workspace.jobs.progressed.connect(self._show_progress)
        workspace.imported.connect(self._show_report)
        geometry = store.layout("window") if remember else None
        if geometry is not None:
            self.restoreGeometry(geometry)

    def _build(self) -> None:
        chips, welcome = Chips(self.workspace), Welcome()
        chips.palette_wanted.connect(self.commands.show_palette)
        welcome.chosen.connect(self._choose_way)
        self._stack = QStackedWidget()
        self._stack.addWidget(welcome)
        self._stack.addWidget(self._review_page(chips))
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.errors)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(centre)

    def _review_page(self, chips: Chips) -> QWidget:
        left, side, across = QWidget(), QSplitter(Qt.Orientation.Vertical), QSplitter()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picture, 1)
        column.addWidget(Transport(self.workspace, self.view, self.actions_by_id))
        for title, panel in TABS:
            self.tabs.addTab(panel(self.workspace), title)
        side.addWidget(self.tabs)
        side.addWidget(TimelinePanel(self.workspace))
        side.setSizes([400, 320])
        across.addWidget(left)
        across.addWidget(side)
        across.setSizes([720, 560])
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(chips)
        rows.addWidget(across, 1)
        return page

    def _choose_way(self, id_: str) -> None:
        self.actions_by_id[id_].trigger()

    def _show_study(self, study: object) -> None:
        self._stack.setCurrentIndex(0 if study is None else 1)

    def _show_progress(self, name: str, share: float) -> None:
        self.statusBar().showMessage(f"{name}: {share:.0%}" if share >= 0 else name)

    def _show_report(self, report: ImportReport) -> None:
        text = f"Read {report.read}, stored {report.stored}, duplicate {report.duplicate}, rejected {report.rejected}"
        self.statusBar().showMessage(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        reviews = sort_files(paths)["reviews"]
        if reviews:
            self.commands.open_path(reviews[0])
        elif paths:
            self.commands.import_files(tuple(paths))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._remember:
            self.store.set_layout("window", self.saveGeometry())
        self.workspace.close()
        super().closeEvent(event)
