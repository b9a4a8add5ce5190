"""Sessions that contradict themselves are told: how many, how often, and where first."""

import json

import pytest

from footpath.study.importing import import_review

HEADER = "session_id,at,kind,media_time,x,y\n"


def at(second):
    return f"2024-05-01T10:00:{second:02d}Z"


CASES = {
    "fine": ["play,0", "heartbeat,5", "pause,6", "click,6", "seek,2", "play,2", "heartbeat,4", "exit,5"],
    "back": ["play,5", "heartbeat,9", "heartbeat,3", "exit,4"],
    "else": ["play,0", "pause,4", "click,8"],
    "past": ["play,0", "heartbeat,99"],
}


@pytest.mark.parametrize(
    ("name", "codes"), [("fine", []), ("back", ["backwards"]), ("else", ["paused_elsewhere"]), ("past", ["past_end"])]
)
def test_each_contradiction_is_told_and_nothing_else(tmp_path, name, codes):
    rows = [f"{name},{at(k)},{row},," for k, row in enumerate(CASES[name])]
    (tmp_path / "e.csv").write_text(HEADER + "\n".join(rows))
    (tmp_path / "story.json").write_text(json.dumps({"media": [{"id": "m", "duration": 20}]}))
    report = import_review([tmp_path / "e.csv"], tmp_path / "r.footpath", tmp_path / "story.json")
    assert [one["code"] for one in report.to_json()["contradictions"]] == codes
    assert [(one.sessions, one.rows, one.first_session) for one in report.contradictions] == [(1, 1, name)] * len(codes)
