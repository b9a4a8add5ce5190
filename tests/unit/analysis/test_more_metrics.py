"""Metrics beside the contract's a second time, over random studies and selections."""

from __future__ import annotations

import os
from dataclasses import asdict, replace

import numpy as np
import oracle_more
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import selected_studies, to_events

from footpath.analysis.data import read_data
from footpath.analysis.metrics import compute_metrics
from footpath.analysis.more_metrics import more_metrics, same_wording
from footpath.analysis.significance import adjusted, rates_vary, trend_p
from footpath.analysis.spreads import spread_of
from footpath.model.events import Kind
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


def measured(got: dict, wanted: dict) -> None:
    """Every rate that the source can record is what is wanted."""
    for name, rate in got.items():
        if not isinstance(rate, NotInstrumented):
            assert (name, {"n": rate.n, "of": rate.of}) == (name, wanted[name])


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_branches(drawn):
    got, wanted, data = both(drawn)
    assert {(b.from_scene, b.to_scene) for b in got.branches} == set(wanted["branches"])
    for one in got.branches:
        want = wanted["branches"][one.from_scene, one.to_scene]
        assert (one.sessions, one.by_default) == (want["sessions"], want["by_default"])
        assert asdict(one.watch_time) == plain(want["watch_time"])
        names = ("engagement_rate", "completion_rate", "conversion_rate", "elsewhere")
        measured({name: getattr(one, name) for name in names}, want)
        assert isinstance(one.conversion_rate, NotInstrumented) == (Kind.CONVERSION not in data.kinds)


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_days_and_bands(drawn):
    got, wanted, data = both(drawn)
    assert {d.day for d in got.by_day} == set(wanted["by_day"])
    for day in got.by_day:
        want = wanted["by_day"][day.day]
        assert (day.sessions, day.played) == (want["sessions"], want["played"])
        measured(dict(day.rates), want)
    totals = compute_metrics(data, drawn[1])
    for name in got.by_day[0].rates if got.by_day else ():
        total = getattr(totals, name)
        if isinstance(total, Rate):
            days = [day.rates[name] for day in got.by_day]
            assert total == Rate(sum(r.n for r in days), sum(r.of for r in days))
    if isinstance(got.attention_bands, NotInstrumented):
        assert got.bands == ()
    else:
        assert {(b.media_id, b.label): asdict(b.rate) for b in got.bands} == wanted["bands"]


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_what_conversions_are_put_down_to(drawn):
    got, wanted, data = both(drawn)
    credit = got.attribution
    if isinstance(credit, NotInstrumented):
        assert Kind.CONVERSION not in data.kinds
        return
    want = wanted["attribution"]
    assert {o.element_id: (o.conversions, o.sessions) for o in credit.by_element} == want["by_element"]
    assert {o.scenes: (o.conversions, asdict(o.rate)) for o in credit.by_path} == want["by_path"]
    assert credit.paths == len(want["by_path"])
    assert credit.conversions == sum(o.conversions for o in credit.by_element)


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_who_answered_and_who_left_at_the_question(drawn):
    got, wanted, data = both(drawn)
    if isinstance(got.questions, NotInstrumented) or Kind.ANSWER not in data.kinds:
        assert Kind.ANSWER not in data.kinds
        return
    asked = {q.element_id: q for q in got.questions if q.answered is not None}
    assert set(asked) == set(wanted["questions"])
    answers = compute_metrics(data, drawn[1]).answers
    for name, want in wanted["questions"].items():
        assert asdict(asked[name].answered) == want["answered"]
        measured({"left": asked[name].left}, want)
    for one in got.questions:
        told = answers.get(one.element_id)
        assert {o.text: o.rate.n for o in one.options if o.rate.n} == (
            {} if told is None else {text: n for text, n in told.options.items() if n}
        )
        if told is not None:
            assert (one.right.n if one.right else None) == told.right


@given(st.lists(st.floats(0.0, 40.0), max_size=40), st.sampled_from([0.0, 1.0]))
def test_a_spread_counts_every_value_once(values, least):
    spread = spread_of(np.array(values), least)
    if spread is None:
        assert not values
        return
    last = len(spread.counts) - 1
    by_hand = [0] * len(spread.counts)
    for value in values:
        by_hand[min(int(value * (1 / spread.width)), last)] += 1
    assert list(spread.counts) == by_hand
    assert spread.width * len(spread.counts) >= least


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_viewers(drawn):
    got, wanted, data = both(drawn)
    if data.sessions.has_viewer_ids:
        want = wanted["per_viewer"]
        assert asdict(got.per_viewer.returning) == want["returning"]
        assert asdict(got.per_viewer.sessions) == plain(want["sessions"])
        for name in ("watch_time", "interactions"):
            value = getattr(got.per_viewer, name)
            if not isinstance(value, NotInstrumented):
                assert asdict(value) == plain(want[name])
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
        ctr=Rate(50, 500),
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
