"""Results and story as markers."""

from __future__ import annotations

from collections.abc import Collection

from footpath.model.marker import Marker, MarkerKind
from footpath.model.results import Candidates, DropOff, Retention
from footpath.model.story import Element, ElementKind, Story

CALLS = frozenset({ElementKind.CTA, ElementKind.LINK})


def element_markers(story: Story) -> tuple[Marker, ...]:
    """Where each element lives; calls to action and links are a kind of their own."""
    return tuple(_element(element) for element in story.elements)


def _element(element: Element) -> Marker:
    parts = [f"{element.kind} {element.id}", f"leads to {element.target}" if element.target else ""]
    beside = "" if element.boundary else "beside the picture"
    return Marker(
        media_id=element.media_id,
        start_s=element.start_s,
        end_s=element.end_s,
        name=f"{element.kind.capitalize() if element.kind != ElementKind.CTA else 'CTA'}: {element.label}",
        comment=", ".join(part for part in (*parts, beside) if part),
        kind=MarkerKind.CTA if element.kind in CALLS else MarkerKind.ELEMENT,
    )


def candidate_markers(found: Candidates, accepted: Collection[str] = ()) -> tuple[Marker, ...]:
    """Candidate hotspots with their evidence; those whose ids are `accepted` as accepted elements."""
    return tuple(
        Marker(
            media_id=c.media_id,
            start_s=c.start_s,
            end_s=c.end_s,
            name=f"{'Accepted' if c.id in accepted else 'Candidate'} {c.id}: {c.viewers} viewers",
            comment=f"{c.explanation} (q = {c.q_value:.2g})",
            kind=MarkerKind.ACCEPTED if c.id in accepted else MarkerKind.CANDIDATE,
        )
        for c in found.candidates
    )


def drop_off_markers(retention: Retention, story: Story) -> tuple[Marker, ...]:
    labels = {scene.id: scene.label for scene in story.scenes}
    return tuple(_drop_off(drop, labels.get(drop.scene_id, drop.scene_id)) for drop in retention.drop_offs)


def _drop_off(drop: DropOff, label: str) -> Marker:
    return Marker(
        media_id=drop.media_id,
        start_s=drop.start_s,
        end_s=drop.end_s,
        name=f"Drop-off: {label}",
        comment=f"{drop.exits} sessions left for good, {drop.expected:.0f} expected (q = {drop.q_value:.2g})",
        kind=MarkerKind.DROP_OFF,
    )
