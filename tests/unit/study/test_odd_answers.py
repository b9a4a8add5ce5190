"""`compare`, `findings` and `trace` on reviews of next to nothing: every answer is whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from footpath.model.errors import UserError
from footpath.model.selection import EVERYTHING, Selection
from footpath.storage.importing import import_events
from footpath.study.compare import compare_selections, comparison_json
from footpath.study.findings import findings_json
from footpath.study.more_json import all_metrics_json
from footpath.study.study import Study
from footpath.study.trace import trace

HEADER = "session_id,viewer_id,at,kind,media_time,x,y,element_id,value,scene_id,device"
AT = "2026-01-01T10:00:0"
STORY = {
    "title": "Odd",
    "media": [{"id": "m", "path": None, "width": 1280, "height": 720, "duration": 20.0}],
    "scenes": [
        {"id": "a", "label": "A", "media_id": "m", "start": 0, "end": 10},
        {"id": "b", "label": "B", "media_id": "m", "start": 10, "end": 20, "ending": True},
    ],
    "choices": [{"id": "ab", "label": "On", "from_scene": "a", "to_scene": "b"}],
    "elements": [
        {
            "id": "h", "kind": "cta", "label": "H", "media_id": "m", "start": 1, "end": 6,
            "boundary": [{"t": 1, "polygon": [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.4]]}],
        },
        {"id": "q", "kind": "quiz", "media_id": "m", "start": 2, "end": 9, "options": ["right", "left"],
         "correct": "left"},
    ],
}  # fmt: skip
ROWS = {
    "only impressions": [f"s{k},,{AT}{k},impression,,,,,,,mobile" for k in range(3)],
    "one session": [f"s0,v,{AT}0,play,0,,,,,,mobile", f"s0,v,{AT}3,click,3,0.3,0.3,,,,", f"s0,v,{AT}5,exit,5,,,,,,"],
    "no clicks": [f"s{k},v,{AT}{k},{kind},{k + t},,,,,," for k in range(4) for kind, t in (("play", 0), ("exit", 4))],
    "only heartbeats": [f"s0,,{AT}{k},heartbeat,{k},,,,,," for k in range(5)],
    "only conversions": [f"s{k},,{AT}{k},conversion,,,,,lead,," for k in range(3)],
    "only clicks beside": [f"s0,,{AT}{k},click,{k},,,h,,," for k in range(3)],
    "only answers": [f"s{k},,{AT}{k},answer,3,,,q,{text},," for k, text in enumerate(("right", "left", "left"))],
    "only feedback": [f"s0,,{AT}0,feedback,,,,,5,,", f"s0,,{AT}1,feedback,2,,,,Nice,,"],
}
NOTHING = (Selection(start_s=900.0), Selection(start_s=2.0, end_s=2.0), Selection(click_class="false"))
UNKNOWN = (
    Selection(scene="nobody"), Selection(media="nobody"), Selection(device="nobody"), Selection(variant="nobody"),
    Selection(element="nobody"), Selection(viewer="nobody"), Selection(click_class="nobody"),
    Selection(through=("nobody",)), Selection(session="nobody"),
)  # fmt: skip


def opened(folder: Path, rows: list[str], *, story: bool) -> Study:
    (folder / "events.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    (folder / "story.json").write_text(json.dumps(STORY))
    out = folder / "odd.footpath"
    report = import_events([folder / "events.csv"], out, story=folder / "story.json" if story else None)
    assert (report.stored, report.rejected) == (len(rows), 0)
    return Study.open(out)


@pytest.fixture(
    scope="module", params=[(name, story) for name in ROWS for story in (True, False)], ids=lambda p: f"{p[0]}-{p[1]}"
)
def study(request, tmp_path_factory) -> Study:
    name, story = request.param
    return opened(tmp_path_factory.mktemp("odd"), ROWS[name], story=story)


def printed(value: dict) -> dict:
    """As it is printed: NaN and infinity are no JSON."""
    return json.loads(json.dumps(value, allow_nan=False))


def compared(study: Study, a: Selection, b: Selection) -> dict:
    return printed(comparison_json(compare_selections(study, a, b)))


def test_a_selection_compared_with_itself_differs_in_nothing(study: Study):
    for selection in (EVERYTHING, Selection(start_s=0.0, end_s=3.0), *NOTHING):
        found = compared(study, selection, selection)
        assert found["metrics"]
        for one in found["metrics"]:
            assert one["a"] == one["b"]
            assert (one["difference"] or {"value": 0})["value"] == 0


def test_a_selection_of_nothing_is_compared(study: Study):
    for nothing in NOTHING:
        for found in (compared(study, EVERYTHING, nothing), compared(study, nothing, EVERYTHING)):
            assert found["metrics"]
            assert found["tested"] == 0


def test_findings_of_next_to_nothing_are_none_and_say_why(study: Study):
    for selection in (EVERYTHING, *NOTHING):
        found = printed(findings_json(study, selection))
        assert found["findings"] == []
        assert "too few" in found["note"]


def test_every_session_can_be_traced(study: Study):
    for name in study.sessions.ids:
        told = printed(trace(study, name))
        assert told["session_id"] == name
        assert told["events"]


def test_a_session_nobody_has_is_named_in_the_error(study: Study):
    with pytest.raises(UserError, match="nobody"):
        trace(study, "nobody")


def test_every_metric_of_nothing_is_told(study: Study):
    for selection in (EVERYTHING, *NOTHING):
        assert printed(all_metrics_json(study, selection))["sessions"] == len(study.sessions)


@pytest.mark.parametrize("selection", UNKNOWN, ids=lambda s: str(next(iter(s.parts))))
def test_names_that_the_review_has_not_are_errors(tmp_path: Path, selection: Selection):
    study = opened(tmp_path, ROWS["one session"], story=True)
    with pytest.raises(UserError, match="nobody"):
        findings_json(study, selection)
    with pytest.raises(UserError, match="nobody"):
        compare_selections(study, EVERYTHING, selection)
    with pytest.raises(UserError, match="nobody"):
        compare_selections(study, selection, EVERYTHING)


def test_a_file_without_rows_is_answered(tmp_path: Path):
    study = opened(tmp_path, [], story=True)
    assert printed(all_metrics_json(study, EVERYTHING))["sessions"] == 0
    assert printed(findings_json(study, EVERYTHING))["findings"] == []
    assert compared(study, EVERYTHING, EVERYTHING)["tested"] == 0


def test_an_option_called_right_is_told_apart_among_the_questions(tmp_path: Path):
    told = printed(all_metrics_json(opened(tmp_path, ROWS["only answers"], story=True), EVERYTHING))
    assert told["answers"]["q"] == {"right": 2, "left": 2}
    (question,) = told["questions"]
    assert {o["text"]: o["rate"]["n"] for o in question["options"]} == {"right": 1, "left": 2}
    assert question["right"]["n"] == 2
