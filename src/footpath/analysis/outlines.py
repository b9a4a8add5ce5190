"""The polygons that lie over the picture at one instant."""

from __future__ import annotations

from footpath.analysis.boundary import active_at, polygon_at
from footpath.model.results import Candidate, Candidates, Outline
from footpath.model.story import Element, ElementKind, Story


def outlines_at(story: Story, media_id: str, t_s: float, candidates: Candidates | None) -> tuple[Outline, ...]:
    """Boundaries of the active elements of a media, and the candidates alive at that instant."""
    ends = frozenset(s.end_s for s in story.scenes if s.media_id == media_id)
    outlines = []
    for element in story.elements:
        polygon = polygon_at(element, t_s)
        if element.media_id == media_id and polygon and active_at(element, t_s, ends):
            outlines.append(Outline(polygon, element.label, "boundary"))
    for candidate in candidates.candidates if candidates else ():
        polygon = polygon_at(_as_element(candidate), t_s)
        if candidate.media_id == media_id and polygon and candidate.start_s <= t_s < candidate.end_s:
            outlines.append(Outline(polygon, f"{candidate.viewers} viewers", "candidate"))
    return tuple(outlines)


def _as_element(candidate: Candidate) -> Element:
    return Element(
        candidate.id,
        ElementKind.HOTSPOT,
        candidate.id,
        candidate.media_id,
        candidate.start_s,
        candidate.end_s,
        candidate.boundary,
    )
