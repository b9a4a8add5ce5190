"""What the Candidates menu does: stepping, deciding, drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from footpath.model.drafts import Draft, Verdict
from footpath.model.errors import UserError
from footpath.study import draft_edits
from footpath.ui.boundary_editor import BoundaryEditor
from footpath.ui.candidate_card import CandidateCard
from footpath.ui.candidates_panel import CandidatesPanel
from footpath.ui.commands.group import Group

if TYPE_CHECKING:
    from footpath.ui.main_window import MainWindow

CHANGES = {
    "in": draft_edits.begun,
    "out": draft_edits.ended,
    "remove_keyframe": draft_edits.keyframe_removed,
    "keyframe": lambda draft, t_s: draft_edits.with_shape(draft, t_s, draft_edits.shape_at(draft, t_s)),
}


class CandidatesCommands(Group):
    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(window, parent)
        self._drafting = self._workspace.drafting
        self.editor = BoundaryEditor(self._workspace, self)

    def step(self, by: int) -> None:
        self._drafting.step(by)

    def accept(self) -> None:
        self._card().accept()

    def reject(self) -> None:
        self._card().reject()

    def remove(self) -> None:
        self._card().reopen()

    def edit(self) -> None:
        """Handles on the picture, or away again; a candidate is accepted by it."""
        picture = self._window.picture
        if picture.tool is self.editor and not self.editor.drawing:
            picture.tool = None
        else:
            if self._drafting.chosen_draft is None and self._drafting.chosen_candidate is not None:
                self._drafting.decide_chosen(Verdict.ACCEPTED)
            self.editor.stop()
            picture.tool = self.editor
            self._workspace.message.emit(
                "Drag corners, or the whole inside; double-click an edge: one corner more; right-click a corner: less"
            )
        picture.update()

    def draw(self) -> None:
        self._player.pause()
        self.editor.stop()
        self.editor.begin_drawing()
        self._window.picture.tool = self.editor
        self._workspace.message.emit("Click the corners of the new boundary; double-click the last")

    def change(self, what: str) -> None:
        """`what` names one of CHANGES: at the playhead, on the chosen draft."""
        self.editor.change(CHANGES[what])

    def shift_keyframe(self, frames: int) -> None:
        """The nearest keyframe earlier or later."""
        by = frames / max(self._player.fps, 1.0)

        def shifted(draft: Draft, t_s: float) -> Draft:
            nearest = min(draft.boundary, key=lambda k: abs(k.t_s - t_s))
            return draft_edits.keyframe_shifted(draft, nearest.t_s, nearest.t_s + by)

        self.editor.change(shifted)

    def split(self) -> None:
        draft, frame = self._drafting.chosen_draft, self._player.frame
        if draft is None or frame is None:
            self._workspace.message.emit("Accept a candidate or draw a boundary first")
            return
        try:
            self._drafting.put(*draft_edits.split(draft, frame.t_s, self._drafting.new_id()))
        except UserError as error:
            self._workspace.tell_error(error)

    def merge(self) -> None:
        """The chosen draft with the accepted one that comes next in the same film."""
        draft = self._drafting.chosen_draft
        others = [] if draft is None else [
            d for d in self._drafting.drafts
            if d.accepted and d.id != draft.id and d.media_id == draft.media_id and d.start_s >= draft.start_s
        ]  # fmt: skip
        if draft is None or not others:
            self._workspace.message.emit("There is no accepted draft after this one to merge with")
            return
        other = min(others, key=lambda d: d.start_s)
        self._drafting.put(draft_edits.merged(draft, other), gone=[other])

    def _card(self) -> CandidateCard:
        found = self._window.findChild(CandidatesPanel)
        if found is None:
            raise LookupError("the window has no panel of candidates")
        return found.card
