"""Decisions on candidates and drafts, and which of them is looked at: each decision one step of undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from footpath.model.drafts import Draft, Verdict
from footpath.model.kept import Kept
from footpath.model.results import Candidate, Candidates, Outline
from footpath.study.drafts import change_to, decisions, draft_of, drafts_of, new_id, removal_of, undecided
from footpath.study.still import moment_of, still
from footpath.study.tracking import with_known
from footpath.workspace.following import Following

if TYPE_CHECKING:
    from footpath.study.study import Study
    from footpath.workspace.workspace import Workspace

STILL = "still"
STILL_HEIGHT_PX = 270


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A moment's picture (h, w, 4), None where the film is missing, and the outline in it."""

    bgra: NDArray[np.uint8] | None
    outline: Outline | None


class Drafting(QObject):
    """What the candidates panel and the boundary editor ask for."""

    drafts_changed = Signal()
    chosen_changed = Signal()
    still_changed = Signal(object)  # Still | None

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._drafts: tuple[Draft, ...] = ()
        self._found: Candidates | None = None
        self._decided: dict[str, Draft] = {}
        self._open: Candidates | None = None
        self.chosen: str | None = None  # the id of a candidate or draft
        self.following = Following(workspace)
        self.following.followed.connect(self._match)
        workspace.kept_changed.connect(self._take)
        workspace.candidates_changed.connect(self._match)
        workspace.study_changed.connect(self._forget)

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """Accepted and rejected ones, by media and time."""
        return self._drafts

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """By rank, with the boundaries that are known by now; none while they are looked for."""
        known = self._found if self._workspace.candidates is not None else None
        return known.candidates if known is not None else ()

    @property
    def decided(self) -> dict[str, Draft]:
        """By the id of the candidate that the draft speaks of."""
        return self._decided if self._workspace.candidates is not None else {}

    @property
    def undecided(self) -> Candidates | None:
        """The candidates that no one has decided on; None while they are looked for."""
        return self._open if self._workspace.candidates is not None else None

    @property
    def chosen_draft(self) -> Draft | None:
        found = next((d for d in self._drafts if d.id == self.chosen), None)
        return found or self.decided.get(self.chosen or "")

    @property
    def chosen_candidate(self) -> Candidate | None:
        """The candidate that is looked at, also where a draft of it is."""
        draft = self.chosen_draft
        spoken_of = {d.id: id_ for id_, d in self.decided.items()}
        id_ = spoken_of.get(draft.id) if draft is not None else self.chosen
        return next((c for c in self.candidates if c.id == id_), None)

    @property
    def subject(self) -> Draft | Candidate | None:
        return self.chosen_draft or self.chosen_candidate

    def choose(self, id_: str | None, *, again: bool = False) -> None:
        """Look at a candidate or draft: the picture goes to its moment, and its boundary is followed next."""
        if id_ == self.chosen and not again:
            return
        self.chosen = id_
        self.chosen_changed.emit()
        subject, candidate = self.subject, self.chosen_candidate
        if subject is not None:
            self._workspace.show(subject.media_id, moment_of(subject))
        self._take_still()
        self.following.choose(candidate.id if candidate is not None else None)

    def step(self, by: int) -> None:
        """The next in the list, or the one before: candidates by rank, then the other drafts."""
        spoken_of = {draft.id for draft in self.decided.values()}
        ids = [self.decided[c.id].id if c.id in self.decided else c.id for c in self.candidates]
        ids += [draft.id for draft in self._drafts if draft.id not in spoken_of]
        if not ids:
            return
        at = ids.index(self.chosen) + by if self.chosen in ids else (0 if by > 0 else len(ids) - 1)
        if 0 <= at < len(ids):
            self.choose(ids[at])

    def decide_chosen(self, verdict: Verdict, *, name: str = "", comment: str = "", reason: str = "") -> None:
        """Accept or reject what is looked at."""
        candidate, draft = self.chosen_candidate, self.chosen_draft
        if draft is None and candidate is not None:
            kept = self._workspace.kept
            draft = draft_of(candidate, kept, verdict, name=name, comment=comment, reason=reason)
        elif draft is not None:  # its boundary may have been drawn over by a person
            draft = replace(draft, verdict=verdict, name=name, comment=comment, reason=reason)
        if draft is not None:
            self.chosen = draft.id
            self.put(draft)

    def put(self, *drafts: Draft, gone: Sequence[Draft] = ()) -> None:
        """Set drafts anew and remove others, as one step of undo."""
        changes = {entry: value for draft in gone for entry, value in removal_of(draft).items()}
        for draft in drafts:
            changes |= change_to(draft)
        self._workspace.keep(changes)

    def remove(self, draft: Draft) -> None:
        candidate = self.chosen_candidate
        if self.chosen == draft.id:
            self.chosen = candidate.id if candidate is not None else None
        self._workspace.keep(removal_of(draft))

    def new_id(self) -> str:
        return new_id(self._workspace.kept)

    def _take(self, kept: Kept) -> None:
        found = drafts_of(kept)
        if found != self._drafts:
            self._drafts = found
            self._match()

    def _match(self, _found: object = None) -> None:
        study, found = self._workspace.study, self._workspace.candidates
        self._found = with_known(study, found) if study is not None and found is not None else None
        self._decided = decisions(found, self._drafts) if found is not None else {}
        self._open = undecided(self._found, self._drafts) if self._found is not None else None
        self.drafts_changed.emit()
        self._take_still()

    def _forget(self, _study: object) -> None:
        self.chosen, self._found, self._open, self._decided = None, None, None, {}
        self.chosen_changed.emit()

    def _take_still(self) -> None:
        study, subject = self._workspace.study, self.subject
        if study is None or subject is None:
            return
        work = partial(_still_of, study, subject)
        self._workspace.jobs.run(
            work, done=self.still_changed.emit, failed=self._workspace.tell_error, name="Taking a still", key=STILL
        )


def _still_of(study: Study, subject: Draft | Candidate) -> Still:
    return Still(*still(study, subject, STILL_HEIGHT_PX))
