"""From a CSV and a story to `metrics --json`: random odd studies, with ids nobody would choose, against the oracle."""

from __future__ import annotations

import csv
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

sys.path.insert(0, str(Path(__file__).parents[1] / "oracle"))

import oracle_metrics
from strategies import COLUMNS, selected_studies

from footpath.model.selection import EVERYTHING
from footpath.model.settings import Settings
from footpath.storage.importing import import_events
from footpath.study.more_json import all_metrics_json
from footpath.study.study import Study

EXAMPLES = int(os.environ.get("FOOTPATH_ODD_EXAMPLES", "15"))
ODD = {"session": "sé, “sion” ", "e": "élé ment/", "m": "mé dia'", "s": "scène ", "c": "chöix "}
RATES = (
    "play_rate", "play_rate_autoplay", "play_rate_chosen", "engagement_rate", "completion_rate", "bounce_rate", "ctr",
    "action_rate", "conversion_rate", "false_click_rate", "replay_rate", "revisit_rate",
)  # fmt: skip


def odd(name: str | None) -> str | None:
    """An id with blanks, commas, quotes and accents in place of a plain one."""
    if name is None or name in {"other", ""}:
        return name
    head, digits = name.rstrip("0123456789"), name[len(name.rstrip("0123456789")) :]
    return f"{ODD[head]}{digits}" if head in ODD and digits else name


def odd_value(kind: str, value: str | None) -> str | None:
    if kind != "choice" or value is None:
        return value
    default = "default:" if value.startswith("default:") else ""
    return default + str(odd(value.removeprefix("default:")))


def odd_story(story):
    return replace(
        story,
        media=tuple(replace(m, id=odd(m.id)) for m in story.media),
        scenes=tuple(replace(s, id=odd(s.id), media_id=odd(s.media_id)) for s in story.scenes),
        choices=tuple(
            replace(c, id=odd(c.id), from_scene=odd(c.from_scene), to_scene=odd(c.to_scene),
                    element_id=odd(c.element_id))
            for c in story.choices
        ),
        elements=tuple(replace(e, id=odd(e.id), media_id=odd(e.media_id)) for e in story.elements),
    )  # fmt: skip


def odd_rows(rows: dict) -> dict:
    """The same rows with odd ids; of equal ones the first, as an import keeps it."""
    made = {}
    for session, group in rows.items():
        kept = {}
        for row in group:
            told = dict(row) | {name: odd(row[name]) for name in ("session_id", "media_id", "scene_id", "element_id")}
            told["value"] = odd_value(row["kind"], row["value"])
            kept.setdefault(json.dumps(told), told)
        made[odd(session)] = list(kept.values())
    return made


def story_json(story) -> dict:
    return {
        "title": story.title,
        "media": [
            {"id": m.id, "width": m.width, "height": m.height}
            | ({} if m.duration_s is None else {"duration": m.duration_s})
            for m in story.media
        ],
        "scenes": [
            {"id": s.id, "label": s.label, "media_id": s.media_id, "start": s.start_s, "end": s.end_s,
             "ending": s.ending}
            for s in story.scenes
        ],
        "choices": [
            {"id": c.id, "label": c.label, "from_scene": c.from_scene, "to_scene": c.to_scene,
             "element_id": c.element_id, "default": c.default}
            for c in story.choices
        ],
        "elements": [
            {"id": e.id, "kind": str(e.kind), "label": e.label, "media_id": e.media_id, "start": e.start_s,
             "end": e.end_s, "correct": list(e.correct) or None}
            | ({"boundary": [
                {"t": k.t_s, "polygon": [list(p) for p in k.polygon]} | ({"hidden": True} if k.hidden else {})
                for k in e.boundary]} if e.boundary else {})
            for e in story.elements
        ],
    }  # fmt: skip


def imported(folder: Path, story, rows: dict) -> Path:
    (folder / "story.json").write_text(json.dumps(story_json(story)))
    with (folder / "events.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for group in rows.values():
            writer.writerows(group)
    review = folder / "odd.footpath"
    review.unlink(missing_ok=True)
    report = import_events([folder / "events.csv"], review, story=folder / "story.json")
    assert report.rejected == 0, report
    return review


def plain(value) -> dict:
    return {"n": value["n"], "of": value["of"]}


def is_told(value) -> bool:
    return not (isinstance(value, dict) and value.get("instrumented") is False)


@given(selected_studies())
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # shrinking would import hundreds of files
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_odd_studies_give_the_oracles_numbers_through_a_file(tmp_path, drawn):
    (story, rows), _ = drawn
    story, rows = odd_story(story), odd_rows(rows)
    study = Study.open(imported(tmp_path, story, rows))
    got = json.loads(json.dumps(all_metrics_json(study, EVERYTHING), ensure_ascii=False, allow_nan=False))
    wanted = oracle_metrics.compute_metrics(rows, story, Settings(), EVERYTHING)
    check_sessions(got, wanted)
    check_elements(got, wanted, story)
    check_what_was_said(got, wanted)


def check_sessions(got, wanted):
    for name in ("sessions", "played", "viewers", "inconsistent_rows"):
        assert (name, got[name]) == (name, wanted[name])
    for name in RATES:
        if is_told(got[name]):
            assert (name, plain(got[name])) == (name, wanted[name])
            assert (got[name]["value"] is None) == (got[name]["of"] == 0)
    for name in ("watch_time", "first_interaction", "share_watched"):
        if is_told(got[name]):
            assert got[name] == {key: pytest.approx(value) for key, value in wanted[name].items()}, name
    if is_told(got["clicks"]):
        clicks = got["clicks"]
        assert clicks == wanted["clicks"]
        assert clicks["total"] == sum(clicks[k] for k in ("hit", "control", "near_miss", "false", "beside"))
    for name in ("interaction_by_kind", "conversion_by_depth"):
        if is_told(got[name]):
            assert {k: plain(r) for k, r in got[name].items()} == wanted[name]


def check_elements(got, wanted, story):
    assert [e["id"] for e in got["elements"]] == [e.id for e in story.elements]
    for element in got["elements"]:
        want = wanted["elements"][element["id"]]
        assert not is_told(element["ctr"]) or plain(element["ctr"]) == want["ctr"]
        assert not is_told(element["share_of_clicks"]) or plain(element["share_of_clicks"]) == want["share_of_clicks"]
        assert not is_told(element["clicks"]) or element["clicks"] == want["clicks"]
        assert element["first_click_after_median_s"] == pytest.approx(want["first_click_after_median_s"])
    if is_told(got["ctr_by_time"]):
        assert {(b["media_id"], b["start"]): plain(b["rate"]) for b in got["ctr_by_time"]} == wanted["ctr_by_time"]


def check_what_was_said(got, wanted):
    answers = got["answers"] if is_told(got["answers"]) else {}
    for element_id, (options, right, _) in wanted["answers"].items():
        told = {name: n for name, n in answers[element_id].items() if name != "right" and n}
        assert told == options
        assert answers[element_id].get("right") == right
    assert {float(r): n for r, n in got["feedback"]["ratings"].items()} == wanted["ratings"]
