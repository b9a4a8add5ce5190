"""What a log most likely means is proposed from its names and values, and shown as it would be understood."""

import gzip
import json

import duckdb
import pytest

from footpath.storage.mapping import mapping_from_json
from footpath.storage.peek import sample
from footpath.storage.preview import understood
from footpath.storage.proposing import proposal

ROWS = ["visit;who;timestamp;action;position;click_x;click_y;player w;player h"] + [
    f"a{k};u;2024-05-01 10:00:{k:02d};{('tap', 'video_play', 'wink')[k % 3]};{k * 2000};{k * 60};{k * 30};1280;720"
    for k in range(20)
]


def test_names_words_and_units_are_proposed(tmp_path):
    (tmp_path / "log.csv").write_text("\n".join(ROWS))
    said = proposal(sample(tmp_path / "log.csv"))
    assert said["columns"] == {
        "session_id": "visit", "viewer_id": "who", "at": "timestamp", "kind": "action", "media_time": "position",
        "x": "click_x", "y": "click_y", "player_width": "player w", "player_height": "player h",
    }  # fmt: skip
    assert said["kinds"] == {"tap": "click", "video_play": "play"}
    assert (said["media_time"], said["position"]) == ({"unit": "ms"}, {"unit": "pixels"})
    found = understood(tmp_path / "log.csv", mapping_from_json(said, ""))
    assert (found.good, found.bad, found.refused[0][0]) == (14, 6, 4)
    assert found.rows[1][:5] == (3, "a1", 1_714_557_601_000, "play", 2.0)
    assert found.dots[1] == (60 / 1280, 30 / 720)


def test_names_that_hold_a_word_and_columns_known_by_their_values_are_proposed(tmp_path):
    rows = ["user_session_id,app_user_pseudo,stempel,was,video_current_time_s,maus_x,maus_y,device_category,ist_x"]
    rows += [
        f"a{k},u,2024-05-01T10:00:{k:02d}Z,{('tap', 'play', 'zwinkern')[k % 3]},{k * 2}.5,{k / 20},{k / 30},mobile,q"
        for k in range(12)
    ]
    (tmp_path / "log.csv").write_text("\n".join(rows))
    assert proposal(sample(tmp_path / "log.csv"))["columns"] == {
        "session_id": "user_session_id", "viewer_id": "app_user_pseudo", "at": "stempel", "kind": "was",
        "media_time": "video_current_time_s", "x": "maus_x", "y": "maus_y", "device": "device_category",
    }  # fmt: skip


def test_a_log_of_our_own_columns_and_one_of_a_standard_need_nothing(tmp_path):
    (tmp_path / "a.csv").write_text("session_id,at,kind\ns,2024-05-01T10:00:00Z,play\n")
    assert proposal(sample(tmp_path / "a.csv")) == {"columns": {}}
    statement = {"actor": {}, "verb": {"id": "v"}, "object": {}}
    (tmp_path / "b.json").write_text(json.dumps([statement]))
    seen = sample(tmp_path / "b.json")
    assert (seen.standard, proposal(seen)) == ("xAPI statements", {})


@pytest.mark.parametrize("form", ["csv", "csv.gz", "ndjson", "parquet"])
def test_every_format_shows_its_first_rows(tmp_path, form):
    rows = [{"sid": f"s{k}", "ts": str(1_714_557_600 + k), "what": "tap"} for k in range(3)]
    path = tmp_path / f"log.{form}"
    text = "sid,ts,what\n" + "".join(",".join(row.values()) + "\n" for row in rows)
    if form == "ndjson":
        path.write_text("\n".join(json.dumps(row) for row in rows))
    elif form == "parquet":
        (tmp_path / "s.csv").write_text(text)
        with duckdb.connect() as db:
            db.execute(f"COPY (SELECT * FROM read_csv('{tmp_path / 's.csv'}')) TO '{path}' (FORMAT parquet)")
    else:
        path.write_bytes(gzip.compress(text.encode()) if form.endswith("gz") else text.encode())
    seen = sample(path)
    assert seen.names == ("sid", "ts", "what")
    assert seen.column("sid") == ["s0", "s1", "s2"]


def test_the_films_of_a_log_are_told(tmp_path):
    rows = [f"s,2024-05-01T10:00:0{k}Z,play,{k},{'b' if k == 2 else 'a'}" for k in range(4)]
    (tmp_path / "e.csv").write_text("\n".join(["session_id,at,kind,media_time,media_id", *rows]))
    assert understood(tmp_path / "e.csv", mapping_from_json({}, "")).media == (("a", 3), ("b", 1))
