"""Hotspots as H5P Interactive Video: as its content's JSON, or as a package without libraries.

A place in H5P: `x`, `y` of the upper left corner in percent of the picture, `width` and `height` in em, of which the
picture is 40 wide. A hotspot there stands still; a moving boundary becomes one standing box every two seconds.
"""

from __future__ import annotations

import json
import math
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from footpath.analysis.boundary import polygon_at
from footpath.export.files import whole_file
from footpath.model.story import Element, ElementKind, Media

PIECE_S = 2.0
SAMPLES = 5
PICTURE_EM = 40.0
LIBRARY = "H5P.IVHotspot 1.2"
NAMESPACE = uuid.UUID("6f0a2f0e-3c1c-4f0e-9a55-7d6c1c1f4a10")
DRAWN = frozenset({ElementKind.HOTSPOT, ElementKind.CTA, ElementKind.LINK, ElementKind.CHOICE})
LONGEST_S = 24 * 3600.0

NO_COMMENTS: Mapping[str, str] = {}

Box = tuple[float, float, float, float]


def interactions(
    elements: Iterable[Element], media: Media, comments: Mapping[str, str] = NO_COMMENTS
) -> list[dict[str, Any]]:
    """One interaction a standing box, in order of time; questions are left to the authoring tool.

    `comments` by element id are the interactions' author's comments.
    """
    found = []
    for element in elements:
        if element.media_id == media.id and element.boundary and element.kind in DRAWN:
            pieces = [_interaction(element, i, piece, media.aspect) for i, piece in enumerate(_pieces(element, media))]
            for item in pieces if element.id in comments else ():
                item["action"]["metadata"]["authorComments"] = comments[element.id]
            found += pieces
    return sorted(found, key=lambda item: (item["duration"]["from"], item["label"]))


def _pieces(element: Element, media: Media) -> list[tuple[float, float, Box]]:
    """(start, end, box) of every stretch in which the element shows."""
    end_s = min(element.end_s, media.duration_s or LONGEST_S)
    count = 1 if len(element.boundary) == 1 else max(1, math.ceil((end_s - element.start_s) / PIECE_S))
    step = (end_s - element.start_s) / count
    found = []
    for i in range(count):
        start = element.start_s + i * step
        times = [start + step * k / (SAMPLES - 1) for k in range(SAMPLES - 1)] + [start + step * 0.999]
        corners = [corner for t in times for corner in polygon_at(element, t) or ()]
        if corners:
            found.append((start, start + step, _box(corners)))
    return found


def _box(corners: list[tuple[float, float]]) -> Box:
    xs = [min(max(x, 0.0), 1.0) for x, _ in corners]
    ys = [min(max(y, 0.0), 1.0) for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _interaction(element: Element, number: int, piece: tuple[float, float, Box], aspect: float) -> dict[str, Any]:
    start, end, (left, top, right, bottom) = piece
    identity = str(uuid.uuid5(NAMESPACE, f"{element.id}/{number}"))
    return {
        "x": round(100 * left, 4), "y": round(100 * top, 4),
        "width": round((right - left) * PICTURE_EM, 4), "height": round((bottom - top) * PICTURE_EM / aspect, 4),
        "duration": {"from": round(start, 3), "to": round(end, 3)},
        "libraryTitle": "Navigation Hotspot",
        "action": {"library": LIBRARY, "params": _params(element), "subContentId": identity,
                   "metadata": {"contentType": "Navigation Hotspot", "license": "U", "title": element.label}},
        "pause": False, "displayType": "poster", "buttonOnMobile": False, "label": element.label,
    }  # fmt: skip


def _params(element: Element) -> dict[str, Any]:
    address = element.target or ""
    scheme, separator, rest = address.partition("://")
    destination: dict[str, Any] = {"type": "timecode", "time": round(element.start_s, 3)}
    if separator:
        destination = {"type": "url", "url": {"protocol": f"{scheme}://", "url": rest}}
    return {
        "destination": destination,
        "visuals": {"shape": "rectangular", "backgroundColor": "rgba(0, 158, 115, 0.15)", "pointerCursor": True,
                    "animation": False},
        "texts": {"alternativeText": element.label, "label": element.label, "showLabel": False},
    }  # fmt: skip


def content(
    title: str, elements: Iterable[Element], media: Media, comments: Mapping[str, str] = NO_COMMENTS
) -> dict[str, Any]:
    """An Interactive Video's content.json. The film itself is not in it: it is chosen in the authoring tool."""
    return {
        "interactiveVideo": {
            "video": {"startScreenOptions": {"title": title, "hideStartTitle": False}, "textTracks": {"videoTrack": []},
                      "files": []},
            "assets": {"interactions": interactions(elements, media, comments), "bookmarks": [], "endscreens": []},
            "summary": {"task": {"library": "H5P.Summary 1.10", "params": {"intro": "", "summaries": []},
                                 "subContentId": str(uuid.uuid5(NAMESPACE, "summary"))}, "displayAt": 3},
        },
        "override": {"autoplay": False, "loop": False, "showBookmarksmenuOnLoad": False, "showRewind10": False,
                     "preventSkippingMode": "none", "deactivateSound": False},
    }  # fmt: skip


def save_package(
    path: Path, title: str, elements: Iterable[Element], media: Media, comments: Mapping[str, str] = NO_COMMENTS
) -> None:
    """A .h5p file: h5p.json and content/content.json; the platform that opens it has the libraries."""
    about = {
        "title": title, "language": "und", "mainLibrary": "H5P.InteractiveVideo", "embedTypes": ["iframe"],
        "license": "U",
        "preloadedDependencies": [
            {"machineName": "H5P.InteractiveVideo", "majorVersion": "1", "minorVersion": "22"},
            {"machineName": "H5P.IVHotspot", "majorVersion": "1", "minorVersion": "2"},
        ],
    }  # fmt: skip
    with whole_file(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("h5p.json", json.dumps(about, ensure_ascii=False))
        body = json.dumps(content(title, elements, media, comments), ensure_ascii=False)
        package.writestr("content/content.json", body)
