"""Some clicks in a row are told as all of them are."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from build import events, row
from hypothesis import given
from hypothesis import strategies as st
from strategies import selections, studies, to_events

from footpath.analysis.data import read_data
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings
from footpath.model.story import Media, Scene, Story
from footpath.study.click_masks import ClickMasks

STORY = Story("t", (Media("m", width=1280, height=720, duration_s=10.0),), (Scene("a", "A", "m", 0.0, 10.0),))


@given(studies(), st.data())
def test_some_clicks_before_and_after_all_are_looked_through(study, draw):
    story, rows = study
    data = read_data(story, *to_events(rows, story), Settings())
    selection = draw.draw(selections(story, rows))
    first = draw.draw(st.integers(0, len(data.clicks)))
    part = slice(first, draw.draw(st.integers(first, len(data.clicks))))
    masks = ClickMasks(data)
    before = masks.of(selection, part)
    assert np.array_equal(before, masks(selection)[part])
    assert np.array_equal(before, masks.of(selection, part))


def test_what_is_remembered_is_there_while_others_are_looked_for():
    made, sessions = events(STORY, *(row(f"s{k}", 1.0, "click", 1.0, x=0.1 * k, y=0.5) for k in range(8)))
    data = read_data(STORY, made, sessions, Settings())
    left = Selection(region=(0.0, 0.0, 0.35, 1.0))
    masks = ClickMasks(data)
    wanted = masks(left).tolist()
    assert 0 < sum(wanted) < len(wanted)
    with ThreadPoolExecutor(1) as other, data.choosing, masks._asking:
        for selection in (left, EVERYTHING):
            assert other.submit(masks.of, selection, slice(2, 6)).result(20).any()
        assert other.submit(masks, left).result(20).tolist() == wanted
