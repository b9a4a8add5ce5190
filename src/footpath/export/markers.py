"""Results and story as markers."""

from __future__ import annotations

from collections.abc import Iterable

from footpath.model.drafts import Draft
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


def candidate_markers(found: Candidates) -> tuple[Marker, ...]:
    """Candidate hotspots with their evidence."""
    return tuple(
        Marker(
            media_id=c.media_id,
            start_s=c.start_s,
            end_s=c.end_s,
            name=f"Candidate {c.id}: {c.viewers} viewers",
            comment=f"{c.explanation} (q = {c.q_value:.2g})",
            kind=MarkerKind.CANDIDATE,
        )
        for c in found.candidates
    )


def accepted_markers(drafts: Iterable[Draft]) -> tuple[Marker, ...]:
    """Hotspots to be: what a person called them and wrote about them, then what they were found by."""
    return tuple(
        Marker(d.media_id, d.start_s, d.end_s, f"Accepted: {d.label}", _reasons(d), MarkerKind.ACCEPTED)
        for d in drafts
    )


def _reasons(draft: Draft) -> str:
    found = f"{draft.sentence} (q = {draft.evidence.q_value:.2g})" if draft.evidence else "drawn by hand"
    return " – ".join(part for part in (draft.comment, found) if part)


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
