"""The polygons that lie over the picture at one instant."""

from __future__ import annotations

from collections.abc import Iterable

from footpath.analysis.boundary import active_at, polygon_at
from footpath.analysis.draft_matching import candidate_element
from footpath.model.drafts import Draft
from footpath.model.results import Candidates, Outline
from footpath.model.story import Story


def outlines_at(
    story: Story, media_id: str, t_s: float, candidates: Candidates | None, drafts: Iterable[Draft] = ()
) -> tuple[Outline, ...]:
    """Boundaries of the active elements of a media, and the candidates and accepted drafts alive at that instant."""
    ends = frozenset(s.end_s for s in story.scenes if s.media_id == media_id)
    outlines = []
    for element in story.elements:
        polygon = polygon_at(element, t_s)
        if element.media_id == media_id and polygon and active_at(element, t_s, ends):
            outlines.append(Outline(polygon, element.label, "boundary"))
    for candidate in candidates.candidates if candidates else ():
        polygon = polygon_at(candidate_element(candidate), t_s)
        if candidate.media_id == media_id and polygon and candidate.start_s <= t_s < candidate.end_s:
            outlines.append(Outline(polygon, f"{candidate.viewers} viewers", "candidate"))
    for draft in drafts:
        polygon = polygon_at(draft.as_element(), t_s)
        if draft.accepted and draft.media_id == media_id and polygon and draft.start_s <= t_s < draft.end_s:
            outlines.append(Outline(polygon, draft.label, "accepted"))
    return tuple(outlines)


def lit_outline(story: Story, element_id: str, media_id: str, t_s: float) -> Outline | None:
    """One element while it is active in a media; without corners where it stands beside the picture."""
    element = story.elements[story.element_index[element_id]]
    ends = frozenset(s.end_s for s in story.scenes if s.media_id == media_id)
    if element.media_id not in {None, media_id} or not active_at(element, t_s, ends):
        return None
    polygon = polygon_at(element, t_s) if element.boundary else ()
    return Outline(polygon or (), element.label or element.id, "lit")
