"""What the Selection menu does: the selection, its undo, in and out."""

from __future__ import annotations

from dataclasses import replace

from footpath.model.errors import UserError
from footpath.model.selection import EVERYTHING
from footpath.study.saved_selections import saved_selections, saving
from footpath.ui import dialogs
from footpath.ui.commands.group import Group
from footpath.ui.saved_dialogs import ask_saved, ask_saved_name


class SelectionCommands(Group):
    def undo(self) -> None:
        self._workspace.undo()

    def redo(self) -> None:
        self._workspace.redo()

    def clear_selection(self) -> None:
        self._workspace.select(EVERYTHING)

    def save_selection(self) -> None:
        """Keep the selection in the review under a name."""
        if self._workspace.study is None or self._workspace.selection == EVERYTHING:
            self._workspace.message.emit("Nothing is selected that could be saved")
            return
        name = ask_saved_name(self._window, list(saved_selections(self._workspace.kept)))
        if name:
            self._workspace.keep(saving(name, self._workspace.selection))
            self._workspace.message.emit(f"Saved as “{name}”: under Filter… > Saved selection, and --saved")

    def open_saved(self) -> None:
        name = self._asked("Look at a saved selection")
        if name is not None:
            self._workspace.select(saved_selections(self._workspace.kept)[name])

    def remove_saved(self) -> None:
        name = self._asked("Remove a saved selection")
        if name is not None:
            self._workspace.keep(saving(name, None))

    def list_viewers(self) -> None:
        self._window.show_viewers((), "the selection")

    def select_viewer(self) -> None:
        """Narrow the selection down to one viewer, by id."""
        study = self._workspace.study
        viewer = dialogs.ask_viewer(self._window) if study is not None else None
        if study is None or viewer is None:
            return
        if viewer in study.sessions.viewer_ids:
            self._workspace.select(replace(self._workspace.selection, viewer=viewer, session=None))
        else:
            remedy = "Selection > List the selection's viewers shows their ids."
            self._workspace.tell_error(UserError(f"This review has no viewer “{viewer}”", "", remedy))

    def replay(self) -> None:
        self._workspace.tracing.replay()

    def unfollow(self) -> None:
        self._workspace.tracing.leave()

    def _asked(self, title: str) -> str | None:
        names = list(saved_selections(self._workspace.kept))
        if not names:
            self._workspace.message.emit("No selection was saved in this review yet")
            return None
        return ask_saved(self._window, names, title)

    def mark(self, which: str) -> None:
        if self._player.frame is None:
            return
        t_s = self._player.position_s
        self._player.in_s = None if not which else t_s if which == "in" else self._player.in_s
        self._player.out_s = None if not which else t_s if which == "out" else self._player.out_s
        self._player.state_changed.emit()

    def select_marks(self) -> None:
        media, (start, end) = self._player.media, self._player.marks
        if media is None or (start is None and end is None):
            return
        now = self._workspace.selection
        self._workspace.select(replace(now, media=media.id, start_s=start, end_s=end))

    def select_scene(self) -> None:
        frame = self._player.frame
        scene = self._window.view.scene_at(frame.t_s) if frame is not None else None
        if scene is not None:
            self._workspace.select(replace(self._workspace.selection, scene=scene.id))
