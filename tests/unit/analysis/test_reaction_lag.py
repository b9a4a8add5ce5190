"""The lag that clicks were made with is found again; where nothing tells it, it says so."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from footpath.analysis.data import read_data
from footpath.analysis.reaction_lag import reaction_lag
from footpath.model.settings import Settings
from footpath.model.story import Element, ElementKind, Keyframe, Media, Scene, Story

sys.path.insert(0, str(Path(__file__).parent))
from build import events, row

MEDIA, SCENE = Media("m", width=1280, height=720, duration_s=30), Scene("a", "A", "m", 0, 30)


def square(x: float, y: float):
    return ((x - 0.05, y - 0.09), (x + 0.05, y - 0.09), (x + 0.05, y + 0.09), (x - 0.05, y + 0.09))


def story(*, moving: bool = True) -> Story:
    """Two things: one goes right and back again, one goes down."""
    away = 0.4 if moving else 0.0
    right = (Keyframe(2, square(0.3, 0.3)), Keyframe(7, square(0.3 + away, 0.3)), Keyframe(12, square(0.3, 0.3)))
    down = (Keyframe(15, square(0.5, 0.2)), Keyframe(25, square(0.5, 0.2 + away)))
    elements = (
        Element("e1", ElementKind.HOTSPOT, "", "m", 2.0, 12.0, right),
        Element("e2", ElementKind.HOTSPOT, "", "m", 15.0, 25.0, down),
    )
    return Story("t", (MEDIA,), (SCENE,), (), elements)


def found(lag_s: float, *, count: int = 240, moving: bool = True):
    random, made, rows = np.random.default_rng(7), story(moving=moving), []
    for k in range(count):
        element = made.elements[k % 2]
        seen = random.uniform(element.start_s + 1.3, element.end_s - lag_s - 0.01)
        times = [key.t_s for key in element.boundary]
        middle = [np.interp(seen, times, [np.mean(key.polygon, axis=0)[a] for key in element.boundary]) for a in (0, 1)]
        x, y = middle[0] + random.normal(0, 0.015), middle[1] + random.normal(0, 0.025)
        rows += [row(f"s{k}", 0.0, "play", 0.0), row(f"s{k}", seen + lag_s, "click", seen + lag_s, x=x, y=y)]
    made_events, sessions = events(made, *rows)
    data = read_data(made, made_events, sessions, Settings())
    return reaction_lag(data.clicks, made, np.ones(len(data.clicks), dtype=np.bool_))


@pytest.mark.parametrize("lag_s", [0.0, 0.3, 0.7])
def test_the_lag_is_found_within_its_interval(lag_s: float):
    lag = found(lag_s)
    assert lag.lag_s == pytest.approx(lag_s, abs=0.06)
    assert lag.low_s <= lag_s + 0.04
    assert lag.high_s >= lag_s - 0.04
    assert "taken off" in lag.words


def test_few_clicks_or_things_that_stand_still_tell_nothing_and_it_says_so():
    few, still = found(0.3, count=20), found(0.3, moving=False)
    assert few.lag_s is still.lag_s is None
    assert few.words.startswith("Reaction lag is not corrected")
    assert still.clicks == 0
