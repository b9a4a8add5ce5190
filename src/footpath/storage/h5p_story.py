"""H5P Interactive Video and Branching Scenario as stories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from footpath.model.errors import UserError
from footpath.model.story import DEFAULT_ASPECT
from footpath.storage.h5p_elements import as_list, as_object, elements_of, jump_of, plain
from footpath.storage.safe_zip import SafeZip

CONTENT = "content/content.json"
VIDEO, BRANCHING = "interactiveVideo", "branchingScenario"
QUESTION = "H5P.BranchingQuestion"
FILM = "film"
END = "end"

Item = Mapping[str, Any]


def package_story(path: Path, films: Path) -> dict[str, Any]:
    """The story of a .h5p package, as the object of a story file; films it holds are unpacked into a folder.

    Raises:
        UserError: it is no safe package, or neither of the two kinds.
    """
    with SafeZip(path) as package:
        data = package.read(CONTENT)
        if data is None:
            raise UserError("The package has no content/content.json", str(path), "Is it an H5P package?")
        try:
            content = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise UserError(f"The package's content is not JSON: {error}", str(path), "Export it again.") from error
        story = content_story(content, str(path))
        for media in story["media"]:
            inside = f"content/{media['path']}"
            if media["path"] and package.has(inside):
                media["path"] = str(package.unpack(inside, films).resolve())
    return story


def is_h5p(content: object) -> bool:
    return isinstance(content, dict) and (VIDEO in content or BRANCHING in content)


def content_story(content: object, where: str) -> dict[str, Any]:
    """The story of a content.json."""
    item = as_object(content)
    if VIDEO in item:
        return _video_story(as_object(item[VIDEO]))
    if BRANCHING in item:
        return _Branching(as_object(item[BRANCHING])).story()
    why = "The package is neither an Interactive Video nor a Branching Scenario"
    raise UserError(why, where, "Export one of those from H5P.")


def _video_story(content: Item) -> dict[str, Any]:
    """One film, a scene from each bookmark on; clicks that lead to another scene are choices."""
    video = as_object(content.get("video"))
    title = plain(as_object(video.get("startScreenOptions")).get("title"))
    scenes = _chapters(content)
    interactions = [as_object(item) for item in as_list(as_object(content.get("assets")).get("interactions"))]
    elements = list(elements_of(content, FILM, DEFAULT_ASPECT))
    jumps = {str(as_object(item.get("action")).get("subContentId")): jump_of(item) for item in interactions}
    choices = []
    for element in elements:
        lands = jumps.get(element["id"])
        begins, goes = _scene_at(scenes, element["start"]), _scene_at(scenes, lands) if lands is not None else None
        if goes is not None and goes != begins:
            choices.append(_choice(f"{element['id']}-jump", element["label"], begins, goes, element["id"]))
    media = {"id": FILM, "path": _path(as_list(video.get("files")))}
    return {"title": title, "media": [media], "scenes": scenes, "choices": choices, "elements": elements}


def _chapters(content: Item) -> list[dict[str, Any]]:
    marks = [as_object(mark) for mark in as_list(as_object(content.get("assets")).get("bookmarks"))]
    timed = [mark for mark in marks if isinstance(mark.get("time"), int | float)]
    named = {float(mark["time"]): plain(mark.get("label")) for mark in timed}
    starts = sorted({0.0, *(time for time in named if time > 0)})
    return [
        {"id": f"s{k + 1}" if len(starts) > 1 else FILM, "label": named.get(start) or f"Part {k + 1}",
         "media_id": FILM, "start": start, "end": end, "ending": end is None}
        for k, (start, end) in enumerate(zip(starts, [*starts[1:], None], strict=True))
    ]  # fmt: skip


def _scene_at(scenes: list[dict[str, Any]], time: float) -> str:
    return str([scene["id"] for scene in scenes if scene["start"] <= max(time, 0.0)][-1])


def _choice(
    name: str, label: str, begins: str, goes: str, element: str | None, *, default: bool = False
) -> dict[str, Any]:
    return {"id": name, "label": label, "from_scene": begins, "to_scene": goes, "element_id": element,
            "default": default}  # fmt: skip


def _path(files: list[Any]) -> str | None:
    """The film's path in the package, or its address."""
    return next((str(path) for file in files if (path := as_object(file).get("path"))), None)


