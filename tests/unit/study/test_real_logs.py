"""Every real sample: what it can tell is told and counted again here from the rows, the rest says not instrumented."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from pathlib import Path

import pytest

from footpath.model.selection import EVERYTHING
from footpath.study.compare import compare_selections, comparison_json
from footpath.study.findings import findings_json
from footpath.study.importing import import_review
from footpath.study.more_json import all_metrics_json
from footpath.study.study import Study

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "events"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
LOGS = {
    "a MOOC's week": "xapi/fun-mooc-8000.jsonl.gz",
    "one JSON array": "xapi/tccc_dev.json.gz",
    "a tracking log": "edx/video_timeline.log",
    "a tracking log of many things": "edx/module_engagement_acceptance_tracking_20150416.log",
    "xAPI, one a file": "xapi/openedx/*.json",
    "edX, one a file": "edx/single/*.json",
    "Caliper": "caliper/*.json",
}
ACTS = {"click", "choice", "answer", "feedback"}
RUNS = {"play", "heartbeat", "scene_enter"}
NEEDS = {  # any of each set must be recorded
    "play_rate": [{"impression"}, {"play"}],
    "engagement_rate": [ACTS],
    "bounce_rate": [{"engagement", "conversion"}, ACTS],
    "action_rate": [{"conversion"}, ACTS],
    "conversion_rate": [{"conversion"}],
    "false_click_rate": [{"click"}],
    "clicks": [{"click"}],
    "replay_rate": [RUNS],
    "watch_time": [RUNS],
    "first_interaction": [ACTS],
    "conversion_by_depth": [{"conversion"}, ACTS],
    "interaction_by_kind": [{"click", "answer"}],
    "feedback": [{"feedback"}],
    "attribution": [{"conversion"}],
}


@pytest.fixture(scope="module", params=LOGS, ids=list(LOGS))
def told(request, tmp_path_factory):
    """(rows by session as SQL gives them, every metric, the study)."""
    review = tmp_path_factory.mktemp("log") / "log.footpath"
    files = sorted(SAMPLES.glob(LOGS[request.param]))
    if not files:
        pytest.skip(f"{LOGS[request.param]} is not among the samples")
    import_review(files, review)
    rows = defaultdict(list)
    with sqlite3.connect(f"file:{review}?mode=ro", uri=True) as base:
        for session, viewer, kind, at in base.execute(
            "SELECT session_id, viewer_id, kind, at_ms FROM events ORDER BY at_ms, id"
        ):
            rows[session].append((viewer, kind, at))
    base.close()
    study = Study.open(review)
    return rows, all_metrics_json(study, EVERYTHING), study


def instrumented(value) -> bool:
    return not (isinstance(value, dict) and value.get("instrumented") is False)


def test_what_is_not_recorded_is_never_a_number(told):
    rows, metrics, _ = told
    kinds = {kind for group in rows.values() for _, kind, _ in group}
    for name, needs in NEEDS.items():
        can = all(kinds & any_of for any_of in needs)
        assert (name, instrumented(metrics[name])) == (name, can)
        if not can:
            assert metrics[name]["why"]
    for day in metrics["by_day"]:
        for name in day.keys() & NEEDS.keys():
            assert instrumented(day[name]) == instrumented(metrics[name])


def test_what_is_recorded_is_counted(told):
    rows, metrics, _ = told
    kinds_of = {session: {kind for _, kind, _ in group} for session, group in rows.items()}
    assert metrics["sessions"] == len(rows)
    assert sum(day["sessions"] for day in metrics["by_day"]) == len(rows)
    viewers = {next((v for v, _, _ in group if v), session) for session, group in rows.items()}
    assert metrics["viewers"] == len(viewers)
    if instrumented(metrics["play_rate"]):
        seen = [k for k in kinds_of.values() if k & {"play", "impression"}]
        plays = [k for k in seen if "play" in k]
        assert (metrics["play_rate"]["n"], metrics["play_rate"]["of"]) == (len(plays), len(seen))
    if instrumented(metrics["completion_rate"]):
        ended = [s for s, k in kinds_of.items() if "ended" in k]
        assert metrics["completion_rate"]["n"] <= len(ended)
        assert metrics["completion_rate"]["of"] == metrics["played"]


def test_every_rate_stands_with_its_counts_and_is_plain_json(told):
    _, metrics, _ = told
    json.dumps(metrics, allow_nan=False)
    rates = [v for v in metrics.values() if isinstance(v, dict) and "of" in v]
    assert rates
    for rate in rates:
        assert rate["n"] <= rate["of"]
        assert (rate["value"] is None) == (rate["of"] == 0)


def test_findings_and_a_comparison_answer_too(told):
    _, metrics, study = told
    found = findings_json(study, EVERYTHING)
    assert found["played"] == metrics["played"]
    assert all(one["test"] for one in found["findings"])
    same = comparison_json(compare_selections(study, EVERYTHING, EVERYTHING))
    assert all(one["verdict"] not in {"a is higher", "b is higher"} for one in same["metrics"])
    untold = {one["name"] for one in same["metrics"] if one["verdict"].startswith("not instrumented")}
    assert {name for name in ("engagement_rate", "conversion_rate") if not instrumented(metrics[name])} <= untold


def test_an_h5p_package_without_answers_says_so(tmp_path):
    log = tmp_path / "plays.csv"
    log.write_text("session_id,at,kind,media_time\na,2024-01-01T10:00:00Z,play,0\na,2024-01-01T10:00:09Z,heartbeat,9\n")
    review = tmp_path / "h5p.footpath"
    import_review([log], review, story=SAMPLES / "h5p" / "interactive-video-truefalse.h5p")
    metrics = all_metrics_json(Study.open(review), EVERYTHING)
    assert metrics["elements"]
    for element in metrics["elements"]:
        assert not instrumented(element["ctr"])
        assert not instrumented(element["clicks"])
    if any(e["kind"] in {"quiz", "poll", "survey"} for e in metrics["elements"]):
        assert not instrumented(metrics["answers"])
        assert not instrumented(metrics["questions"])
