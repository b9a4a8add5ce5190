"""The one Selection that every panel and every command-line filter means."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

Region = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked at; None or empty means no restriction.

    Two kinds of parts: `device`, `variant`, `through`, `viewer`, `element` and `region` choose *sessions*.
    `media`, `start_s`/`end_s`, `scene` and `click_class` restrict *what is looked at* (clicks, exposures, bins), never
    the number of sessions a rate is divided by.

    Attributes:
        media: a media id.
        start_s, end_s: a window [start_s, end_s) of media time.
        scene: a scene id.
        device, variant: names.
        through: scene ids visited in this order, one right after the other.
        element: id of an element the session used.
        region: (x0, y0, x1, y1) of the picture; sessions with a click inside it, edges included.
        click_class: a word of `ClickClass`.
        viewer: a viewer id.
    """

    media: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    scene: str | None = None
    device: str | None = None
    variant: str | None = None
    through: tuple[str, ...] = ()
    element: str | None = None
    region: Region | None = None
    click_class: str | None = None
    viewer: str | None = None

    @property
    def parts(self) -> dict[str, Any]:
        """The restrictions that are set, by field name."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in values.items() if value not in (None, ())}


EVERYTHING = Selection()
