"""What the File menu does: reviews, imports, exports."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from footpath.model.errors import UserError
from footpath.ui import dialogs
from footpath.ui.commands.group import Group
from footpath.ui.export_form import scope_of
from footpath.ui.report_page import ReportPage


class FileCommands(Group):
    def open_demo(self) -> None:
        self._workspace.make_demo()

    def open_review(self) -> None:
        path = dialogs.ask_open_review(self._window, self._window.store.last_folder)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        self._window.store.last_folder = path.parent
        self._workspace.open_study(path)

    def find_footage(self) -> None:
        folder = dialogs.ask_footage_folder(self._window, self._window.store.last_folder)
        if folder is not None:
            self._window.store.last_folder = folder
            self._workspace.find_footage(folder)

    def import_files(self, dropped: tuple[Path, ...] = ()) -> None:
        wanted = dialogs.ask_import(self._window, self._window.store.last_folder, dropped)
        if wanted is not None:
            self._window.store.last_folder = wanted.out.parent
            how = wanted.options
            self._workspace.import_files(
                wanted.events, wanted.out, wanted.story, wanted.videos,
                mapping=how.mapping, media=how.media, pseudonyms=how.pseudonyms,
            )  # fmt: skip

    def export(self) -> None:
        scope = scope_of(self._workspace, self._window.view.options)
        if scope is None:
            self._workspace.message.emit("Open a review first: there is nothing to export")
            return
        wish = dialogs.ask_export(self._window, scope, self._window.store)
        if wish is not None:
            self._workspace.export(wish)

    def copy_picture(self) -> None:
        """The frame with what lies over it, at the film's own size, for pasting elsewhere."""
        still = self._window.picture.still()
        if still is None:
            self._workspace.message.emit("There is no picture to copy yet")
            return
        QGuiApplication.clipboard().setImage(still)
        self._workspace.message.emit(f"The picture is on the clipboard, {still.width()} × {still.height()} px")

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

    def save_snapshot(self) -> None:
        picture = self._window.grab()
        path = dialogs.ask_save_picture(self._window, self._window.store.last_folder)
        if path is not None and not picture.save(str(path)):
            self._workspace.tell_error(
                UserError("The snapshot could not be written", path.name, "Choose another folder.")
            )

    def close_review(self) -> None:
        self._workspace.close_study()

    def quit(self) -> None:
        self._window.close()
