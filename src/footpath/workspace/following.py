"""Follows candidates in the footage in the background, one after the other, the chosen one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from footpath.model.results import Candidate
from footpath.study.tracking import recalled, tracked

if TYPE_CHECKING:
    from footpath.workspace.jobs import Job
    from footpath.workspace.workspace import Workspace

FOLLOWING = "following"


class Following(QObject):
    """Starts once everything is counted; a person may stop it, and choosing a candidate takes it up again."""

    followed = Signal()  # one more boundary is known

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._stopped = False
        self._chosen: str | None = None
        workspace.findings_changed.connect(self._begin)
        workspace.selection_changed.connect(self._drop)
        workspace.study_changed.connect(self._drop)
        workspace.jobs.stopped.connect(self._stop)

    def choose(self, candidate_id: str | None) -> None:
        """Take this one before the others."""
        self._chosen, self._stopped = candidate_id, False
        if self._workspace.findings is not None and not self._workspace.jobs.is_running(FOLLOWING):
            self._next()

    def _begin(self, found: object) -> None:
        if found is not None:
            self._next()

    def _drop(self, _changed: object) -> None:
        self._workspace.jobs.cancel(FOLLOWING)
        self._stopped, self._chosen = False, None

    def _stop(self, job: Job) -> None:
        self._stopped = self._stopped or job.key == FOLLOWING

    def _next(self) -> None:
        study, waiting = self._workspace.study, self._waiting()
        if study is None or not waiting or self._stopped:
            return
        candidate = next((c for c in waiting if c.id == self._chosen), waiting[0])
        jobs = self._workspace.jobs
        left = f", {len(waiting) - 1} more after it" if len(waiting) > 1 else ""
        jobs.run(
            tracked,
            study,
            self._workspace.selection,
            candidate,
            jobs.unwanted,
            done=self._arrived,
            failed=self._workspace.tell_error,
            name=f"Following {candidate.id} in the footage{left}",
            key=FOLLOWING,
            stoppable=True,
        )

    def _waiting(self) -> list[Candidate]:
        study, found = self._workspace.study, self._workspace.candidates
        if study is None or found is None:
            return []
        return [c for c in found.candidates if recalled(study, c) is None]

    def _arrived(self, _candidate: Candidate) -> None:
        self.followed.emit()
        self._next()
