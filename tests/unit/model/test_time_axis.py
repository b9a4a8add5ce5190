"""Media time along a path: there and back again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footpath.model.time_axis import TimeAxis

PATH = TimeAxis.along(
    [("a", 0, "m", 0.0, 10.0), ("c", 1, "n", 5.0, 9.0), ("a", 2, "m", 0.0, 10.0), ("b", 4, "m", 10.0, 12.0)]
)


def test_a_media_alone_is_its_own_time():
    axis = TimeAxis.of_media("m")
    assert axis.parts("m", 3.0, 4.0) == [(3.0, 4.0)]
    assert axis.parts("n", 3.0, 4.0) == []
    assert axis.moment(7.5) == ("m", 7.5)


def test_a_scene_passed_twice_lies_twice_on_the_path():
    assert PATH.parts("m", 8.0, 11.0) == [(8.0, 10.0), (22.0, 24.0), (24.0, 25.0)]
    assert PATH.place("m", 2.0) == 2.0
    assert PATH.place("m", 2.0, near_s=20.0) == 16.0
    assert PATH.place("n", 4.0) is None
    assert PATH.place("m", 10.0) == 24.0


def test_a_window_stays_within_the_scene_it_begins_in():
    assert PATH.window(12.0, 30.0) == ("n", 7.0, 9.0)
    assert PATH.window(12.0, 3.0) == ("n", 5.0, 7.0)


@given(st.floats(0.0, 26.0, exclude_max=True))
def test_every_place_is_a_moment_that_lies_there(at_s):
    media_id, t_s = PATH.moment(at_s)
    assert PATH.place(media_id, t_s, near_s=at_s) == pytest.approx(at_s)
