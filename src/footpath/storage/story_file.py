"""Stories as JSON: read with every reference checked, and written back."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from footpath.model.errors import UserError
from footpath.model.story import Choice, Element, ElementKind, Keyframe, Media, Point, Scene, Story
from footpath.storage.json_fields import Fields

T = TypeVar("T")
MIN_CORNERS = 3


def load_story(path: Path) -> Story:
    """Read a story file; UserError says what is wrong with it and where."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserError(
            f"The story could not be read: {error.strerror}", str(path), "Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise UserError("The story is not UTF-8 text", str(path), "Save it as UTF-8.") from error
    try:
        obj = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(f"The story is not JSON: {error}", str(path), "Mend the file.") from error
    return story_from_json(obj, str(path))


def story_from_json(obj: object, where: str) -> Story:
    """Build and check a story; `where` names its source in errors."""
    top = Fields(obj, where, "the story")
    story = Story(
        title=top.text_or("title", ""),
        media=_list(top, "media", _media),
        scenes=_list(top, "scenes", _scene),
        choices=_list(top, "choices", _choice),
        elements=_list(top, "elements", _element),
    )
    if not story.media:
        raise top.error("media", "must name at least one media")
    _check_unique(top, story)
    _check_references(top, story)
    return story


def _list(top: Fields, name: str, build: Callable[[Fields], T]) -> tuple[T, ...]:
    items = top.items(name)
    return tuple(build(Fields(item, top.where, f"{name}[{i}]")) for i, item in enumerate(items))


def _media(item: Fields) -> Media:
    return Media(
        id=item.id("id"),
        path=item.optional_text("path"),
        width=item.optional_count("width"),
        height=item.optional_count("height"),
        duration_s=item.optional_number("duration", above=0.0),
    )


def _span(item: Fields) -> tuple[float, float]:
    start = item.optional_number("start")
    end = item.optional_number("end")
    start_s = 0.0 if start is None else start
    end_s = math.inf if end is None else end
    if start_s < 0:
        raise item.error("start", "must not be negative")
    if start_s >= end_s:
        raise item.error("start", f"must be before `end`, got {start_s} and {end_s}")
    return start_s, end_s


def _scene(item: Fields) -> Scene:
    start_s, end_s = _span(item)
    name = item.id("id")
    return Scene(
        name, item.text_or("label", name), item.id("media_id"), start_s, end_s, ending=item.flag("ending")
    )


def _choice(item: Fields) -> Choice:
    name = item.id("id")
    return Choice(
        id=name,
        label=item.text_or("label", name),
        from_scene=item.id("from_scene"),
        to_scene=item.id("to_scene"),
        element_id=item.optional_text("element_id"),
        default=item.flag("default"),
    )


def _element(item: Fields) -> Element:
    start_s, end_s = _span(item)
    name = item.id("id")
    kind = item.id("kind")
    if kind not in set(ElementKind):
        raise item.error("kind", f"must be one of {', '.join(ElementKind)}, got {kind!r}")
    boundary = _boundary(item)
    media_id = item.optional_text("media_id")
    if boundary and media_id is None:
        raise item.error("media_id", "is needed where there is a boundary")
    return Element(
        id=name,
        kind=ElementKind(kind),
        label=item.text_or("label", name),
        media_id=media_id,
        start_s=start_s,
        end_s=end_s,
        boundary=boundary,
        target=item.optional_text("target"),
        question=item.optional_text("question"),
        options=item.texts("options"),
        correct=item.texts("correct"),
    )


def _boundary(item: Fields) -> tuple[Keyframe, ...]:
    frames = [
        _keyframe(Fields(frame, item.where, f"{item.what}.boundary[{i}]"))
        for i, frame in enumerate(item.items("boundary"))
    ]
    frames.sort(key=lambda frame: frame.t_s)
    for before, after in pairwise(frames):
        if before.t_s == after.t_s:
            raise item.error("boundary", f"has two keyframes at {after.t_s} s")
    return tuple(frames)


