"""What lies under the clicks is found in the picture, followed both ways, and let go of where it is lost."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from footpath.analysis.boundary import polygon_at
from footpath.analysis.boundary_tracking import NO_HOLD, Footage, Spots, keyframes, tracked_candidate
from footpath.analysis.draft_matching import candidate_element
from footpath.model.results import Candidate
from footpath.model.story import Keyframe

WIDTH, HEIGHT, FPS, SECONDS = 320, 180, 12, 3.0
HALF = 16


def never() -> bool:
    return False


def box(t_s: float) -> tuple[float, float]:
    return 60 + 60 * t_s, 90 - 10 * t_s


def film(*, cut_at: float | None = None, plain: bool = False):
    """A patterned box that travels before soft noise; after a cut another picture."""
    random = np.random.default_rng(3)
    soft = cv2.resize(random.normal(90, 22, (24, 40, 3)), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    pattern = cv2.resize(random.normal(190, 30, (7, 7, 3)), (2 * HALF, 2 * HALF), interpolation=cv2.INTER_NEAREST)
    other = cv2.resize(random.normal(120, 60, (40, 60, 3)), (WIDTH, HEIGHT))
    times, frames = np.arange(int(SECONDS * FPS)) / FPS, []
    for t in times:
        frame = np.full((HEIGHT, WIDTH, 3), 90.0) if plain else soft.copy()
        x, y = (round(v) for v in box(t))
        if not plain:
            frame[y - HALF : y + HALF, x - HALF : x + HALF] = pattern
        frame = other if cut_at is not None and t >= cut_at else frame
        frames.append(np.clip(frame + random.normal(0, 2, frame.shape), 0, 255).astype(np.uint8))
    return Footage(times, frames)


def clicks(count: int = 60) -> Spots:
    random = np.random.default_rng(5)
    t = np.sort(random.uniform(0, SECONDS - 0.1, count))
    x, y = box(t)
    return Spots(t, (x + random.normal(0, 7, count)) / WIDTH, (y + random.normal(0, 7, count)) / HEIGHT)


def candidate() -> Candidate:
    """A disc along the clicks' path, as the search hands it over."""
    keys = []
    for t in (0.0, SECONDS):
        x, y = box(t)
        angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
        corners = zip((x + 18 * np.cos(angles)) / WIDTH, (y + 18 * np.sin(angles)) / HEIGHT, strict=True)
        keys.append(Keyframe(t, tuple((float(a), float(b)) for a, b in corners)))
    return Candidate("c1", "m", 0.0, SECONDS, tuple(keys), 60, 60, 100, 1.0, 1e-9, 1e-6, 6.0, None, False, "")


def overlap(found: Candidate, t_s: float) -> float:
    mask, true = np.zeros((HEIGHT, WIDTH), np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    corners = np.array(polygon_at(candidate_element(found), t_s)) * [WIDTH, HEIGHT]
    cv2.fillPoly(mask, [np.rint(corners).astype(np.int32)], 1)
    x, y = (round(v) for v in box(t_s))
    true[y - HALF : y + HALF, x - HALF : x + HALF] = 1
    return float((mask & true).sum() / (mask | true).sum())


def test_the_boundary_lies_over_the_moving_thing_all_its_life():
    found = tracked_candidate(candidate(), clicks(), film(), never)
    assert found.tracked is True
    before = np.mean([overlap(candidate(), t) for t in np.linspace(0.1, 2.8, 10)])
    after = np.mean([overlap(found, t) for t in np.linspace(0.1, 2.8, 10)])
    assert after > 0.8
    assert after > before
    assert len({len(k.polygon) for k in found.boundary}) == 1


def test_at_a_cut_it_stops_and_says_so_and_the_rest_follows_the_clicks():
    found = tracked_candidate(candidate(), clicks(), film(cut_at=2.0), never)
    assert isinstance(found.tracked, str)
    assert "only (" in found.tracked
    assert overlap(found, 1.0) > 0.75
    middle = np.mean(polygon_at(candidate_element(found), 2.7), axis=0) * [WIDTH, HEIGHT]
    assert np.hypot(*(middle - box(2.7))) < HALF


def test_a_picture_with_nothing_in_it_leaves_the_clicks_own_hull():
    found = tracked_candidate(candidate(), clicks(), film(plain=True), never)
    assert found.tracked == NO_HOLD
    assert len(found.boundary[0].polygon) >= 3


def test_without_frames_the_boundary_stays_and_the_reason_is_told():
    found = tracked_candidate(candidate(), clicks(), Footage(np.zeros(0), []), never)
    assert found.boundary == candidate().boundary
    assert "no frame" in str(found.tracked)


def test_it_stops_as_soon_as_nobody_wants_it():
    asked = []
    found = tracked_candidate(candidate(), clicks(), film(), lambda: bool(asked.append(0)) or len(asked) > 3)
    assert len(asked) <= 6
    assert "cancelled" in str(found.tracked)


@pytest.mark.parametrize("bend", [0.0, 0.2])
def test_a_keyframe_stays_only_where_the_way_bends(bend: float):
    t = np.linspace(0, 4, 41)
    square = np.array([[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.2]])
    away = np.stack([t / 8, bend * np.abs(t - 2)], axis=1)
    keys = keyframes(t, square + away[:, None], 16 / 9)
    assert [k.t_s for k in keys] == ([0.0, 4.0] if bend == 0 else [0.0, 2.0, 4.0])
