"""Accepted and candidate hotspots as draft elements, for authoring tools: our story, a CSV of keyframes, H5P, SVG."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from footpath.export.marker_lists import csv_text
from footpath.export.xml_text import attributes, text
from footpath.model.results import Candidate, Candidates, Outline
from footpath.model.story import Element, ElementKind, Media, Story
from footpath.render.colours import ACCEPTED, BOUNDARY, FALSE_CLICK, HALO
from footpath.storage.story_file import story_to_json

DRAFT_COLUMNS = ("id", "label", "media_id", "start_s", "end_s", "t_s", "hidden", "polygon", "comment")
STROKES = {"boundary": (BOUNDARY, None), "candidate": (FALSE_CLICK, "8 5"), "accepted": (ACCEPTED, None)}
SVG_WIDTH = 1280
NO_COMMENTS: Mapping[str, str] = {}


def draft_elements(found: Candidates, taken: Collection[str]) -> tuple[Element, ...]:
    """Candidates as hotspots, each with an id that is not `taken`."""
    names = set(taken)
    return tuple(_draft(c, names) for c in found.candidates)


def _draft(candidate: Candidate, taken: set[str]) -> Element:
    name = f"draft_{candidate.id}"
    while name in taken:
        name += "_"
    taken.add(name)
    return Element(
        id=name,
        kind=ElementKind.HOTSPOT,
        label=f"Draft {candidate.id}: {candidate.viewers} viewers clicked here in vain",
        media_id=candidate.media_id,
        start_s=candidate.start_s,
        end_s=candidate.end_s,
        boundary=candidate.boundary,
    )


def story_text(
    story: Story, drafts: Iterable[Element], media: Iterable[Media], comments: Mapping[str, str] = NO_COMMENTS
) -> str:
    """The whole story with the drafts behind its own elements; `media` with paths that hold beside the new file.

    `comments`, by element id, become a field of their own, which readers of a story pass over.
    """
    whole = story_to_json(replace(story, media=tuple(media), elements=(*story.elements, *drafts)))
    elements: Any = whole["elements"]
    for element in elements:
        if element["id"] in comments:
            element["comment"] = comments[element["id"]]
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def keyframes_csv(drafts: Iterable[Element], comments: Mapping[str, str] = NO_COMMENTS) -> str:
    """One row a keyframe; the polygon as `x y` pairs between semicolons, in [0, 1] of the picture."""
    rows = (
        (e.id, e.label, e.media_id, e.start_s, e.end_s, k.t_s, str(k.hidden).lower(),
         ";".join(f"{x:.5f} {y:.5f}" for x, y in k.polygon), comments.get(e.id, ""))
        for e in drafts
        for k in e.boundary
    )  # fmt: skip
    return csv_text(DRAFT_COLUMNS, rows)


def svg_text(
    outlines: Iterable[Outline], aspect: float, title: str, comments: Mapping[str, str] = NO_COMMENTS
) -> str:
    """What is clickable and what should be at one instant: polygons 1280 wide, each with its label.

    `comments` on accepted ones, by their labels, become descriptions.
    """
    height = round(SVG_WIDTH / aspect)
    size = attributes(xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {SVG_WIDTH} {height}", width=SVG_WIDTH,
                      height=height)  # fmt: skip
    shapes = "".join(_shape(outline, height, comments) for outline in outlines)
    return f"<svg{size}>\n<title>{text(title)}</title>\n{shapes}</svg>\n"


def _shape(outline: Outline, height: int, comments: Mapping[str, str]) -> str:
    colour, dashes = STROKES[outline.role]
    points = " ".join(f"{x * SVG_WIDTH:.1f},{y * height:.1f}" for x, y in outline.polygon)
    look: dict[str, Any] = {"points": points, "fill": "none", "class": outline.role}
    halo = attributes(**look, stroke=HALO, stroke_width=5)
    line = attributes(**look, stroke=colour, stroke_width=2.5, stroke_dasharray=dashes)
    said = comments.get(outline.label, "") if outline.role == "accepted" else ""
    about = f"<title>{text(outline.label)}</title>" + (f"<desc>{text(said)}</desc>" if said else "")
    return f"<g>{about}<polygon{halo}/><polygon{line}/></g>\n"