def _keyframe(item: Fields) -> Keyframe:
    hidden = item.flag("hidden")
    polygon = tuple(_point(item, point) for point in item.items("polygon"))
    if len(polygon) < MIN_CORNERS and not hidden:
        raise item.error("polygon", f"needs at least {MIN_CORNERS} points, got {len(polygon)}")
    return Keyframe(item.number("t"), polygon, hidden)


def _point(item: Fields, point: object) -> Point:
    if not isinstance(point, list) or len(point) != 2:
        raise item.error("polygon", f"must hold [x, y] pairs, got {point!r}")
    return item.as_number("polygon", point[0]), item.as_number("polygon", point[1])


def _check_unique(top: Fields, story: Story) -> None:
    lists: tuple[tuple[str, Iterable[Media | Scene | Choice | Element]], ...] = (
        ("media", story.media),
        ("scenes", story.scenes),
        ("choices", story.choices),
        ("elements", story.elements),
    )
    for name, entries in lists:
        seen: set[str] = set()
        for entry in entries:
            if entry.id in seen:
                raise top.error(name, f"has the id {entry.id!r} twice")
            seen.add(entry.id)


def _check_references(top: Fields, story: Story) -> None:
    def check(owner: str, name: str, target: str | None, known: dict[str, int]) -> None:
        if target is not None and target not in known:
            raise top.error(owner, f"has a `{name}` {target!r} that the story does not hold")

    for scene in story.scenes:
        check(f"scene {scene.id!r}", "media_id", scene.media_id, story.media_index)
    for choice in story.choices:
        check(f"choice {choice.id!r}", "from_scene", choice.from_scene, story.scene_index)
        check(f"choice {choice.id!r}", "to_scene", choice.to_scene, story.scene_index)
        check(f"choice {choice.id!r}", "element_id", choice.element_id, story.element_index)
    for element in story.elements:
        check(f"element {element.id!r}", "media_id", element.media_id, story.media_index)


def story_to_json(story: Story) -> dict[str, object]:
    """The story as the object of a story file; an infinite end is null."""
    return {
        "title": story.title,
        "media": [_media_json(media) for media in story.media],
        "scenes": [
            {"id": s.id, "label": s.label, "media_id": s.media_id, **_span_json(s), "ending": s.ending}
            for s in story.scenes
        ],
        "choices": [
            {
                "id": c.id,
                "label": c.label,
                "from_scene": c.from_scene,
                "to_scene": c.to_scene,
                "element_id": c.element_id,
                "default": c.default,
            }
            for c in story.choices
        ],
        "elements": [_element_json(element) for element in story.elements],
    }


def _media_json(media: Media) -> dict[str, object]:
    stated = {
        "path": media.path,
        "width": media.width,
        "height": media.height,
        "duration": media.duration_s,
    }
    return {"id": media.id, **{name: value for name, value in stated.items() if value is not None}}


def _span_json(item: Scene | Element) -> dict[str, object]:
    return {"start": item.start_s, "end": item.end_s if math.isfinite(item.end_s) else None}


def _element_json(element: Element) -> dict[str, object]:
    return {
        "id": element.id,
        "kind": element.kind.value,
        "label": element.label,
        "media_id": element.media_id,
        **_span_json(element),
        "target": element.target,
        "question": element.question,
        "options": list(element.options) or None,
        "correct": _one_or_list(element.correct),
        "boundary": [keyframe_json(frame) for frame in element.boundary],
    }


def _one_or_list(texts: Sequence[str]) -> object:
    if not texts:
        return None
    return texts[0] if len(texts) == 1 else list(texts)


def keyframe_json(frame: Keyframe) -> dict[str, object]:
    """A boundary's keyframe as story files have it."""
    obj: dict[str, object] = {"t": frame.t_s, "polygon": [list(point) for point in frame.polygon]}
    return {**obj, "hidden": True} if frame.hidden else obj
