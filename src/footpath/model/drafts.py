"""What people decided about candidates, and what they drew: hotspots to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from footpath.model.story import Element, ElementKind, Keyframe

UNNAMED = "in vain here"  # what a sentence says of a thing that nobody has named


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a draft's candidate was found by, when and where, when it was decided on; units as in `Candidate`."""

    clicks: int
    viewers: int
    exposed: int
    expected: float
    p_value: float
    q_value: float
    sentence: str
    start_s: float
    end_s: float
    boundary: tuple[Keyframe, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A hotspot to be, or a candidate that was turned down.

    Attributes:
        id: unique in the review.
        verdict: accepted (a person's own drawings too) or rejected.
        name: what the thing is called; may be empty.
        comment: why it was accepted, for whoever builds it; may be empty.
        reason: why it was rejected; may be empty.
        media_id, start_s, end_s, boundary: as an element's.
        tracked: as a candidate's.
        evidence: None for what a person drew.
    """

    id: str
    verdict: Verdict
    name: str
    media_id: str
    start_s: float
    end_s: float
    boundary: tuple[Keyframe, ...]
    comment: str = ""
    reason: str = ""
    tracked: bool | str = False
    evidence: Evidence | None = None

    @property
    def accepted(self) -> bool:
        return self.verdict is Verdict.ACCEPTED

    @property
    def label(self) -> str:
        """Its name, or what stands in for one."""
        return self.name or self.id.replace("_", " ").capitalize()

    @property
    def sentence(self) -> str:
        """What explained it when it was decided on, with its name where it has one."""
        return f"{self.label}: drawn by hand" if self.evidence is None else self.named(self.evidence.sentence)

    def named(self, sentence: str) -> str:
        """What is said of its candidate, with its name where it has one."""
        return sentence.replace(UNNAMED, f"“{self.name}” in vain", 1) if self.name else sentence

    def as_found(self) -> Element:
        """The hotspot that its candidate would have been, wherever the draft was moved since."""
        if self.evidence is None:
            return self.as_element()
        found = self.evidence
        return Element(
            self.id, ElementKind.HOTSPOT, self.label, self.media_id, found.start_s, found.end_s, found.boundary
        )

    def as_element(self, id_: str | None = None) -> Element:
        """The hotspot it would be."""
        return Element(
            id_ or self.id, ElementKind.HOTSPOT, self.label, self.media_id, self.start_s, self.end_s, self.boundary
        )
