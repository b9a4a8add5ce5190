"""Metrics beside the contract's a second time, over random studies and selections."""

from __future__ import annotations

import os
from dataclasses import asdict, replace

import numpy as np
import oracle_more
import pytest
from hypothesis import given, settings
from strategies import selected_studies, to_events

from footpath.analysis.data import read_data
from footpath.analysis.metrics import compute_metrics
from footpath.analysis.more_metrics import more_metrics, same_wording
from footpath.analysis.significance import adjusted, rates_vary, trend_p
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.results import ElementMetrics
from footpath.model.selection import EVERYTHING
from footpath.model.settings import Settings
from footpath.model.story import Media, Scene, Story

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))
SETTINGS = Settings(attention_bands=(("Hook", 0.0), ("Middle", 2.5), ("End", 5.0)))


def both(drawn):
    (story, rows), selection = drawn
    events, sessions = to_events(rows, story)
    data = read_data(story, events, sessions, SETTINGS)
    got = more_metrics(data, selection, compute_metrics(data, selection))
    return got, oracle_more.more_metrics(rows, story, SETTINGS, selection), data


def plain(value):
    if isinstance(value, dict):
        return {key: plain(v) for key, v in value.items()}
    return pytest.approx(value) if isinstance(value, float) else value


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_branches(drawn):
    got, wanted, _ = both(drawn)
    assert {(b.from_scene, b.to_scene) for b in got.branches} == set(wanted["branches"])
    for one in got.branches:
        want = wanted["branches"][one.from_scene, one.to_scene]
        mine = asdict(one)
        assert {name: mine[name] for name in want} == plain(want)


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_days_and_bands(drawn):
    got, wanted, _ = both(drawn)
    assert {d.day: {k: v for k, v in asdict(d).items() if k != "day"} for d in got.by_day} == wanted["by_day"]
    assert {(b.media_id, b.label): asdict(b.rate) for b in got.attention_bands} == wanted["bands"]


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_viewers(drawn):
    got, wanted, data = both(drawn)
    if data.sessions.has_viewer_ids:
        assert asdict(got.per_viewer) == plain(wanted["per_viewer"])
    else:
        assert isinstance(got.per_viewer, NotInstrumented)


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_the_trend_is_that_of_conversion_by_depth(drawn):
    got, _, data = both(drawn)
    rates = compute_metrics(data, drawn[1]).conversion_by_depth
    wanted = None if isinstance(rates, NotInstrumented) else trend_p(list(rates.values()))
    assert (None if got.depth_trend is None else (got.depth_trend.z, got.depth_trend.p_value)) == wanted


def test_calls_with_the_same_words_are_tested_together():
    def call(name: str, label: str, n: int, of: int) -> ElementMetrics:
        return ElementMetrics(name, "cta", label, Rate(n, of), n, Rate(n, 100), None, None, None)

    metrics = replace(
        _no_metrics(),
        elements=(
            call("a", "Buy now", 5, 100), call("b", "buy  NOW", 30, 100), call("c", "Other", 3, 100),
            call("d", "Ask", 1, 20), call("e", "Ask", 2, 100), call("f", "Go", 9, 50), call("g", "Go", 9, 50),
        ),
    )  # fmt: skip
    buy, ask, go = same_wording(metrics, few=30)
    assert buy.element_ids == ("a", "b")
    assert buy.p_value == rates_vary([Rate(5, 100), Rate(30, 100)])
    assert ask.p_value is None
    assert [buy.q_value, go.q_value] == pytest.approx(adjusted(np.array([buy.p_value, go.p_value])))


def _no_metrics():
    story = Story("t", (Media("m", duration_s=8.0),), (Scene("s", "", "m", 0, 8),))
    events, sessions = to_events({}, story)
    return compute_metrics(read_data(story, events, sessions, SETTINGS), EVERYTHING)
