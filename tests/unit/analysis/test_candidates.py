"""Planted truths, static and moving, in centre-biased noise with busy and quiet moments."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from footpath.analysis.boundary import polygon_at
from footpath.analysis.candidates import find_candidates
from footpath.analysis.data import read_data
from footpath.model.events import Events, Kind
from footpath.model.settings import Settings
from footpath.model.story import Element, ElementKind, Media, Scene, Story

sys.path.insert(0, str(Path(__file__).parent))
from build import events, row

LENGTH_S = 90.0
STORY = Story("t", (Media("m", width=1280, height=720, duration_s=LENGTH_S),), (Scene("a", "A", "m", 0, LENGTH_S),))


def film(seed: int, noise: int, planted: list[tuple[float, float, tuple, tuple, int]], story: Story = STORY, **how):
    """Clicks of `noise` viewers, and planted (start, end, place at start, place at end, viewers)."""
    random = np.random.default_rng(seed)
    t = np.concatenate([random.uniform(0, LENGTH_S, noise * 2 // 3), random.normal(50, 8, noise - noise * 2 // 3)])
    xy = np.clip(random.normal(0.5, 0.22, (noise, 2)), 0.001, 0.999)
    t = np.clip(t, 0, LENGTH_S - 0.01)
    for start, end, here, there, viewers in planted:
        when = random.uniform(start, end, viewers)
        share = ((when - start) / (end - start))[:, None]
        place = np.array(here) * (1 - share) + np.array(there) * share
        t, xy = np.append(t, when), np.vstack([xy, place + random.normal(0, 0.015, (viewers, 2))])
    count = len(t)
    _, sessions = events(story, *[row(f"s{k}", 0, "play", 0) for k in range(count)])
    none = np.full(2 * count, -1, dtype=np.int32)
    both = np.tile([int(Kind.PLAY), int(Kind.CLICK)], count).astype(np.int8)
    nan = np.full(count, np.nan)
    made = Events(
        np.repeat(np.arange(count), 2).astype(np.int32),
        np.arange(2 * count, dtype=np.int64) * 1000,
        both,
        np.stack([np.zeros(count), t], axis=1).ravel(),
        none,
        none,
        np.stack([nan, np.clip(xy[:, 0], 0, 1)], axis=1).ravel(),
        np.stack([nan, np.clip(xy[:, 1], 0, 1)], axis=1).ravel(),
        none,
        none,
        (),
        (),
    )
    data = read_data(story, made, sessions, Settings())
    mask = np.ones(count, dtype=np.bool_)
    return find_candidates(data.clicks, data.reading, sessions, story, mask, data.settings, **how).candidates


PLANTED = [
    (10.0, 16.0, (0.2, 0.3), (0.2, 0.3), 60),
    (30.0, 40.0, (0.15, 0.8), (0.75, 0.8), 120),
    (60.0, 68.0, (0.8, 0.2), (0.8, 0.2), 25),
]


def centre(candidate, t_s: float) -> np.ndarray:
    element = Element("x", ElementKind.HOTSPOT, "", "m", 0, LENGTH_S, candidate.boundary)
    return np.array(polygon_at(element, t_s)).mean(axis=0)


@pytest.mark.parametrize("seed", range(5))
def test_planted_regions_are_found_as_one_candidate_each(seed: int):
    found = film(seed, 4000, PLANTED)
    assert len(found) == len(PLANTED)
    for start, end, here, there, viewers in PLANTED:
        match = [c for c in found if min(c.end_s, end) - max(c.start_s, start) > 0.6 * (end - start)]
        assert len(match) == 1
        middle = (np.array(here) + np.array(there)) / 2
        assert np.abs(centre(match[0], (start + end) / 2) - middle).max() < 0.03
        assert 0.7 * viewers <= match[0].viewers <= 1.3 * viewers + 15


def test_noise_alone_gives_no_candidates():
    assert sum(len(film(seed, 3000, [])) for seed in range(100, 112)) <= 1


def test_the_same_clicks_give_the_same_candidates():
    assert film(3, 2000, PLANTED) == film(3, 2000, PLANTED)


def test_clicks_beyond_the_films_end_are_no_candidates():
    late = (LENGTH_S + 5, LENGTH_S + 9, (0.3, 0.3), (0.3, 0.3), 80)
    assert film(1, 500, [late]) == ()
    unknown = Story("t", (Media("m", width=1280, height=720),), (Scene("a", "A", "m", 0, LENGTH_S + 20),))
    assert len(film(1, 500, [late], unknown)) == 1


def test_a_search_tells_how_far_it_is_and_ends_when_told():
    told: list[tuple[int, int]] = []
    two = Story("t", STORY.media, (Scene("a", "A", "m", 0, 45), Scene("b", "B", "m", 45, LENGTH_S)))
    film(3, 500, PLANTED, two, progress=lambda *how_far: told.append(how_far))
    assert told == [(k, len(told)) for k in range(len(told))]
    assert told

    def enough(_done: int, _of: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        film(3, 500, PLANTED, two, progress=enough)
