"""False clicks by bin, against counting them one by one."""

import os
from collections import Counter
from math import floor, isnan

import numpy as np
import oracle_curves
from build import events, row
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import selected_studies, studies, to_events

from footpath.analysis.click_lanes import click_lanes, lanes_along
from footpath.analysis.data import read_data
from footpath.analysis.selecting import path_of, session_mask
from footpath.analysis.walk import Walk, Way
from footpath.model.clicks import ClickClass
from footpath.model.selection import EVERYTHING
from footpath.model.settings import Settings
from footpath.model.story import Media, Scene, Story

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))
STORY = Story("t", (Media("m", width=1280, height=720, duration_s=10.0),), (Scene("a", "A", "m", 0.0, 10.0),))


def test_false_clicks_by_bin():
    rows = [row("s", 0.0, "play", 0.0)]
    rows += [row("s", t, "click", t, x=0.5, y=0.5) for t in (1.2, 1.8, 4.1)] + [row("s", 5.0, "click", 5.0)]
    made, sessions = events(STORY, *rows)
    data = read_data(STORY, made, sessions, Settings())
    lane = click_lanes(data, np.ones(len(data.clicks), bool))["m"]
    placed = [k for k, n in enumerate(lane.clicks) for _ in range(n)]
    assert placed == [1, 1, 4]
    assert lane.false.tolist() == lane.clicks.tolist()


@given(studies(), st.integers(0, 2**32 - 1))
def test_as_if_counted_one_by_one(study, seed):
    story, rows = study
    data = read_data(story, *to_events(rows, story), Settings())
    chosen = np.random.default_rng(seed).random(len(data.clicks)) < 0.6
    lanes = click_lanes(data, chosen)
    every, false = Counter(), Counter()
    for k in np.flatnonzero(chosen).tolist():
        t_s, x, media = data.clicks.t_s[k], data.clicks.x[k], data.clicks.media[k]
        if media >= 0 and not isnan(t_s) and not isnan(x):
            place = story.media[media].id, floor(t_s / data.settings.retention_bin_s)
            every[place] += 1
            false[place] += data.clicks.klass[k] == ClickClass.FALSE
    for counted, wanted in (("clicks", every), ("false", false)):
        found = {(m, k): n for m, lane in lanes.items() for k, n in enumerate(getattr(lane, counted).tolist()) if n}
        assert found == {place: n for place, n in wanted.items() if n}


@given(selected_studies())
@settings(max_examples=2 * EXAMPLES)
def test_along_a_path_as_if_each_session_were_followed(drawn):
    (story, rows), selection = drawn
    data = read_data(story, *to_events(rows, story), Settings())
    mask = session_mask(selection, data)
    walk = Walk.along(Way(path_of(selection, data)), data.reading, mask)
    lanes = lanes_along(data, selection, walk)
    assert list(lanes) == list(range(len(walk.steps)))
    every, false = oracle_curves.lanes_along(rows, story, Settings(), selection)
    for counted, wanted in (("clicks", every), ("false", false)):
        found = {(k, n): c for k, lane in lanes.items() for n, c in enumerate(getattr(lane, counted).tolist()) if c}
        assert found == {place: n for place, n in wanted.items() if n}


def test_of_a_scene_that_comes_twice_each_step_has_its_own_clicks():
    scenes = (Scene("a", "A", "m", 2.0, 6.0), Scene("b", "B", "m", 6.0, 10.0))
    story = Story("t", STORY.media, scenes)
    rows = [row("s", 0.0, "scene_enter", 2.0, scene_id="a"), row("s", 1.2, "click", 3.2, x=0.5, y=0.5)]
    rows += [row("s", 2.0, "scene_enter", 6.0, scene_id="b"), row("s", 3.0, "scene_enter", 2.0, scene_id="a")]
    rows += [row("s", 3.5 + k, "click", t, x=0.5, y=0.5) for k, t in enumerate((2.5, 3.5, 6.0))]
    data = read_data(story, *events(story, *rows), Settings())
    lanes = lanes_along(data, EVERYTHING, Walk.along(Way(), data.reading, np.ones(1, bool)))
    assert [(lane.t_s.tolist(), lane.clicks.tolist()) for lane in lanes.values()] == [
        ([2.0, 3.0], [0, 1]), ([], []), ([2.0, 3.0, 4.0, 5.0], [1, 1, 0, 1]),
    ]  # fmt: skip
