"""Some clicks in a row are told as all of them are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from strategies import selections, studies, to_events

from footpath.analysis.data import read_data
from footpath.model.settings import Settings
from footpath.study.click_masks import ClickMasks


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
