"""What the Selection menu does: the selection, its undo, in and out."""

from __future__ import annotations

from dataclasses import replace

from footpath.model.selection import EVERYTHING
from footpath.ui.commands.group import Group


class SelectionCommands(Group):
    def undo(self) -> None:
        self._workspace.undo()

    def redo(self) -> None:
        self._workspace.redo()

    def clear_selection(self) -> None:
        self._workspace.select(EVERYTHING)

    def mark(self, which: str) -> None:
        if self._player.frame is None:
            return
        t_s = self._player.position_s
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
