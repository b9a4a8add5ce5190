"""Every metric a second time, over random studies and selections."""

from __future__ import annotations

import os

import oracle_metrics
import pytest
from hypothesis import given, settings
from strategies import selected_studies, to_events

from footpath.analysis.data import read_data
from footpath.analysis.metrics import compute_metrics
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.settings import Settings

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))
SETTINGS = Settings()
RATES = (
    "play_rate", "play_rate_autoplay", "play_rate_chosen", "engagement_rate", "completion_rate", "bounce_rate", "ctr",
    "action_rate", "conversion_rate", "false_click_rate", "replay_rate", "revisit_rate",
)  # fmt: skip


def both(drawn):
    (story, rows), selection = drawn
    events, sessions = to_events(rows, story)
    got = compute_metrics(read_data(story, events, sessions, SETTINGS), selection)
    wanted = oracle_metrics.compute_metrics(rows, story, SETTINGS, selection)
    return got, wanted, {r["kind"] for group in rows.values() for r in group}


def as_plain(measured):
    return {"n": measured.n, "of": measured.of} if isinstance(measured, Rate) else measured


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_counts_and_rates(drawn):
    got, wanted, kinds = both(drawn)
    assert (got.sessions, got.played, got.viewers) == (wanted["sessions"], wanted["played"], wanted["viewers"])
    assert got.inconsistent_rows == wanted["inconsistent_rows"]
    for name in RATES:
        measured = getattr(got, name)
        if not isinstance(measured, NotInstrumented):
            assert (name, as_plain(measured)) == (name, wanted[name])
    assert isinstance(got.conversion_rate, NotInstrumented) == ("conversion" not in kinds)
    assert isinstance(got.play_rate, NotInstrumented) <= ("impression" not in kinds or "play" not in kinds)
    assert isinstance(got.false_click_rate, NotInstrumented) == ("click" not in kinds)


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_times(drawn):
    got, wanted, _ = both(drawn)
    for name in ("watch_time", "first_interaction", "share_watched"):
        summary = getattr(got, name)
        plain = {"mean": summary.mean, "median": summary.median, "n": summary.n}
        assert plain == {key: pytest.approx(value) for key, value in wanted[name].items()}, name


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_clicks_and_elements(drawn):
    got, wanted, kinds = both(drawn)
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
        misses = {"space": element.misses_space, "early": element.misses_early, "late": element.misses_late}
        assert misses == want["misses"]
        assert element.smallest_px == pytest.approx(want["smallest_px"], abs=0.5)
        assert element.smallest_touch_px == pytest.approx(want["smallest_touch_px"], abs=0.5)


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_kinds_depth_and_bins_of_media_time(drawn):
    got, wanted, _ = both(drawn)
    assert {k: as_plain(r) for k, r in got.interaction_by_kind.items()} == wanted["interaction_by_kind"]
    if not isinstance(got.conversion_by_depth, NotInstrumented):
        assert {k: as_plain(r) for k, r in got.conversion_by_depth.items()} == wanted["conversion_by_depth"]
    if isinstance(got.ctr_by_time, NotInstrumented):
        assert wanted["ctr_by_time"] == {}
    else:
        assert {(b.media_id, b.start_s): as_plain(b.rate) for b in got.ctr_by_time} == wanted["ctr_by_time"]
        assert {b.end_s - b.start_s for b in got.ctr_by_time} <= {SETTINGS.ctr_bin_s}


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_answers_and_feedback(drawn):
    got, wanted, _ = both(drawn)
    answers = {e: ({o: n for o, n in a.options.items() if n}, a.right, a.sessions) for e, a in got.answers.items()}
    assert answers == wanted["answers"]
    assert {float(r): n for r, n in got.ratings.items()} == wanted["ratings"]
    assert [(t.text, t.t_s, t.media_id, t.session_id) for t in got.texts] == wanted["texts"]
