"""Decisions on candidates and drafts: each one step of undo, kept in the review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from footpath.model.drafts import Draft, Verdict
from footpath.model.kept import Kept
from footpath.model.results import Candidate, Candidates
from footpath.study.drafts import change_to, decisions, draft_of, drafts_of, new_id, removal_of, undecided

if TYPE_CHECKING:
    from footpath.workspace.workspace import Workspace


class Drafting(QObject):
    """What the candidates panel and the boundary editor ask for."""

    drafts_changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._drafts: tuple[Draft, ...] = ()
        self._decided: dict[str, Draft] = {}
        self._open: Candidates | None = None
        workspace.kept_changed.connect(self._take)
        workspace.candidates_changed.connect(self._match)

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """Accepted and rejected ones, by media and time."""
        return self._drafts

    @property
    def decided(self) -> dict[str, Draft]:
        """By the id of the candidate that the draft speaks of."""
        return self._decided

    @property
    def undecided(self) -> Candidates | None:
        """The candidates that no one has decided on; None while they are looked for."""
        return self._open if self._workspace.candidates is not None else None

    def draft(self, id_: str | None) -> Draft | None:
        return next((d for d in self._drafts if d.id == id_), None)

    def decide(self, candidate: Candidate, verdict: Verdict, *, name: str, comment: str, reason: str) -> Draft:
        """Accept or reject; an earlier decision on the same candidate is replaced."""
        made = draft_of(candidate, self._workspace.kept, verdict, name=name, comment=comment, reason=reason)
        earlier = self._decided.get(candidate.id)
        if earlier is not None:  # its boundary may have been drawn over by a person
            made = replace(earlier, verdict=verdict, name=name, comment=comment, reason=reason)
        self._workspace.keep(change_to(made))
        return made

    def put(self, draft: Draft) -> None:
        """Set a draft anew: another boundary, time or text."""
        self._workspace.keep(change_to(draft))

    def put_all(self, drafts: Sequence[Draft], gone: Sequence[Draft] = ()) -> None:
        """Several at once, as one step of undo."""
        changes = {entry: value for d in gone for entry, value in removal_of(d).items()}
        for draft in drafts:
            changes |= change_to(draft)
        self._workspace.keep(changes)

    def remove(self, draft: Draft) -> None:
        self._workspace.keep(removal_of(draft))

    def new_id(self) -> str:
        return new_id(self._workspace.kept)

    def named(self, make: Callable[[str], Draft]) -> Draft:
        """A new draft under a new id, kept."""
        made = make(self.new_id())
        self.put(made)
        return made

    def _take(self, kept: Kept) -> None:
        found = drafts_of(kept)
        if found != self._drafts:
            self._drafts = found
            self._match()

    def _match(self, _found: object = None) -> None:
        found = self._workspace.candidates
        self._decided = decisions(found, self._drafts) if found is not None else {}
        self._open = undecided(found, self._drafts) if found is not None else None
        self.drafts_changed.emit()
