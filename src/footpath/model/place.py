"""A place on the paths: what a node or a band of the Sankey stands for, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

ENDS = ("exit", "completed", "censored")
SAFE = " :;=?@&$'()[]~"


@dataclass(frozen=True, slots=True)
class Place:
    """Scenes visited one right after the other, and how the session ended right after them.

    Written `[ORIGIN+][STEP/]SCENE>SCENE…>!END`, as in `2/intro>quiz` (at step 2 in intro, then quiz) or `quiz>!exit`
    (left for good in quiz). In a name, `% / + > ! ,` are written as in an address: %2F.

    Attributes:
        scenes: scene ids; empty where only the end is asked for.
        step: the step of the first of them (of the end, where there are none), from 0; None for any.
        end: exit, completed or censored, directly after the last of them; None for whatever comes.
        origin: the scene whose first visit is step 0; None for the session's first visit.
    """

    scenes: tuple[str, ...]
    step: int | None = None
    end: str | None = None
    origin: str | None = None

    def __str__(self) -> str:
        names = [quote(name, safe=SAFE) for name in self.scenes]
        path = ">".join([*names, *([f"!{self.end}"] if self.end else [])])
        step = "" if self.step is None else f"{self.step}/"
        return f"{quote(self.origin, safe=SAFE)}+{step}{path}" if self.origin is not None else f"{step}{path}"


def parse_place(text: str) -> Place:
    """Raises ValueError, which says what was expected."""
    rest, origin, step = text, None, None
    if "+" in rest:
        named, rest = rest.split("+", 1)
        origin = unquote(named)
    if "/" in rest:
        number, rest = rest.split("/", 1)
        if not number.isdecimal():
            raise ValueError(f"“{number}” before the / is no step; steps count from 0")
        step = int(number)
    parts = rest.split(">")
    end = parts.pop()[1:] if parts[-1].startswith("!") else None
    if end is not None and end not in ENDS:
        raise ValueError(f"a path ends by !{', !'.join(ENDS)}, not by !{end}")
    if not all(parts) or (not parts and end is None) or origin == "":
        raise ValueError(f"“{text}” is no place: [ORIGIN+][STEP/]SCENE>SCENE>!END was expected")
    return Place(tuple(unquote(part) for part in parts), step, end, origin)


END_WORDS = {"exit": "left", "completed": "completed", "censored": "record stops"}
MOST_NAMED = 2


def place_words(place: Place, labels: Mapping[str, str]) -> str:
    """For people: “Hook → Quiz, left, step 3”, steps from 1; `labels` are the scenes', by id."""
    words = " → ".join(labels.get(name, name) for name in place.scenes)
    if place.end:
        words = f"{words}, {END_WORDS[place.end]}" if words else END_WORDS[place.end]
    if place.step is not None:
        words += f", step {place.step + 1}"
    return words if place.origin is None else f"{words} from {labels.get(place.origin, place.origin)} on"


def places_words(places: Sequence[Place], labels: Mapping[str, str]) -> str:
    """“A or B”; more than two are counted."""
    if len(places) > MOST_NAMED:
        return f"{place_words(places[0], labels)} or {len(places) - 1} other places"
    return " or ".join(place_words(place, labels) for place in places)
