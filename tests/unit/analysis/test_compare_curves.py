"""The log-rank test against a slow one over random spans; bins and lanes by hand."""

from __future__ import annotations

import numpy as np
import pytest
from build import events, row
from hypothesis import given
from hypothesis import strategies as st

from footpath.analysis.compare_curves import compare_curves, log_rank
from footpath.analysis.data import read_data
from footpath.model.settings import Settings
from footpath.model.story import Media, Scene, Story

STORY = Story("T", (Media("m", duration_s=20.0),), (Scene("a", "A", "m", 0.0, 20.0),))
one_span = st.tuples(st.integers(0, 6), st.integers(1, 8), st.booleans())
spans = st.lists(one_span, min_size=1, max_size=25)


def arrays(drawn):
    return (
        np.array([a for a, _, _ in drawn], dtype=float),
        np.array([a + n for a, n, _ in drawn], dtype=float),
        np.array([event for _, _, event in drawn], dtype=bool),
    )


def slow_log_rank(one, two):
    """At every moment somebody leaves: the exits expected of the first side, hypergeometric."""
    observed = expected = variance = 0.0
    every = [(a, a + n, event) for a, n, event in one], [(a, a + n, event) for a, n, event in two]
    for t in sorted({end for side in every for _, end, event in side if event}):
        risk = [sum(a < t <= b for a, b, _ in side) for side in every]
        left = [sum(b == t and event for _, b, event in side) for side in every]
        n, d = sum(risk), sum(left)
        observed += left[0]
        expected += d * risk[0] / n
        if n > 1:
            variance += d * (risk[0] / n) * (risk[1] / n) * (n - d) / (n - 1)
    return observed, expected, variance


@given(spans, spans)
def test_log_rank(one, two):
    assert log_rank(arrays(one), arrays(two)) == pytest.approx(slow_log_rank(one, two))


def study(lengths: dict[str, float]):
    rows = []
    for name, length in lengths.items():
        rows += [row(name, 0.0, "play", 0.0), row(name, length, "exit", length)]
    made, sessions = events(STORY, *rows)
    return read_data(STORY, made, sessions, Settings())


def test_those_who_leave_early_are_told_from_those_who_stay_and_shared_ones_take_no_part():
    data = study({f"s{k}": 3.0 + 0.01 * k for k in range(20)} | {f"t{k}": 12.0 + 0.01 * k for k in range(20)})
    early = np.arange(40) < 21
    late = np.arange(40) >= 20
    found = compare_curves(data, early, late)
    assert (found.sessions, found.shared) == ((20, 19), 1)
    assert found.observed == 20
    assert found.expected < 12
    assert found.p_value < 1e-6
    surest = min(found.bins, key=lambda x: x.p_value)
    assert (surest.t_s, surest.exits, surest.at_risk) == (3.0, (20, 0), (20, 19))
    assert surest.q_value < 0.001


def test_a_part_is_held_against_the_rest_and_alike_is_alike():
    data = study({f"s{k}": 3.0 + 0.01 * k for k in range(40)})
    found = compare_curves(data, np.ones(40, bool), np.arange(40) % 2 == 0)
    assert found.sessions == (20, 20)
    assert "rest of it" in found.note
    assert found.p_value > 0.3


def test_the_same_sessions_on_both_sides_are_told():
    found = compare_curves(study({"s": 3.0, "t": 4.0}), np.ones(2, bool), np.ones(2, bool))
    assert (found.p_value, found.sessions, found.shared) == (None, (0, 0), 2)
    assert found.note == "Both sides are the same sessions"


def test_where_one_side_is_nobody_that_is_told():
    found = compare_curves(study({"s": 3.0, "t": 4.0}), np.ones(2, bool), np.zeros(2, bool))
    assert (found.p_value, found.note) == (None, "Nobody left while both sides were there")


def test_without_exits_there_is_nothing_to_compare():
    made, sessions = events(STORY, row("s", 0.0, "play", 0.0), row("t", 0.0, "play", 0.0))
    data = read_data(STORY, made, sessions, Settings())
    found = compare_curves(data, np.array([True, False]), np.array([False, True]))
    assert found.p_value is None
    assert "no exits" in found.note
