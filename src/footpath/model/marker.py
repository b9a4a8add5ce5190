"""A marker: a stretch of film with a name, a comment and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MarkerKind(StrEnum):
    """What a marker is about; every kind has one colour in every editing program."""

    CANDIDATE = "candidate"
    ACCEPTED = "accepted"
    DROP_OFF = "drop_off"
    CTA = "cta"
    ELEMENT = "element"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Marker:
    """[start_s, end_s) of media time; `media_id` None: it holds in every media. `end_s` may be infinite."""

    media_id: str | None
    start_s: float
    end_s: float
    name: str
    comment: str
    kind: MarkerKind
