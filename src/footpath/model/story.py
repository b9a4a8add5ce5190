"""What a piece is made of: media, scenes, choices and elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

DEFAULT_ASPECT = 16 / 9


class ElementKind(StrEnum):
    HOTSPOT = "hotspot"
    CTA = "cta"
    CHOICE = "choice"
    QUIZ = "quiz"
    POLL = "poll"
    SURVEY = "survey"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Media:
    """One video file. Width and height are those of the displayed picture, in pixels.

    `width`, `height` and `duration_s` are None where neither the story nor the footage tells them.
    `path` is absolute or relative to the story's folder, and None where no footage was named.
    """

    id: str
    path: str | None = None
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None

    @property
    def aspect(self) -> float:
        """Width over height of the displayed picture; 16:9 where it is unknown."""
        return self.width / self.height if self.width and self.height else DEFAULT_ASPECT


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch [start_s, end_s) of a media. `end_s` is infinite where no one knows the film's length."""

    id: str
    label: str
    media_id: str
    start_s: float
    end_s: float
    ending: bool = False

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    label: str
    from_scene: str
    to_scene: str
    element_id: str | None = None
    default: bool = False


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A boundary at one moment. `t_s` media time, `polygon` corners in [0, 1] of the picture.

    A hidden keyframe hides the element until the next; its polygon may be empty.
    """

    t_s: float
    polygon: tuple[Point, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """Anything interactive. Alive in [start_s, end_s); beside the picture where `boundary` is empty.

    `media_id` None: beside the picture in every media. `correct` is empty where there is no right answer.
    """

    id: str
    kind: ElementKind
    label: str
    media_id: str | None
    start_s: float
    end_s: float
    boundary: tuple[Keyframe, ...] = ()
    target: str | None = None
    question: str | None = None
    options: tuple[str, ...] = ()
    correct: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """The whole piece; every id is unique in its list. `given` is False where it was made up for a plain film."""

    title: str
    media: tuple[Media, ...]
    scenes: tuple[Scene, ...]
    choices: tuple[Choice, ...] = ()
    elements: tuple[Element, ...] = ()
    given: bool = field(default=True)

    @cached_property
    def media_index(self) -> dict[str, int]:
        return {media.id: i for i, media in enumerate(self.media)}

    @cached_property
    def scene_index(self) -> dict[str, int]:
        return {scene.id: i for i, scene in enumerate(self.scenes)}

    @cached_property
    def element_index(self) -> dict[str, int]:
        return {element.id: i for i, element in enumerate(self.elements)}

    @cached_property
    def choice_index(self) -> dict[str, int]:
        return {choice.id: i for i, choice in enumerate(self.choices)}
