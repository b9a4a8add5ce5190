"""Every metric a second time, over random studies."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from strategies import studies, to_events

import oracle
from footpath.analysis.data import read_data
from footpath.analysis.metrics import compute_metrics
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.selection import EVERYTHING
from footpath.model.settings import Settings

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))
SETTINGS = Settings()
RATES = (
    "play_rate", "play_rate_autoplay", "play_rate_chosen", "engagement_rate", "completion_rate", "bounce_rate", "ctr",
    "action_rate", "conversion_rate", "false_click_rate", "replay_rate", "revisit_rate",
)  # fmt: skip


def both(study):
    story, rows = study
    events, sessions = to_events(rows, story)
    got = compute_metrics(read_data(story, events, sessions, SETTINGS), EVERYTHING)
    return got, oracle.compute_metrics(rows, story, SETTINGS), {r["kind"] for group in rows.values() for r in group}


def as_plain(measured):
    return {"n": measured.n, "of": measured.of} if isinstance(measured, Rate) else measured


@given(studies())
@settings(max_examples=EXAMPLES)
def test_counts_and_rates(study):
    got, wanted, kinds = both(study)
    assert (got.sessions, got.played, got.viewers) == (wanted["sessions"], wanted["played"], wanted["viewers"])
    for name in RATES:
        measured = getattr(got, name)
        if not isinstance(measured, NotInstrumented):
            assert (name, as_plain(measured)) == (name, wanted[name])
    assert isinstance(got.conversion_rate, NotInstrumented) == ("conversion" not in kinds)
    assert isinstance(got.play_rate, NotInstrumented) <= ("impression" not in kinds or "play" not in kinds)
    assert isinstance(got.false_click_rate, NotInstrumented) == ("click" not in kinds)


@given(studies())
@settings(max_examples=EXAMPLES)
def test_times(study):
    got, wanted, _ = both(study)
    for name in ("watch_time", "first_interaction", "share_watched"):
        summary = getattr(got, name)
        plain = {"mean": summary.mean, "median": summary.median, "n": summary.n}
        assert plain == {key: pytest.approx(value) for key, value in wanted[name].items()}, name


@given(studies())
@settings(max_examples=EXAMPLES)
def test_clicks_and_elements(study):
    got, wanted, kinds = both(study)
    if "click" in kinds:
        assert {name: getattr(got.clicks, name) for name in wanted["clicks"]} == wanted["clicks"]
    elements = {e.id: e for e in got.elements if e.id in wanted["elements"]}
    assert set(elements) == set(wanted["elements"])
    for name, want in wanted["elements"].items():
        element = elements[name]
        assert as_plain(element.ctr) == want["ctr"]
        assert element.clicks == want["clicks"]
        assert as_plain(element.share_of_clicks) == want["share_of_clicks"]
        assert element.first_click_after_median_s == pytest.approx(want["first_click_after_median_s"])
        assert element.lift == pytest.approx(want["lift"])


@given(studies())
@settings(max_examples=EXAMPLES)
def test_kinds_depth_answers_and_ratings(study):
    got, wanted, _ = both(study)
    assert {k: as_plain(r) for k, r in got.interaction_by_kind.items()} == wanted["interaction_by_kind"]
    if not isinstance(got.conversion_by_depth, NotInstrumented):
        assert {k: as_plain(r) for k, r in got.conversion_by_depth.items()} == wanted["conversion_by_depth"]
    answers = {e: {o: n for o, n in a.options.items() if n} for e, a in got.answers.items()}
    assert {e: a for e, a in answers.items() if a} == wanted["answers"]
    assert {float(r): n for r, n in got.ratings.items()} == wanted["ratings"]
