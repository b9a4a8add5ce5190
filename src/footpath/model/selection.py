"""The one Selection that every panel and every command-line filter means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from footpath.model.place import Place, parse_place, places_words

Region = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked at; None or empty means no restriction.

    Two kinds of parts: `device`, `variant`, `through`, `passed`, `excluded`, `viewer`, `session`, `element` and
    `region` choose *sessions*. `media`, `start_s`/`end_s`, `scene` and `click_class` restrict *what is looked at*
    (clicks, exposures, bins), never the number of sessions a rate is divided by.

    Attributes:
        media: a media id.
        start_s, end_s: a window [start_s, end_s) of media time.
        scene: a scene id.
        device, variant: names.
        through: scene ids visited in this order, one right after the other.
        passed: sessions that passed any of these places.
        excluded: sessions that passed none of these places.
        element: id of an element the session used.
        region: (x0, y0, x1, y1) of the picture; sessions with a click inside it, edges included.
        click_class: a word of `ClickClass`.
        viewer: a viewer id.
        session: a session id.
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
    session: str | None = None
    passed: tuple[Place, ...] = ()
    excluded: tuple[Place, ...] = ()

    @property
    def parts(self) -> dict[str, Any]:
        """The restrictions that are set, by field name; places as they are written."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        values |= {name: tuple(map(str, values[name])) for name in ("passed", "excluded")}
        return {name: value for name, value in values.items() if value not in (None, ())}

    def places_in_words(self, part: str, labels: Mapping[str, str]) -> str:
        """`passed` or `excluded` for people; `labels` are the scenes', by id."""
        return places_words(getattr(self, part), labels)

    @property
    def sessions_alone(self) -> Selection:
        """The parts that choose sessions, without those that restrict what is looked at."""
        return replace(self, media=None, start_s=None, end_s=None, scene=None, click_class=None)

    @property
    def any_time(self) -> Selection:
        """What its curves are counted for: all seconds, all classes of clicks."""
        return replace(self, start_s=None, end_s=None, click_class=None)

    def of_viewer(self, viewer: str) -> Selection:
        """All sessions of one viewer, and what is looked at now."""
        looked_at = {name: getattr(self, name) for name in ("media", "start_s", "end_s", "scene", "click_class")}
        return Selection(viewer=viewer, **looked_at)

    @classmethod
    def of_parts(cls, parts: dict[str, Any]) -> Selection:
        """What `parts` tells, also after a way through JSON. Raises ValueError or TypeError for anything else."""
        values = dict(parts)
        for name in ("through", "region"):
            if name in values:
                values[name] = tuple(values[name])
        if any(math.isnan(edge) for edge in values.get("region", ())):
            raise ValueError("the edges of a region are numbers")
        for name in ("passed", "excluded"):
            if name in values:
                values[name] = tuple(parse_place(text) for text in values[name])
        return cls(**values)


EVERYTHING = Selection()
