"""Pictures of scenes: of the right seconds, of every film that is there, and no more once nobody wants them."""

from __future__ import annotations

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from footpath.model.story import Media, Scene, Story
from footpath.study.scene_pictures import scene_pictures

SECONDS, FPS = 20, 10


@pytest.fixture
def study(tmp_path):
    """A film that gets brighter every second, one that isn't there, and one that is none."""
    writer = cv2.VideoWriter(str(tmp_path / "film.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (160, 90))
    for k in range(SECONDS * FPS):
        writer.write(np.full((90, 160, 3), 10 * (k // FPS), np.uint8))
    writer.release()
    (tmp_path / "none.mp4").write_text("no film")
    scenes = [Scene(f"s{k}", "", "film", float(k), k + 1.0) for k in range(SECONDS)]
    others = [Scene("gone", "", "gone", 0.0, 5.0), Scene("broken", "", "none", 0.0, 5.0)]
    story = Story("t", (Media("film"), Media("gone"), Media("none")), (*scenes, *others))
    there = {"film": tmp_path / "film.mp4", "none": tmp_path / "none.mp4"}
    return SimpleNamespace(story=story, footage_path=there.get)


def test_each_scene_has_its_own_second(study):
    wanted = ["s7", "broken", "s0", "gone", "s19"]
    told = scene_pictures(study, wanted, lambda: False)
    assert {scene_id for scene_id, picture in told.items() if picture is None} == {"broken", "gone"}
    found = {scene_id: picture for scene_id, picture in told.items() if picture is not None}
    brightness = {scene_id: round(float(picture.bgra[..., 0].mean()), -1) for scene_id, picture in found.items()}
    assert brightness == {"s7": 70, "s0": 0, "s19": 190}
    assert {picture.bgra.shape for picture in found.values()} == {(90, 160, 4)}


def test_the_rest_is_left_once_nobody_wants_it(study):
    asked = iter([False, True])
    assert list(scene_pictures(study, ["s1", "s2", "s3"], lambda: next(asked))) == ["s1", "s2"]
