"""The one session that is followed, if any: its trace, loaded in the background."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from footpath.model.selection import Selection
from footpath.study.trace_strip import TraceStrip, trace_strip

if TYPE_CHECKING:
    from footpath.workspace.workspace import Workspace

TRACE = "trace"
BEFORE_S = 1.0


class Tracing(QObject):
    """Part of the workspace; panels and the picture follow `changed`.

    A session is followed as long as it is the one selected: whatever takes it out of the selection ends that.
    """

    changed = Signal(object)  # TraceStrip | None

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.strip: TraceStrip | None = None
        self._session: str | None = None
        workspace.study_changed.connect(self.forget)
        workspace.selection_changed.connect(self._stay)

    def follow(self, session_id: str) -> None:
        """Select a session, load its trace, go to just before its first click (else its first watched moment), play."""
        study = self._workspace.study
        if study is None:
            return
        self._workspace.select(replace(self._workspace.selection, session=session_id))
        self._session = session_id
        self._workspace.jobs.run(
            trace_strip, study, session_id, done=self._loaded, failed=self._workspace.tell_error,
            name=f"Following session {session_id}", key=TRACE,
        )  # fmt: skip

    def leave(self) -> None:
        """No longer follow, and look at all sessions of the rest of the selection again."""
        self.forget()
        self._workspace.select(replace(self._workspace.selection, session=None))

    def forget(self, _study: object = None) -> None:
        self._workspace.jobs.cancel(TRACE)
        self.strip = self._session = None
        self.changed.emit(None)

    def _stay(self, selection: Selection) -> None:
        if self._session is not None and selection.session != self._session:
            self.forget()

    def _loaded(self, strip: TraceStrip) -> None:
        self.strip = strip
        self.changed.emit(strip)
        self.replay()

    def replay(self) -> None:
        """From just before the first click, at normal speed."""
        if self.strip is None:
            return
        first = next(iter(self.strip.clicks), None)
        start = next((s for s in self.strip.stretches if s.times), None)
        if first is not None:
            self._workspace.show(first.media_id, max(first.t_s - BEFORE_S, 0.0))
        elif start is not None:
            self._workspace.show(start.media_id, start.start_s)
        self._workspace.player.set_rate(1.0)
        self._workspace.player.play()
