"""H5P's interactions as elements of a story: what can be clicked or answered, and where.

A place in H5P: `x`, `y` of the upper left corner in percent of the picture; `width`, `height` in em, of which the
picture is 40 wide. Buttons are of one size whatever they state. Source: H5P.InteractiveVideo's semantics.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

Item = Mapping[str, Any]

PICTURE_EM, BUTTON_EM = 40.0, 2.5
LEAST_S = 0.04
SURVEYS = frozenset({"H5P.Questionnaire", "H5P.OpenEndedQuestion", "H5P.SimpleMultiChoice", "H5P.FreeTextQuestion"})
QUIZZES = frozenset({
    "H5P.TrueFalse", "H5P.MultiChoice", "H5P.SingleChoiceSet", "H5P.Blanks", "H5P.DragQuestion", "H5P.DragText",
    "H5P.MarkTheWords", "H5P.Summary", "H5P.AdvancedText.Quiz", "H5P.ImageMultipleHotspotQuestion",
    "H5P.ImageHotspotQuestion", "H5P.SortParagraphs", "H5P.Essay",
})  # fmt: skip
KINDS = {"H5P.IVHotspot": "hotspot", "H5P.Link": "link", "H5P.GoToQuestion": "choice"}
STANDING = frozenset({"H5P.Nil", "H5P.Text", "H5P.AdvancedText", "H5P.Image", "H5P.Table"})  # to look at, as posters
_TAGS = re.compile(r"<[^>]*>")


def elements_of(content: Item, media_id: str, aspect: float) -> Iterator[dict[str, Any]]:
    """The elements of an interactive video, as a story file has them; posters that do nothing are none."""
    assets = as_object(content.get("assets"))
    taken: set[str] = set()
    for number, item in enumerate(as_list(assets.get("interactions"))):
        found = _element(as_object(item), number, media_id, aspect)
        if found is not None:
            found["id"] = _unique(str(found["id"]), taken)
            yield found


def jump_of(item: Item) -> float | None:
    """The second of the film that a click on the interaction leads to."""
    destination = as_object(_params(item).get("destination"))
    return _number(destination.get("time")) if destination.get("type") == "timecode" else None


def _element(item: Item, number: int, media_id: str, aspect: float) -> dict[str, Any] | None:
    action, params = as_object(item.get("action")), _params(item)
    library = str(action.get("library", "")).split(" ")[0]
    button = item.get("displayType") == "button" and library != "H5P.IVHotspot"
    kind = _kind(library)
    start, end = _span(as_object(item.get("duration")))
    if kind is None or (library in STANDING and not button):
        return None
    title = str(as_object(action.get("metadata")).get("title") or "")
    label = plain(item.get("label")) or plain(as_object(params.get("texts")).get("label")) or title or kind
    question, options, correct = _question(library, params)
    return {
        "id": str(action.get("subContentId") or f"{media_id}-{number + 1}"), "kind": kind, "label": label,
        "media_id": media_id, "start": start, "end": end, "target": _target(params), "question": question,
        "options": options, "correct": correct,
        "boundary": [{"t": start, "polygon": _box(item, aspect, button=button)}],
    }  # fmt: skip


def _kind(library: str) -> str | None:
    if library in QUIZZES:
        return "quiz"
    if library in SURVEYS:
        return "survey"
    return KINDS.get(library, "hotspot") if library else None


def _span(duration: Item) -> tuple[float, float]:
    start = max(_number(duration.get("from")) or 0.0, 0.0)
    end = _number(duration.get("to"))
    return start, max(end if end is not None else start + 10.0, start + LEAST_S)


def _box(item: Item, aspect: float, *, button: bool) -> list[list[float]]:
    left, top = ((_number(item.get(name)) or 0.0) / 100 for name in ("x", "y"))
    sizes = (_number(item.get("width")) or 10.0, _number(item.get("height")) or 10.0)
    width, height = (BUTTON_EM, BUTTON_EM) if button else sizes
    right, bottom = left + max(width, 0.1) / PICTURE_EM, top + max(height, 0.1) / PICTURE_EM * aspect
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def _target(params: Item) -> str | None:
    """A link's address."""
    found = as_object(params.get("linkWidget") or as_object(params.get("destination")).get("url"))
    address = f"{found.get('protocol') or ''}{found.get('url') or ''}"
    return address or None


def _question(library: str, params: Item) -> tuple[str | None, list[str] | None, list[str] | None]:
    """What is asked, the answers to choose from, and the right ones."""
    asked = plain(params.get("question") or params.get("taskDescription") or params.get("text")) or None
    if library == "H5P.TrueFalse":
        return asked, ["true", "false"], [str(params.get("correct", "")).lower()]
    if library == "H5P.SingleChoiceSet":
        first = as_object(next(iter(as_list(params.get("choices"))), None))
        answers = [plain(answer) for answer in as_list(first.get("answers"))]
        return plain(first.get("question")) or asked, answers or None, answers[:1] or None
    offered = [as_object(answer) for answer in as_list(params.get("answers"))]
    texts = [plain(answer.get("text")) for answer in offered]
    right = [text for text, answer in zip(texts, offered, strict=True) if answer.get("correct")]
    return asked, texts or None, right or None


def _params(item: Item) -> Item:
    return as_object(as_object(item.get("action")).get("params"))


def _unique(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def plain(text: object) -> str:
    """A text without its mark-up."""
    return html.unescape(_TAGS.sub(" ", text)).strip() if isinstance(text, str) else ""


def as_object(value: object) -> Item:
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
