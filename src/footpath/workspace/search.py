"""What is looked for in the background once the counts are there: candidates, then what stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from footpath.study.findings import Finding, findings

if TYPE_CHECKING:
    from footpath.model.results import Candidates
    from footpath.model.selection import Selection
    from footpath.study.study import Study
    from footpath.workspace.workspace import Workspace

CANDIDATES, FINDINGS, KEEPING = "candidates", "findings", "keeping"
BREATH_MS = 200  # who clicks on faster is not kept waiting by the search


class Search(QObject):
    """Part of the workspace, which holds what is found and tells of it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._breath = QTimer(self, singleShot=True, interval=BREATH_MS)
        self._breath.timeout.connect(self._look_for_candidates)

    def soon(self) -> None:
        """Begin unless something else is selected within a breath."""
        self._breath.start()

    def stop(self) -> None:
        """What it was looked for isn't selected any more."""
        self._breath.stop()
        for key in (CANDIDATES, FINDINGS):
            self._workspace.jobs.cancel(key)

    def rank_again(self) -> None:
        """Look for what stands out once the candidates are there: when something it rests on has changed."""
        workspace = self._workspace
        if workspace.study is not None and workspace.candidates is not None:
            workspace.jobs.run(
                _standing_out,
                workspace.study,
                workspace.selection,
                done=self._ranked,
                failed=workspace.tell_error,
                name="Looking for what stands out",
                key=FINDINGS,
            )

    def _look_for_candidates(self) -> None:
        workspace = self._workspace
        if workspace.study is None or workspace.results is None:
            return
        if workspace.study.to_keep is not None and workspace.jobs.is_running(KEEPING):
            self.soon()  # over what is kept it takes half the memory
            return
        workspace.jobs.run(
            workspace.study.candidates,
            workspace.selection,
            workspace.jobs.progress,
            done=self._found,
            failed=workspace.tell_error,
            name="Looking for false-click regions",
            key=CANDIDATES,
            unit="scenes",
        )

    def _found(self, candidates: Candidates) -> None:
        self._workspace.candidates = candidates
        self._workspace.candidates_changed.emit(candidates)
        self.rank_again()

    def _ranked(self, found: tuple[Finding, ...]) -> None:
        self._workspace.findings = found
        self._workspace.findings_changed.emit(found)


def _standing_out(study: Study, selection: Selection) -> tuple[Finding, ...]:
    """What stands out; it is quiet afterwards, and what the search for regions took isn't needed any more."""
    study.rest()
    found = findings(study, selection)
    study.rest()
    return found
