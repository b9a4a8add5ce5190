"""False clicks by bin, against counting them one by one."""

from collections import Counter
from math import floor, isnan

import numpy as np
from build import events, row
from hypothesis import given
from hypothesis import strategies as st
from strategies import studies, to_events

from footpath.analysis.click_lanes import click_lanes
from footpath.analysis.data import read_data
from footpath.model.clicks import ClickClass
from footpath.model.settings import Settings
from footpath.model.story import Media, Scene, Story

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