class _Branching:
    """Contents are scenes; a question is the choice at the end of the scenes that lead to it."""

    def __init__(self, scenario: Item) -> None:
        self._scenario = scenario
        self._nodes = [as_object(node) for node in as_list(scenario.get("content"))]
        self._choices: list[dict[str, Any]] = []
        self._elements: list[dict[str, Any]] = []
        self._ends = False

    def story(self) -> dict[str, Any]:
        scenes = [k for k in range(len(self._nodes)) if not self._is_question(k) or self._stands_alone(k)]
        for k in scenes:
            self._leave(k)
        media = [self._media(k) for k in scenes]
        listed = [self._scene(k) for k in scenes]
        if self._ends or not scenes:
            media.append({"id": END, "path": None})
            listed.append({"id": END, "label": "End", "media_id": END, "start": 0, "end": None, "ending": True})
        title = plain(as_object(self._scenario.get("startScreen")).get("startScreenTitle"))
        return {"title": title, "media": media, "scenes": listed, "choices": self._choices, "elements": self._elements}

    def _library(self, k: int) -> str:
        return str(as_object(self._nodes[k].get("type")).get("library", "")).split(" ")[0]

    def _params(self, k: int) -> Item:
        return as_object(as_object(self._nodes[k].get("type")).get("params"))

    def _is_question(self, k: int) -> bool:
        return self._library(k) == QUESTION

    def _next(self, item: Item) -> int:
        found = item.get("nextContentId")
        known = isinstance(found, int) and not isinstance(found, bool) and 0 <= found < len(self._nodes)
        return int(found) if known and found is not None else -1

    def _stands_alone(self, k: int) -> bool:
        """A question that no content leads to: the first, or one after another question."""
        content = [j for j in range(len(self._nodes)) if not self._is_question(j)]
        return k == 0 or not any(self._next(self._nodes[j]) == k for j in content) or self._asked_after_question(k)

    def _asked_after_question(self, k: int) -> bool:
        questions = [j for j in range(len(self._nodes)) if self._is_question(j)]
        return any(self._next(as_object(a)) == k for j in questions for a in self._alternatives(j))

    def _alternatives(self, k: int) -> list[Any]:
        return as_list(as_object(self._params(k).get("branchingQuestion")).get("alternatives"))

    def _leave(self, k: int) -> None:
        """The choices at the end of a scene."""
        if self._is_question(k):
            self._ask(k, k)
            return
        after = self._next(self._nodes[k])
        if after >= 0 and self._is_question(after):
            self._ask(k, after)
        elif after >= 0:
            self._choices.append(_choice(f"c{k}", "goes on", f"s{k}", f"s{after}", None, default=True))

    def _ask(self, k: int, question: int) -> None:
        asked = as_object(self._params(question).get("branchingQuestion"))
        for number, alternative in enumerate(as_object(a) for a in self._alternatives(question)):
            lands = self._next(alternative)
            self._ends |= lands < 0
            label = plain(alternative.get("text")) or f"Choice {number + 1}"
            name = f"s{k}-{number + 1}"
            self._elements.append({"id": name, "kind": "choice", "label": label, "media_id": f"m{k}", "start": 0,
                                   "end": None, "question": plain(asked.get("question")) or None})  # fmt: skip
            self._choices.append(_choice(f"c{name}", label, f"s{k}", f"s{lands}" if lands >= 0 else END, name))

    def _media(self, k: int) -> dict[str, Any]:
        params = self._params(k)
        video = as_object(as_object(params.get(VIDEO)).get("video"))
        self._elements += elements_of(as_object(params.get(VIDEO)), f"m{k}", DEFAULT_ASPECT)
        return {"id": f"m{k}", "path": _path(as_list(params.get("sources")) or as_list(video.get("files")))}

    def _scene(self, k: int) -> dict[str, Any]:
        node = self._nodes[k]
        about = as_object(as_object(node.get("type")).get("metadata"))
        label = plain(node.get("contentTitle")) or plain(about.get("title")) or f"Content {k + 1}"
        ending = not self._is_question(k) and self._next(node) < 0
        return {"id": f"s{k}", "label": label, "media_id": f"m{k}", "start": 0, "end": None, "ending": ending}
