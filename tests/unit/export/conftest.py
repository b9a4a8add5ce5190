"""A small review with a film of its own: 25 fps, 4 s, a moving hotspot, a button beside, ids that are easy to find."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from footpath.study.importing import import_review
from footpath.study.study import Study

sys.path.insert(0, str(Path(__file__).parent))

FPS, WIDTH, HEIGHT, FRAMES = 25, 320, 180, 100
STORY = {
    "title": "Small & <odd>",
    "media": [{"id": "m", "path": "film.mp4"}],
    "scenes": [
        {"id": "a", "label": "Hook <1>", "media_id": "m", "start": 0, "end": 2},
        {"id": "b", "label": "End", "media_id": "m", "start": 2, "end": 4, "ending": True},
    ],
    "choices": [{"id": "ab", "label": "On", "from_scene": "a", "to_scene": "b"}],
    "elements": [
        {"id": "h", "kind": "hotspot", "label": "Jacket", "media_id": "m", "start": 0.4, "end": 1.6, "target": "https://x.example/j",
         "boundary": [{"t": 0.4, "polygon": [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.4]]},
                      {"t": 1.6, "polygon": [[0.5, 0.2], [0.7, 0.2], [0.7, 0.4], [0.5, 0.4]]}]},
        {"id": "side", "kind": "cta", "label": "Talk", "media_id": None},
    ],
}  # fmt: skip
HEADER = "session_id,viewer_id,at,kind,media_time,x,y,element_id,value,scene_id"


def rows() -> list[str]:
    """Sixty viewers; two in three click one empty place about 2.6 s; a third leaves at 3 s."""
    lines = []
    for i in range(60):
        who = f"session-zebra-{i},viewer-yak-{i},2026-01-01T10:{i:02d}"
        lines += [f"{who}:00Z,play,0,,,,,a", f"{who}:01Z,click,1,0.45,0.3,,,a", f"{who}:02Z,choice,2,,,,ab,a"]
        lines.append(f"{who}:02Z,scene_enter,2,,,,,b")
        if i % 3:
            lines.append(f"{who}:02.5Z,click,{2.3 + 0.01 * i:.2f},{0.8 + 0.0005 * i},0.7,,,b")
            lines.append(f"{who}:04Z,ended,4,,,,,b")
        else:
            lines.append(f"{who}:03Z,exit,3,,,,,b")
        if i == 7:
            lines.append(f"{who}:05Z,feedback,3.9,,,,my secret <opinion>,b")
        if i < 5:
            lines.append(f"{who}:06Z,feedback,3.9,,,,{i % 2 + 4},b")
    return lines


def write_film(path: Path) -> None:
    """Frame k is grey of level 2 k."""
    import cv2

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (WIDTH, HEIGHT))
    for k in range(FRAMES):
        writer.write(np.full((HEIGHT, WIDTH, 3), 2 * k, np.uint8))
    writer.release()


@pytest.fixture(scope="session")
def small_review(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    write_film(folder / "film.mp4")
    (folder / "story.json").write_text(json.dumps(STORY))
    (folder / "events.csv").write_text("\n".join([HEADER, *rows()]) + "\n")
    review = folder / "small.footpath"
    import_review([folder / "events.csv"], review, story=folder / "story.json")
    return review


@pytest.fixture(scope="session")
def study(small_review: Path) -> Study:
    return Study.open(small_review)
