"""The command line on a small film made here: import, then every finished command."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from footpath import cli
from footpath.cli import run
from footpath.study.demo import make_demo
from footpath.study.importing import import_review

HEADER = "session_id,viewer_id,at,kind,media_time,x,y,element_id,value,scene_id"
STORY = {
    "title": "Small",
    "media": [{"id": "m", "path": None, "width": 1280, "height": 720, "duration": 20.0}],
    "scenes": [
        {"id": "a", "label": "A", "media_id": "m", "start": 0, "end": 10},
        {"id": "b", "label": "B", "media_id": "m", "start": 10, "end": 20, "ending": True},
    ],
    "choices": [{"id": "ab", "label": "On", "from_scene": "a", "to_scene": "b", "default": True}],
    "elements": [
        {
            "id": "h",
            "kind": "hotspot",
            "label": "H",
            "media_id": "m",
            "start": 1,
            "end": 6,
            "boundary": [{"t": 1, "polygon": [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.4]]}],
        },
    ],
}
ROWS = [
    "s1,v1,2026-01-01T10:00:00Z,play,0,,,,,",
    "s1,v1,2026-01-01T10:00:03Z,click,3,0.3,0.3,h,,",
    "s1,v1,2026-01-01T10:00:05Z,click,5,0.9,0.9,,,",
    "s1,v1,2026-01-01T10:00:10Z,choice,10,,,,default:ab,",
    "s1,v1,2026-01-01T10:00:10Z,scene_enter,10,,,,,b",
    "s1,v1,2026-01-01T10:00:20Z,exit,20,,,,,",
    "s2,v2,2026-01-01T11:00:00Z,play,0,,,,,",
    "s2,v2,2026-01-01T11:00:04Z,exit,4,,,,,",
    "s3,v2,2026-01-02T11:00:00Z,impression,,,,,,",
]
DIRTY = [
    ",v9,2026-01-01T10:00:00Z,play,0,,,,,",
    "s9,v9,yesterday,play,0,,,,,",
    "s9,v9,2026-01-01T10:00:00Z,wave,0,,,,,",
]


@pytest.fixture
def review(tmp_path: Path) -> Path:
    (tmp_path / "story.json").write_text(json.dumps(STORY))
    (tmp_path / "events.csv").write_text("\n".join([HEADER, *ROWS, *DIRTY]) + "\n")
    out = tmp_path / "small.footpath"
    arguments = ["import", str(tmp_path / "events.csv"), "--out", str(out), "--story", str(tmp_path / "story.json")]
    assert run(arguments) == 0
    return out


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return json.loads(capsys.readouterr().out)


def test_import_accounts_for_every_row_and_twice_adds_nothing(review: Path, tmp_path: Path, capsys):
    again = answer(capsys, "import", str(tmp_path / "events.csv"), "--out", str(review), "--json")
    assert (again["read"], again["stored"], again["duplicate"], again["rejected"]) == (12, 0, 9, 3)
    assert {r["code"] for r in again["reasons"]} == {"no_session", "bad_time", "unknown_kind"}


def test_metrics_have_their_numerator_and_denominator(review: Path, capsys):
    metrics = answer(capsys, "metrics", str(review), "--json")
    assert (metrics["sessions"], metrics["played"], metrics["viewers"]) == (3, 2, 2)
    assert (metrics["play_rate"]["n"], metrics["play_rate"]["of"]) == (2, 3)
    assert (metrics["completion_rate"]["n"], metrics["completion_rate"]["of"]) == (1, 2)
    assert metrics["clicks"]["hit"] == 1
    assert metrics["clicks"]["false"] == 1
    assert metrics["conversion_rate"]["instrumented"] is False


def test_paths_keep_every_session_at_every_node(review: Path, capsys):
    graph = answer(capsys, "paths", str(review), "--json")
    for node in graph["nodes"]:
        out = sum(link["sessions"] for link in graph["links"] if link["source"] == node["id"])
        if node["kind"] == "scene":
            assert out == node["sessions"]
    by_default = sum(link["by_default"] for link in graph["links"])
    assert by_default == 1


def test_retention_and_candidates_answer(review: Path, capsys):
    retention = answer(capsys, "retention", str(review), "--json")
    assert sum(b["exits"] for b in retention["bins"]) == 1
    assert retention["bins"][0]["plays"] == 2
    assert answer(capsys, "candidates", str(review), "--json")["candidates"] == []


def test_filters_choose_sessions(review: Path, capsys):
    assert answer(capsys, "metrics", str(review), "--through", "a,b", "--json")["sessions"] == 1
    assert answer(capsys, "metrics", str(review), "--viewer", "v2", "--json")["sessions"] == 2
    assert answer(capsys, "metrics", str(review), "--from", "4", "--json")["clicks"]["total"] == 1


def test_rejects_leave_with_their_lines(review: Path, tmp_path: Path):
    out = tmp_path / "rejects.csv"
    assert run(["rejects", str(review), "--out", str(out)]) == 0
    assert "yesterday" in out.read_text()



@pytest.mark.parametrize("content", [None, b"", b"not a database at all, but long enough to be read as one" * 20])
def test_a_bad_review_ends_in_one_sentence(tmp_path: Path, content: bytes | None, capsys):
    path = tmp_path / "bad.footpath"
    if content is not None:
        path.write_bytes(content)
    assert run(["metrics", str(path), "--json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


def test_a_foreign_or_newer_review_is_refused(tmp_path: Path, review: Path):
    foreign = tmp_path / "foreign.footpath"
    with sqlite3.connect(foreign) as database:
        database.execute("create table t (x)")
    database.close()
    assert run(["metrics", str(foreign), "--json"]) == 1
    database = sqlite3.connect(review)
    database.execute("pragma user_version = 9999")
    database.close()
    assert run(["metrics", str(review), "--json"]) == 1


def test_an_unknown_name_in_a_filter_is_an_error(review: Path, capsys):
    assert run(["metrics", str(review), "--device", "toaster", "--json"]) == 1
    assert "toaster" in capsys.readouterr().err


def test_compare_puts_two_selections_side_by_side(review: Path, capsys):
    found = answer(capsys, "compare", str(review), "--a", "--viewer v1", "--b", "--viewer=v2", "--json")
    assert (found["a"]["sessions"], found["b"]["sessions"], found["shared_sessions"]) == (1, 2, 0)
    completion = next(m for m in found["metrics"] if m["name"] == "completion_rate")
    assert (completion["a"]["n"], completion["a"]["of"]) == (1, 1)
    assert (completion["b"]["n"], completion["b"]["of"]) == (0, 1)
    assert completion["difference"] == 1.0
    assert completion["verdict"] == "too few to tell"
    assert "overlap" in answer(capsys, "compare", str(review), "--a", "", "--b", "--viewer v2")["note"]


def test_compare_refuses_words_that_are_no_filters(review: Path, capsys):
    with pytest.raises(SystemExit) as left:
        run(["compare", str(review), "--a", "--colour red", "--b", ""])
    assert left.value.code == 2
    assert run(["compare", str(review), "--a", "--device toaster", "--b", ""]) == 1


def test_trace_tells_one_session_as_it_was_read(review: Path, capsys):
    one = answer(capsys, "trace", str(review), "--session", "s1", "--json")
    assert [e["kind"] for e in one["events"]] == ["play", "click", "click", "choice", "scene_enter", "exit"]
    assert one["events"][1]["at"] == "2026-01-01T10:00:03.000Z"
    assert [(v["scene_id"], v["arrival"]) for v in one["visits"]] == [("a", "start"), ("b", "default")]
    assert [(i["start"], i["end"]) for i in one["intervals"]] == [(0, 10), (10, 20)]
    assert [(c["event"], c["class"], c["element_id"]) for c in one["clicks"]] == [(1, "hit", "h"), (2, "false", None)]
    assert one["exit"]["media_time"] == 20
    assert (one["completed"], one["dropped_off"], one["outcome"]) == (True, False, "completed")
    assert one["inconsistent"] == []
    assert run(["trace", str(review), "--session", "nobody"]) == 1
    assert "nobody" in capsys.readouterr().err


def test_a_log_of_playback_alone_says_what_it_cannot_tell(tmp_path: Path, capsys):
    rows = ["session_id,at,kind,media_time,value"]
    for k in range(40):
        rows += [f"s{k},2026-01-01T10:00:00Z,play,0,", f"s{k},2026-01-01T10:00:04Z,seek,9,4",
                 f"s{k},2026-01-01T10:00:0{5 + k % 4}Z,pause,{10 + k % 4},"]  # fmt: skip
    (tmp_path / "log.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "story.json").write_text(json.dumps(STORY))
    out = str(tmp_path / "log.footpath")
    assert run(["import", str(tmp_path / "log.csv"), "--out", out, "--story", str(tmp_path / "story.json")]) == 0
    metrics = answer(capsys, "metrics", out)
    assert metrics["watch_time"]["mean"] == 6.5
    assert metrics["completion_rate"]["n"] == 0
    untold = {"play_rate", "engagement_rate", "bounce_rate", "conversion_rate", "false_click_rate", "revisit_rate",
              "first_interaction", "clicks", "interaction_by_kind", "conversion_by_depth", "per_viewer"}  # fmt: skip
    assert {name for name in untold if metrics[name].get("instrumented") is False} == untold
    assert metrics["elements"][0]["ctr"]["instrumented"] is False
    assert metrics["feedback"]["instrumented"] is False
    retention = answer(capsys, "retention", out)
    assert retention["survival"] == {"instrumented": False}
    assert {b["survival"] for b in retention["bins"]} == {None}
    assert retention["drop_offs"] == []
    compared = answer(capsys, "compare", out, "--a", "--through a", "--b", "")["metrics"]
    verdicts = {one["name"]: one["verdict"] for one in compared}
    assert verdicts["conversion_rate"] == "not instrumented: the source records no conversions"
    assert verdicts["watch_time"] == "no clear difference"
    assert answer(capsys, "findings", out)["note"] == ""


def test_findings_of_too_few_say_so(review: Path, capsys):
    told = answer(capsys, "findings", str(review), "--json")
    assert (told["findings"], told["played"]) == ([], 2)
    assert "too few" in told["note"]


def test_a_threshold_said_on_the_command_line_is_used_and_printed(review, capsys):
    assert run(["candidates", str(review), "--no-tracking", "--set", "near_miss_width_share=0", "--set",
                "near_miss_after_s=0", "--set", "near_miss_before_s=0"]) == 0  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    assert told["settings"]["near_miss_width_share"] == 0
    parts = [m[part]["n"] for m in told["misses"] for part in ("space", "early", "late")]
    assert told["classes"]["near_miss"] == sum(parts)
    assert run(["candidates", str(review), "--set", "nothing=1"]) == 1
    assert run(["candidates", str(review), "--set", "rage_clicks=2.5"]) == 1


def test_the_demo_plays_for_a_while_and_ends(monkeypatch, tmp_path, capsys, qapp):
    made = make_demo(tmp_path, sessions=40, seconds=2.0)
    review = tmp_path / "demo.footpath"
    import_review([made.events], review, story=made.story)
    monkeypatch.setattr(cli, "demo_review", lambda: review)
    assert run(["demo", "--play", "0.5"]) == 0
    window, played = capsys.readouterr().out.splitlines()
    assert window == "The window is there."
    assert int(re.fullmatch(r"Played 0.5 s: (\d+) frames shown, \d+ dropped\.", played)[1]) > 0
