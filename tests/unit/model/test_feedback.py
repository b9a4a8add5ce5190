"""Texts held as columns read as the tuple of their items does."""

from __future__ import annotations

import numpy as np

from footpath.model.feedback import FeedbackText, FeedbackTexts

ITEMS = (
    FeedbackText("Nice", 1.5, "m", "a"),
    FeedbackText("Too long", None, None, "b"),
    FeedbackText("Nice", 3.0, "m", "b"),
)


def texts() -> FeedbackTexts:
    return FeedbackTexts(
        np.array([1, 0, 1], dtype=np.int32),
        np.array([1.5, np.nan, 3.0]),
        np.array([0, -1, 0], dtype=np.int32),
        np.array([0, 1, 1], dtype=np.int32),
        ("Too long", "Nice"),
        ("m",),
        ("a", "b"),
    )


def test_it_equals_the_tuple_of_its_items():
    assert texts() == ITEMS
    assert texts() == texts()
    assert texts() != ITEMS[:2]
    assert texts() != "Nice"
    assert hash(texts()) == hash(ITEMS)


def test_items_and_slices():
    assert texts()[1] == ITEMS[1]
    assert texts()[-1] == ITEMS[-1]
    assert texts()[:2] == ITEMS[:2]
    assert list(texts()) == list(ITEMS)
    assert not texts()[3:]
