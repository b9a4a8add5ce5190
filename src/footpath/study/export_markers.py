"""A study's markers: what was found, what was accepted, and the story's elements."""

from __future__ import annotations

from collections.abc import Sequence

from footpath.export.markers import accepted_markers, candidate_markers, drop_off_markers, element_markers
from footpath.model.drafts import Draft
from footpath.model.marker import Marker, MarkerKind
from footpath.model.selection import Selection
from footpath.study.drafts import undecided
from footpath.study.findings import Finding, findings
from footpath.study.study import Study


def all_markers(
    study: Study, selection: Selection, drafts: Sequence[Draft], only: Sequence[MarkerKind] = ()
) -> tuple[Marker, ...]:
    """Those within the window and scene selected; of some kinds `only`, all where empty.

    A candidate that was decided on is no candidate any more: accepted it is a marker of its own, rejected none.
    """
    found = (
        *candidate_markers(undecided(study.candidates(selection), drafts)),
        *accepted_markers(draft for draft in drafts if draft.accepted),
        *drop_off_markers(study.retention(selection), study.story),
        *finding_markers(findings(study, selection)),
        *element_markers(study.story),
    )
    start_s, end_s = window_of(study, selection)
    within = (marker for marker in found if marker.start_s < end_s and marker.end_s > start_s)
    return tuple(marker for marker in within if not only or marker.kind in only)


def finding_markers(found: Sequence[Finding]) -> tuple[Marker, ...]:
    """Findings that are no candidate or drop-off: those two have markers that say more."""
    return tuple(
        Marker(f.media_id, f.start_s, f.end_s, f.kind.replace("_", " "), f.sentence, MarkerKind.FINDING)
        for f in found
        if f.kind not in {MarkerKind.CANDIDATE, MarkerKind.DROP_OFF}
    )


def window_of(study: Study, selection: Selection) -> tuple[float, float]:
    """The stretch of media time that a selection restricts to; its end may be infinite."""
    start_s = selection.start_s or 0.0
    end_s = selection.end_s if selection.end_s is not None else float("inf")
    for scene in study.story.scenes:
        if scene.id == selection.scene:
            start_s, end_s = max(start_s, scene.start_s), min(end_s, scene.end_s)
    return start_s, end_s
