"""How places are written, and read back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footpath.model.place import ENDS, Place, parse_place, place_words
from footpath.model.selection import Selection
from footpath.study.filters import filter_options, filter_text, selection_of

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=6)
places = st.builds(
    Place, st.lists(names, max_size=3).map(tuple), st.none() | st.integers(0, 99), st.sampled_from([None, *ENDS]),
    st.none() | names,
).filter(lambda place: place.scenes or place.end)  # fmt: skip


@given(places)
def test_a_place_is_read_back_as_it_was_written(place):
    assert parse_place(str(place)) == place


@pytest.mark.parametrize("text", ["", "2/", ">a", "a>>b", "x/a", "a>!gone", "+a", "2/3/a>"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse_place(text)


def test_a_place_in_words():
    labels = {"a": "Hook", "b": "Quiz"}
    assert place_words(Place(("a", "b"), 2), labels) == "Hook → Quiz, step 3"
    assert place_words(Place(("b",), None, "exit"), labels) == "Quiz, left"
    assert place_words(Place((), 1, "completed", "a"), labels) == "completed, step 2 from Hook on"


@given(st.lists(places, max_size=2).map(tuple), st.lists(places, max_size=2).map(tuple))
def test_a_selection_comes_back_from_json_and_from_filter_words(passed, excluded):
    selection = Selection(device="a b", region=(0.1, 0.2, 1 / 3, 0.4), passed=passed, excluded=excluded, start_s=0.5)
    assert Selection.of_parts(json.loads(json.dumps(selection.parts))) == selection
    assert selection_of(filter_options(filter_text(selection)), Path("unread")) == selection


def test_a_region_without_numbers_is_no_selection():
    with pytest.raises(ValueError, match="numbers"):
        Selection.of_parts({"region": [0.1, float("nan"), 0.3, 0.4]})
