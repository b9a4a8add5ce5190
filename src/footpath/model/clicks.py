"""Clicks with their class: what the overlays and the candidates are made from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from footpath.model.events import Bools, Bytes, Floats, Ints


class ClickClass(IntEnum):
    """The first that fits, in the order of the product's definitions."""

    HIT = 0
    CONTROL = 1
    NEAR_MISS = 2
    FALSE = 3
    BESIDE = 4

    @property
    def word(self) -> str:
        return self.name.lower()


CLASS_WORDS: dict[str, ClickClass] = {c.word: c for c in ClickClass}


class Miss(IntEnum):
    """How a near miss missed."""

    NONE = 0
    SPACE = 1
    EARLY = 2
    LATE = 3


@dataclass(frozen=True, slots=True)
class Clicks:
    """Every click of the review, sorted by media, then media time, then event order. All of shape (c,).

    Attributes:
        event: index into `Events`.
        session: index into `Sessions`.
        media, scene: indices into the story, -1 where unknown.
        t_s: media time.
        x, y: position, NaN for a click beside the picture.
        klass: a `ClickClass`.
        element: the story's element that gets the click (hit, or beside naming it), else -1. Beside clicks may name
            an element that no story knows: then an index ≥ len(Story.elements) into `Events.element_ids`.
        miss: a `Miss`.
        missed_element: the element a near miss is near to, else -1.
        miss_distance_px: distance to the boundary at 1280 px picture width, NaN but for misses in space.
        miss_s: seconds before the start (negative) or after the end, NaN but for misses in time.
        disagrees: the platform names another element than the position does.
        rage_run: the rage run it belongs to, counted from 0, else -1.
    """

    event: Ints
    session: Ints
    media: Ints
    scene: Ints
    t_s: Floats
    x: Floats
    y: Floats
    klass: Bytes
    element: Ints
    miss: Bytes
    missed_element: Ints
    miss_distance_px: Floats
    miss_s: Floats
    disagrees: Bools
    rage_run: Ints

    def __len__(self) -> int:
        return len(self.session)


@dataclass(frozen=True, slots=True)
class Uses:
    """Each use of an element: a hit, a beside click naming it, or an answer. All of shape (u,), in event order.

    `element` indexes `Events.element_ids`; `t_s` is NaN where the row had no media time.
    """

    event: Ints
    session: Ints
    element: Ints
    media: Ints
    t_s: Floats

    def __len__(self) -> int:
        return len(self.session)
