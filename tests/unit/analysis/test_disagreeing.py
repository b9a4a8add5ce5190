"""Clicks where the platform and the boundary say different things, told of the element they speak of."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from footpath.analysis.data import read_data
from footpath.analysis.disagreeing import disagreement_tests
from footpath.analysis.look import look_at
from footpath.analysis.significance import adjusted
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings
from footpath.model.story import Element, ElementKind, Keyframe, Media, Scene, Story

sys.path.insert(0, str(Path(__file__).parent))
from build import events, row


def spot(name: str, x: float) -> Element:
    corners = ((x, 0.1), (x + 0.1, 0.1), (x + 0.1, 0.3), (x, 0.3))
    return Element(name, ElementKind.HOTSPOT, name.title(), "m", 0.0, 10.0, (Keyframe(0.0, corners),))


SPOTS = (spot("drawn", 0.1), spot("off", 0.7))
STORY = Story("t", (Media("m", duration_s=10.0),), (Scene("s", "S", "m", 0, 10),), (), SPOTS)


def data(sessions: int):
    """Everybody clicks both; the player calls every third click beside “off” one on it."""
    rows = []
    for k in range(sessions):
        name = f"s{k}"
        rows += [row(name, 0, "play", 0), row(name, 2, "click", 2, x=0.15, y=0.2, element_id="drawn")]
        where = 0.4 if k % 3 == 0 else 0.75
        rows.append(row(name, 4, "click", 4, x=where, y=0.2, element_id="off"))
    made, table = events(STORY, *rows)
    return read_data(STORY, made, table, Settings())


def test_only_the_badly_drawn_one_disagrees_more_than_chance():
    found = {one.name[0]: one for one in disagreement_tests(look_at(data(90), EVERYTHING))}
    assert (found["drawn"].n, found["drawn"].of) == (0, 90)
    assert (found["off"].n, found["off"].of) == (30, 90)
    assert found["off"].q_value < 1e-9
    assert found["drawn"].q_value == 1.0
    p_values = [found[name].p_value for name in ("drawn", "off")]
    assert [found[name].q_value for name in ("drawn", "off")] == list(adjusted(np.array(p_values)))


def test_too_few_clicks_are_not_tested():
    assert disagreement_tests(look_at(data(29), EVERYTHING)) == []


def test_only_what_is_looked_at_is_counted():
    found = {one.name[0]: one for one in disagreement_tests(look_at(data(90), Selection(start_s=3.0)))}
    assert set(found) == {"off"}
