"""Logs with other names, units, zones and boxes say, through a mapping, what the events table says."""

import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footpath.model.errors import UserError
from footpath.storage.importing import import_events
from footpath.storage.mapping import mapping_from_json
from footpath.storage.placing import Placing

HEADER = "sid,ts,what,pos,px,py,w,h"


def imported(tmp_path, rows, mapping, header=HEADER, **more):
    (tmp_path / "e.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (tmp_path / "m.json").write_text(json.dumps(mapping))
    out = tmp_path / "o.footpath"
    report = import_events([tmp_path / "e.csv"], out, mapping=tmp_path / "m.json", **more)
    with closing(sqlite3.connect(out)) as db:
        db.row_factory = sqlite3.Row
        return report, [dict(row) for row in db.execute("SELECT * FROM events ORDER BY id")]


NAMES = {"session_id": "sid", "at": "ts", "kind": "what", "media_time": "pos", "x": "px", "y": "py"}
SIZES = {"player_width": "w", "player_height": "h"}


def test_names_words_units_and_a_zone(tmp_path):
    mapping = {
        "columns": NAMES, "kinds": {"tap": "click"}, "time": {"zone": "Europe/Berlin"}, "media_time": {"unit": "ms"},
        "position": {"unit": "percent"},
    }  # fmt: skip
    rows = ["s,2024-07-01 12:00:00,tap,1500,25,50,,", "s,2024-01-01 12:00:00.250,seek,3000,,,,"]
    report, found = imported(tmp_path, rows, mapping)
    assert (report.stored, report.notes) == (2, ())
    assert [row["at_ms"] for row in found] == [1_719_828_000_000, 1_704_106_800_250]
    assert (found[0]["kind"], found[0]["media_time"], found[0]["x"], found[0]["y"]) == ("click", 1.5, 0.25, 0.5)


def test_a_seek_came_from_a_place_in_the_same_unit(tmp_path):
    mapping = {"columns": {**NAMES, "value": "px"}, "media_time": {"unit": "frames", "fps": 25}}
    del mapping["columns"]["x"], mapping["columns"]["y"]
    _, found = imported(tmp_path, ["s,2024-07-01T12:00:00Z,seek,50,125,,,"], mapping)
    assert (found[0]["media_time"], found[0]["value"]) == (2.0, "5")


@pytest.mark.parametrize(
    ("unit", "text"),
    [("s", "1714557600.25"), ("ms", "1714557600250"), ("us", "1714557600250000"), ("ns", "1714557600250000000")],
)
def test_numbers_are_of_the_unit_that_is_stated(tmp_path, unit, text):
    _, found = imported(tmp_path, [f"s,{text},impression,,,,,"], {"columns": NAMES, "time": {"unit": unit}})
    assert found[0]["at_ms"] == 1_714_557_600_250


def test_a_format_and_a_clock(tmp_path):
    mapping = {"columns": NAMES, "time": {"format": "%d.%m.%Y %H:%M:%S"}, "media_time": {"unit": "clock"}}
    report, found = imported(tmp_path, ["s,01.05.2024 10:00:00,play,1:02:03.5,,,,", "s,x,play,0:01,,,,"], mapping)
    assert (found[0]["at_ms"], found[0]["media_time"]) == (1_714_557_600_000, 3723.5)
    assert (report.rejected, report.reasons[0].code) == (1, "bad_time")


def test_pixels_in_a_letterboxed_player_become_positions_in_the_picture(tmp_path):
    position = {"unit": "pixels", "fit": "contain", "picture": [1920, 1080]}
    rows = ["s,2024-05-01T10:00:00Z,click,1,200,200,400,400", "s,2024-05-01T10:00:01Z,click,1,200,20,400,400",
            "s,2024-05-01T10:00:02Z,click,1,200,20,,"]  # fmt: skip
    report, found = imported(tmp_path, rows, {"columns": {**NAMES, **SIZES}, "position": position})
    assert [(row["x"], round(row["y"], 6)) for row in found] == [(0.5, 0.5), (0.5, -0.3)]
    assert (report.rejected, report.reasons[0].code) == (1, "bad_position")


def test_what_has_no_column_may_be_a_constant(tmp_path):
    mapping = {"columns": {"session_id": "sid", "at": "ts"}, "constants": {"kind": "click", "media_time": "3"}}
    _, found = imported(tmp_path, ["s,2024-05-01T10:00:00Z"], mapping, header="sid,ts")
    assert (found[0]["kind"], found[0]["media_time"]) == ("click", 3.0)


def test_the_media_asked_for_is_the_storys_only_one(tmp_path):
    (tmp_path / "story.json").write_text(json.dumps({"media": [{"id": "film"}]}))
    rows = ["s,2024-05-01T10:00:00Z,play,0,https://site/5,,,", "s,2024-05-01T10:00:01Z,play,0,https://site/6,,,"]
    mapping = {"columns": {**NAMES, "media_id": "px", "x": "none", "y": "none"}}
    report, found = imported(tmp_path, rows, mapping, story=tmp_path / "story.json", media="https://site/5")
    assert (report.stored, found[0]["media_id"], report.reasons[0].code) == (1, "film", "unknown_media")


@pytest.mark.parametrize(
    "wrong",
    [
        [], {"column": {}}, {"columns": {"sesion": "a"}}, {"columns": {"x": 1}}, {"time": {"unit": "h"}},
        {"time": {"zone": "Mars/Crater"}}, {"media_time": {"unit": "frames"}}, {"position": {"fit": "stretch"}},
        {"position": {"rotation": 45}}, {"position": {"width": 3}}, {"encoding": "none such"}, {"delimiter": ";;"},
    ],
)  # fmt: skip
def test_a_mapping_that_says_what_is_not_known_is_refused(wrong):
    with pytest.raises(UserError, match="mapping"):
        mapping_from_json(wrong, "m.json")


sizes = st.floats(10, 5000)
shares = st.floats(0, 1)


@settings(deadline=None)
@given(fit=st.sampled_from(["fill", "contain", "cover"]), rotation=st.sampled_from([0, 90, 180, 270]),
       box=st.tuples(sizes, sizes), picture=st.tuples(sizes, sizes), at=st.tuples(shares, shares))  # fmt: skip
def test_a_point_of_the_picture_drawn_in_the_box_is_found_again(fit, rotation, box, picture, at):
    """The second way: draw the picture into the box by its corners, and see where the point falls."""
    scale = {"contain": min, "cover": max}.get(fit, lambda *_: 0)(box[0] / picture[0], box[1] / picture[1])
    drawn = box if fit == "fill" else (picture[0] * scale, picture[1] * scale)
    pixel = [(side - size) / 2 + share * size for side, size, share in zip(box, drawn, at, strict=True)]
    expected = {0: at, 90: (1 - at[1], at[0]), 180: (1 - at[0], 1 - at[1]), 270: (at[1], 1 - at[0])}[rotation]
    placing = Placing("pixels", fit, rotation, picture=picture)
    found = placing.place(*(np.array([v]) for v in (*pixel, *box)))
    assert (found[0][0], found[1][0]) == pytest.approx(expected, abs=1e-9)
