"""Every marker format, read back by an independent reader, to the frame."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_markers import count_frames, read_csv, read_edl, read_fcp7, read_fcpxml, read_otio, read_vtt

from footpath.export.edl import edl_text
from footpath.export.fcp7_xml import fcp7_text
from footpath.export.fcpxml import fcpxml_text
from footpath.export.marker_lists import avid_text, kdenlive_json, markers_csv, premiere_csv, resolve_csv, vtt_text
from footpath.export.otio import otio_text
from footpath.export.reel import Reel
from footpath.model.errors import UserError
from footpath.model.marker import Marker, MarkerKind
from footpath.model.timecode import FrameRate

RATES = {
    "24": FrameRate(24), "25": FrameRate(25), "29.97": FrameRate(30000, 1001), "30": FrameRate(30),
    "59.94": FrameRate(60000, 1001),
}  # fmt: skip
SPANS = ((0, 12), (23, 1), (1799, 4), (1800, 500), (17981, 2), (35964, 3000), (107_900, 7))
HARD = 'Jacket & "hat" <b>|–\n2nd line, naïve 日本'


def reel_at(rate: FrameRate | None, start_frame: int = 0, path: Path | None = None) -> Reel:
    return Reel("Ein Titel | <Film>", "m", rate, 5000.0, 1280, 720, path, start_frame)


def markers_at(rate: FrameRate) -> list[Marker]:
    kinds = list(MarkerKind)
    return [
        Marker("m", float(rate.seconds(first)), float(rate.seconds(first + count)), f"{HARD} {i}",
               f"{i} viewers {HARD}",
               kinds[i % len(kinds)])
        for i, (first, count) in enumerate(SPANS)
    ] + [Marker("other", 1.0, 2.0, "elsewhere", "", MarkerKind.CTA)]  # fmt: skip


@pytest.fixture(params=RATES)
def rate(request) -> FrameRate:
    return RATES[request.param]


def test_edl_is_frame_exact_and_says_colour_name_note_and_length(rate: FrameRate):
    hour = rate.frame_of("01:00:00:00")
    found = read_edl(edl_text(reel_at(rate, hour), markers_at(rate)), rate.timebase)
    assert [(f[0], f[1]) for f in found] == list(SPANS)
    assert [f[5] - hour for f in found] == [first for first, _ in SPANS]
    assert found[0][4] == "Red"
    assert found[0][3].startswith("candidate: 0 viewers Jacket & ")
    assert "|" not in found[3][2]


def test_fcpxml_is_frame_exact(rate: FrameRate, tmp_path: Path):
    text = fcpxml_text(reel_at(rate, 0, tmp_path / "ä film.mp4"), markers_at(rate))
    found = read_fcpxml(text)
    assert [(f[0], f[1]) for f in found] == list(SPANS)
    assert (found[0][2], found[0][4], found[1][4]) == (f"{HARD} 0", "0", "1")
    assert ('tcFormat="DF"' in text) == (rate in {RATES["29.97"], RATES["59.94"]})
    assert "%C3%A4%20film.mp4" in text


def test_fcp7_xml_is_frame_exact(rate: FrameRate, tmp_path: Path):
    found = read_fcp7(fcp7_text(reel_at(rate, 0, tmp_path / "film.mp4"), markers_at(rate)))
    assert [(f[0], f[1]) for f in found] == list(SPANS)
    assert found[0][2:] == (f"{HARD} 0", f"0 viewers {HARD}", str(0xFF362CD2))
    assert found[1][4] is None


def test_otio_is_frame_exact_and_otio_reads_it(rate: FrameRate, tmp_path: Path):
    found = read_otio(otio_text(reel_at(rate, 0, tmp_path / "film.mp4"), markers_at(rate)))
    assert [(f[0], f[1]) for f in found] == list(SPANS)
    assert found[0][2:] == (f"{HARD} 0", f"0 viewers {HARD}", "RED", rate.fps)


def test_lists_are_frame_exact(rate: FrameRate):
    reel, markers = reel_at(rate), markers_at(rate)
    drop = bool(rate.dropped)
    for text, column in ((resolve_csv(reel, markers), "Record "), (premiere_csv(reel, markers), "")):
        rows = read_csv(text)
        firsts = [count_frames(row[f"{column}In"], rate.timebase, drop=drop) for row in rows]
        outs = [count_frames(row[f"{column}Out"], rate.timebase, drop=drop) for row in rows]
        assert [(first, out - first) for first, out in zip(firsts, outs, strict=True)] == list(SPANS)
    avid = [line.split("\t") for line in avid_text(reel, markers).splitlines()]
    assert [(count_frames(a[1], rate.timebase, drop=drop), int(a[5])) for a in avid] == list(SPANS)
    guides = json.loads(kdenlive_json(reel, markers))
    assert [(g["pos"], g["duration"]) for g in guides] == list(SPANS)
    assert guides[0]["type"] == 8


def test_csv_gives_seconds_timecode_and_frames(rate: FrameRate):
    rows = read_csv(markers_csv({"m": reel_at(rate)}, markers_at(rate)))
    assert [(int(r["start_frame"]), int(r["frames"])) for r in rows] == list(SPANS)
    assert [rate.frame_at(float(r["start_s"])) for r in rows] == [first for first, _ in SPANS]
    assert [count_frames(r["start_timecode"], rate.timebase, drop=bool(rate.dropped)) for r in rows] == [
        first for first, _ in SPANS
    ]
    assert rows[0]["comment"] == f"0 viewers {HARD}"


def test_vtt_says_everything_in_seconds():
    markers = markers_at(FrameRate(25))
    cues = read_vtt(vtt_text(reel_at(None), markers))
    assert [(round(a * 25), round((b - a) * 25)) for a, b, _ in cues] == list(SPANS)
    said = {"kind": "candidate", "name": f"{HARD} 0", "comment": f"0 viewers {HARD}", "colour": "#D55E00"}
    assert cues[0][2] == said


@pytest.mark.parametrize(
    "write", [edl_text, fcpxml_text, fcp7_text, resolve_csv, premiere_csv, avid_text, kdenlive_json]
)
def test_a_variable_rate_has_no_timecode_and_says_so(write):
    with pytest.raises(UserError, match=r"no constant frame rate.*seconds"):
        write(reel_at(None), markers_at(FrameRate(25)))


def test_a_variable_rate_still_gives_seconds():
    reel, markers = reel_at(None), markers_at(FrameRate(25))
    rows = read_csv(markers_csv({"m": reel}, markers))
    assert [r["start_timecode"] for r in rows] == [""] * len(SPANS)
    assert [round(float(r["start_s"]) * 25) for r in rows] == [first for first, _ in SPANS]
    found = read_otio(otio_text(reel, markers))
    assert {f[5] for f in found} == {1000}
    assert [round(f[0] / 40) for f in found] == [first for first, _ in SPANS]


def test_a_marker_without_media_or_end_stands_in_the_whole_film():
    beside = Marker(None, 0.0, math.inf, "Button", "", MarkerKind.CTA)
    reel = reel_at(FrameRate(25))
    assert read_fcp7(fcp7_text(reel, [beside]))[0][:2] == (0, 125_000)
    assert read_csv(markers_csv({"m": reel}, [beside]))[0]["end_s"] == "5000.0"
    assert read_vtt(vtt_text(reel, [beside]))[0][:2] == (0.0, 5000.0)


@given(st.floats(0, 6000), st.floats(0, 500), st.sampled_from(list(RATES)))
def test_any_span_lies_within_the_film_and_holds_its_start(start_s: float, length_s: float, name: str):
    rate = RATES[name]
    marker = Marker("m", start_s, start_s + length_s, "x", "y", MarkerKind.FINDING)
    first, count = read_edl(edl_text(reel_at(rate), [marker]), rate.timebase)[0][:2]
    assert first >= 0
    assert count >= 1
    assert first + count <= reel_at(rate).frames
    if start_s < 4999:
        assert float(rate.seconds(first)) <= start_s + 1e-4 < float(rate.seconds(first + 1)) + 2e-4
