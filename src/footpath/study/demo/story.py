"""The demo's story: scenes, choices and elements, as the story file says them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from footpath.model.story import Choice, Element, ElementKind, Keyframe, Media, Story
from footpath.study.demo import motion
from footpath.study.demo.motion import BRANCHES, MEDIA_ID, Box

if TYPE_CHECKING:
    from pathlib import Path

VIDEO_NAME = "tour.mp4"
KEYFRAME_STEP_S = 0.5
SITE = "https://meridian.example"
LABELS = {scene.id: scene.label for scene in motion.SCENES}
STARTS = {scene.id: scene.start_s for scene in motion.SCENES}
ENDS = {scene.id: scene.end_s for scene in motion.SCENES}


def polygon(box: Box) -> tuple[tuple[float, float], ...]:
    x, y, w, h = box
    corners = ((x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h))
    return tuple((round(a, 4), round(b, 4)) for a, b in corners)


def boundary(place: Callable[[float], Box], start_s: float, end_s: float) -> tuple[Keyframe, ...]:
    """Keyframes every half second; one where it stands still."""
    times = np.unique(np.append(np.arange(start_s, end_s, KEYFRAME_STEP_S), end_s)).tolist()
    frames = tuple(Keyframe(t, polygon(place(t))) for t in times)
    return frames if any(f.polygon != frames[0].polygon for f in frames) else frames[:1]


def hotspot(ident: str, label: str, life: tuple[float, float], place: Callable[[float], Box]) -> Element:
    outline = boundary(place, *life)
    target = f"{SITE}/{ident}"
    return Element(ident, ElementKind.HOTSPOT, label, MEDIA_ID, *life, outline, target)


def button(
    ident: str, kind: ElementKind, label: str, life: tuple[float, float], box: Box, target: str | None = None
) -> Element:
    return Element(ident, kind, label, MEDIA_ID, *life, boundary(motion.still(box), *life), target)


def _choice_elements() -> Iterator[Element]:
    for branch in BRANCHES:
        box = motion.CARD_BOXES[branch]
        yield button(f"pick_{branch}", ElementKind.CHOICE, LABELS[branch], (21.0, 28.0), box)
    for branch in BRANCHES:
        life = (ENDS[branch] - 5.0, ENDS[branch])
        yield button(f"again_{branch}", ElementKind.CHOICE, "Another industry", life, motion.AGAIN_BOX)
    for scene, label in (("quote", "Get a quote"), ("thanks", "Maybe later")):
        yield button(f"next_{scene}", ElementKind.CHOICE, label, (98.0, 104.0), motion.QUIZ_NEXT_BOXES[scene])


def _quiz() -> Element:
    left, top = motion.QUIZ_BOXES[0], motion.QUIZ_BOXES[3]
    box = (0.5, (left[1] + top[1]) / 2, 0.2 + left[2], 0.1 + left[3])
    return Element(
        id="quiz_tolerance",
        kind=ElementKind.QUIZ,
        label="Which tolerance?",
        media_id=MEDIA_ID,
        start_s=93.0,
        end_s=104.0,
        boundary=boundary(motion.still(box), 93.0, 104.0),
        question="How fine do we grind a bearing seat?",
        options=motion.QUIZ_OPTIONS,
        correct=(motion.QUIZ_RIGHT,),
    )


def _elements() -> Iterator[Element]:
    yield hotspot("arm", "Robot arm", (3.0, 12.0), motion.arm_box)
    yield from _choice_elements()
    yield hotspot("gearbox", "Gearbox", (30.0, 37.0), motion.gearbox_box)
    yield hotspot("car", "Electric drive", (33.0, 42.0), motion.car_box)
    yield hotspot("turbine", "Turbine stage", (46.0, 58.0), motion.turbine_box)
    yield hotspot("sensor", "Vibration sensor", (46.0, 59.0), motion.sensor_box)
    yield hotspot("implant", "Hip implant", (62.0, 74.0), motion.implant_box)
    yield hotspot("drill", "Surgical drill", (64.0, 75.0), motion.drill_box)
    yield hotspot("print", "Printed manifold", (79.0, 91.0), motion.print_box)
    yield button("sheet", ElementKind.LINK, "Data sheet", (80.0, 92.0), motion.SHEET_BOX, f"{SITE}/sheet.pdf")
    yield _quiz()
    quote = f"{SITE}/quote"
    yield button("quote_cta", ElementKind.CTA, "Request a quote", (105.0, 112.0), motion.QUOTE_BOX, quote)
    yield button("news", ElementKind.LINK, "Newsletter", (113.0, 120.0), motion.NEWS_BOX, f"{SITE}/news")
    yield button("rate", ElementKind.SURVEY, "Rate this tour", (113.0, 120.0), motion.RATE_BOX)
    talk = "Talk to an engineer"
    yield Element("engineer", ElementKind.CTA, talk, None, 0.0, motion.DURATION_S, target=f"{SITE}/talk")


def _choices() -> Iterator[Choice]:
    for branch in BRANCHES:
        default = branch == "automotive"
        yield Choice(f"to_{branch}", LABELS[branch], "pick", branch, f"pick_{branch}", default)
    for branch in BRANCHES:
        yield Choice(f"back_{branch}", "Another industry", branch, "pick", f"again_{branch}")
        yield Choice(f"on_{branch}", "Continue", branch, "quiz", None, default=True)
    yield Choice("to_quote", "Get a quote", "quiz", "quote", "next_quote")
    yield Choice("to_thanks", "Maybe later", "quiz", "thanks", "next_thanks", default=True)


def demo_story() -> Story:
    media = Media(MEDIA_ID, VIDEO_NAME, motion.WIDTH, motion.HEIGHT, motion.DURATION_S)
    title = "Meridian: a product tour"
    return Story(title, (media,), motion.SCENES, tuple(_choices()), tuple(_elements()))


def _element_json(element: Element) -> dict[str, object]:
    outline = [{"t": k.t_s, "polygon": [list(p) for p in k.polygon]} for k in element.boundary]
    return {
        "id": element.id,
        "kind": element.kind.value,
        "label": element.label,
        "media_id": element.media_id,
        "start": element.start_s,
        "end": element.end_s,
        "target": element.target,
        "question": element.question,
        "options": list(element.options) or None,
        "correct": list(element.correct) or None,
        **({"boundary": outline} if outline else {}),
    }


def story_json(story: Story) -> dict[str, object]:
    return {
        "title": story.title,
        "media": [
            {"id": m.id, "path": m.path, "width": m.width, "height": m.height, "duration": m.duration_s}
            for m in story.media
        ],
        "scenes": [
            {"id": s.id, "label": s.label, "media_id": s.media_id, "start": s.start_s, "end": s.end_s,
             "ending": s.ending}
            for s in story.scenes
        ],
        "choices": [
            {"id": c.id, "label": c.label, "from_scene": c.from_scene, "to_scene": c.to_scene,
             "element_id": c.element_id, "default": c.default}
            for c in story.choices
        ],
        "elements": [_element_json(e) for e in story.elements],
    }


def write_story(path: Path) -> None:
    text = json.dumps(story_json(demo_story()), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
