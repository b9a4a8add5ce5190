"""What the actions do: each a few lines on the workspace, asking first where a question is needed."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from footpath.model.errors import UserError
from footpath.model.selection import EVERYTHING
from footpath.ui import dialogs
from footpath.ui.keys_sheet import KeysSheet
from footpath.ui.palette import CommandPalette
from footpath.ui.report_page import ReportPage
from footpath.ui.theme import apply_theme

if TYPE_CHECKING:
    from footpath.ui.main_window import MainWindow

FASTEST = 8.0
SAME_MOMENT_S = 0.05


class Commands(QObject):
    """Named by the table in actions.py."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._workspace = window, window.workspace
        self._player = window.workspace.player

    def open_demo(self) -> None:
        self._workspace.make_demo()

    def open_review(self) -> None:
        path = dialogs.ask_open_review(self._window, self._window.store.last_folder)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        self._window.store.last_folder = path.parent
        self._workspace.open_study(path)

    def import_files(self, dropped: tuple[Path, ...] = ()) -> None:
        wanted = dialogs.ask_import(self._window, self._window.store.last_folder, dropped)
        if wanted is not None:
            self._window.store.last_folder = wanted.out.parent
            self._workspace.import_files(wanted.events, wanted.out, wanted.story, wanted.videos)

    def save_snapshot(self) -> None:
        picture = self._window.grab()
        path = dialogs.ask_save_picture(self._window, self._window.store.last_folder)
        if path is not None and not picture.save(str(path)):
            self._workspace.tell_error(
                UserError("The snapshot could not be written", path.name, "Choose another folder.")
            )

    def export(self) -> None:
        wanted = dialogs.ask_export(self._window, self._window.store.last_folder)
        if wanted is not None:
            self._window.store.last_folder = wanted[0].parent
            self._workspace.export(*wanted)

    def finding(self, step: int) -> None:
        """Jump to the next finding in the order of the film, or the one before."""
        player, found = self._player, self._workspace.findings
        if player.frame is None or player.media is None or not found:
            return
        here = (player.media.id, player.frame.t_s + step * SAME_MOMENT_S)
        places = sorted({(one.media_id, one.start_s) for one in found})
        at = bisect_right(places, here) - (step < 0)
        if 0 <= at < len(places):
            self._workspace.show(*places[at])

    def show_report(self) -> None:
        """The last import's report, or why rows of the open review were refused."""
        study, report = self._workspace.study, self._workspace.import_report()
        if report is None:
            self._workspace.message.emit("Nothing was imported yet: File > Import")
            return
        page = ReportPage(report, study.title if study else "", self._window)
        page.save_wanted.connect(self.save_rejects)
        page.show()

    def save_rejects(self) -> None:
        path = dialogs.ask_save_rejects(self._window, self._window.store.last_folder)
        if path is not None:
            self._workspace.save_rejects(path)

    def close_review(self) -> None:
        self._workspace.close_study()

    def quit(self) -> None:
        self._window.close()

    def undo(self) -> None:
        self._workspace.undo()

    def redo(self) -> None:
        self._workspace.redo()

    def clear_selection(self) -> None:
        self._workspace.select(EVERYTHING)

    def mark(self, which: str) -> None:
        if self._player.frame is None:
            return
        t_s = self._player.frame.t_s
        self._player.in_s = None if not which else t_s if which == "in" else self._player.in_s
        self._player.out_s = None if not which else t_s if which == "out" else self._player.out_s
        self._player.state_changed.emit()

    def select_marks(self) -> None:
        media, start, end = self._player.media, self._player.in_s, self._player.out_s
        if media is None or (start is None and end is None):
            return
        if start is not None and end is not None and end < start:
            start, end = end, start
        now = self._workspace.selection
        self._workspace.select(replace(now, media=media.id, start_s=start, end_s=end))

    def select_scene(self) -> None:
        frame = self._player.frame
        scene = self._window.view.scene_at(frame.t_s) if frame is not None else None
        if scene is not None:
            self._workspace.select(replace(self._workspace.selection, scene=scene.id))

    def play_pause(self) -> None:
        self._player.toggle()

    def shuttle(self, direction: int) -> None:
        """J and L: another press in the same direction doubles the speed."""
        if direction == 0:
            self._player.pause()
            self._player.set_rate(1.0)
            return
        rate = self._player.rate
        same = self._player.playing and rate * direction > 0
        self._player.set_rate(direction * min(abs(rate) * 2, FASTEST) if same else float(direction))
        self._player.play()

    def step(self, frames: int) -> None:
        self._player.pause()
        self._player.step(frames)

    def jump(self, seconds: float) -> None:
        if self._player.frame is not None:
            t_s = self._player.frame.t_s + seconds
            self._player.seek(min(max(t_s, 0.0), self._player.duration_s))

    def to_start(self) -> None:
        self._player.seek(0.0)

    def to_end(self) -> None:
        self._player.seek(max(self._player.duration_s - 1.0 / max(self._player.fps, 1.0), 0.0))

    def overlay(self, toggle: str) -> None:
        self._window.view.toggle(toggle)

    def zoom_fit(self) -> None:
        self._window.picture.fit()

    def panels(self, what: str, *arguments: object) -> None:
        """`what` names a method of the docks."""
        getattr(self._window.docks, what)(*arguments)

    def full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def use_theme(self, name: str) -> None:
        self._window.store.theme = name
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, name)

    def show_palette(self) -> None:
        CommandPalette(self._window.actions_by_id, self._window).show()

    def show_keys(self) -> None:
        KeysSheet(self._window).show()
