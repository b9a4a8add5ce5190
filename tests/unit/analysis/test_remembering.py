"""What is remembered with a review never shows: any order of selections answers as a review just read does."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import selections, studies, to_events

from footpath.analysis.data import read_data
from footpath.analysis.metrics import compute_metrics
from footpath.analysis.more_metrics import more_metrics
from footpath.analysis.remembering import Once, Recent, remembered, remembered_last
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))
SETTINGS = Settings(attention_bands=(("Hook", 0.0), ("Middle", 2.5), ("End", 5.0)), ctr_bin_s=1.0)
MOMENTS = st.sampled_from([None, 0.0, 0.5, 1.0, 2.5, 3.3, 5.0, 6.9, 40.0])


class Owner:
    def __init__(self) -> None:
        self.kept: dict[str, object] = {}


def both(data, selection):
    metrics = compute_metrics(data, selection)
    return metrics, more_metrics(data, selection, metrics)


@st.composite
def asked(draw):
    """A study and what is asked of it one after the other: windows that cut bins, media, scenes, classes, sessions."""
    story, rows = draw(studies())
    media, scenes = [None, *(m.id for m in story.media)], [None, *(s.id for s in story.scenes)]
    windows = st.builds(Selection, media=st.sampled_from(media), start_s=MOMENTS, end_s=MOMENTS,
                        scene=st.sampled_from(scenes))  # fmt: skip
    wanted = draw(st.lists(windows | selections(story, rows) | st.just(EVERYTHING), min_size=2, max_size=6))
    return story, rows, wanted


@given(asked())
@settings(max_examples=EXAMPLES)
def test_every_answer_is_that_of_a_review_just_read(drawn):
    story, rows, wanted = drawn
    events, sessions = to_events(rows, story)
    used = read_data(story, events, sessions, SETTINGS)
    for selection in wanted:
        fresh = read_data(story, events, sessions, SETTINGS)
        assert both(used, selection) == both(fresh, selection), selection


def test_made_once_for_a_name():
    owner, made = Owner(), []
    for _ in range(2):
        assert remembered(owner, "a", lambda: made.append(1) or "value") == "value"
    assert made == [1]


def test_the_last_key_alone_is_kept():
    owner, made = Owner(), []
    for key in (1, 1, 2, 1):
        assert remembered_last(owner, "a", key, lambda key=key: made.append(key) or key * 10) == key * 10
    assert made == [1, 2, 1]


def test_the_last_few_are_kept_and_what_failed_is_not():
    recent, made = Recent[int](2), list[str]()

    def make(name: str) -> int:
        made.append(name)
        return len(made)

    assert [recent.get(name, lambda name=name: make(name)) for name in "abacab"] == [1, 2, 1, 3, 1, 4]
    assert made == ["a", "b", "c", "b"]
    with pytest.raises(ZeroDivisionError):
        recent.get("d", lambda: 1 // 0)
    assert recent.get("d", lambda: 7) == 7


def test_what_is_asked_for_from_several_threads_is_made_once():
    made = list[int]()

    def make():
        time.sleep(0.01)
        made.append(len(made))
        return made[-1]

    once = Once(make)
    with ThreadPoolExecutor(4) as pool:
        assert [found.result() for found in [pool.submit(once) for _ in range(4)]] == [0] * 4
    assert made == [0]


def test_what_could_not_be_made_is_tried_again():
    tries = iter([ValueError("once"), 5])

    def make():
        found = next(tries)
        if isinstance(found, Exception):
            raise found
        return found

    once = Once(make)
    with pytest.raises(ValueError, match="once"):
        once()
    assert once() == 5
