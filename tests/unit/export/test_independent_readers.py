"""The marker formats, read by OpenTimelineIO's own adapters: other people's readers, to the frame.

The adapter for Final Cut Pro X cuts 29.97 down to 29 and rounds towards zero (1.0.0), so it reads whole rates here;
test_markers.py reads FCPXML at every rate in exact fractions.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from test_markers import HARD, RATES, SPANS, markers_at, reel_at

from footpath.export.edl import edl_text, plain
from footpath.export.fcp7_xml import fcp7_text
from footpath.export.fcpxml import fcpxml_text
from footpath.export.otio import load_otio
from footpath.model.marker import MarkerKind
from footpath.model.timecode import FrameRate


@pytest.fixture(params=RATES)
def rate(request) -> FrameRate:
    return RATES[request.param]


def frames_of(time, rate: FrameRate) -> int:
    assert time.rate == pytest.approx(rate.fps)
    assert time.value == pytest.approx(round(time.value), abs=1e-6)
    return round(time.value)


def test_the_edl_adapter_finds_every_marker_at_its_frame(rate: FrameRate):
    hour = rate.frame_of("01:00:00:00")
    text = edl_text(reel_at(rate, hour), markers_at(rate))
    timeline = load_otio().adapters.read_from_string(text, "cmx_3600", rate=rate.fps)
    clips = list(timeline.find_clips())
    assert [frames_of(c.source_range.start_time, rate) for c in clips] == [first for first, _ in SPANS]
    assert [frames_of(c.source_range.duration, rate) for c in clips] == [1] * len(SPANS)
    # The adapter begins its track where the first event is recorded.
    places = [frames_of(c.range_in_parent().start_time, rate) for c in clips]
    assert places == [first - SPANS[0][0] for first, _ in SPANS]
    tags = [c.metadata["cmx_3600"]["comments"][0] for c in clips]
    assert [tag.rpartition("|D:")[2] for tag in tags] == [str(count) for _, count in SPANS]
    assert f"|M:{plain(HARD)} 0 " in tags[0]


def test_the_final_cut_7_adapter_finds_every_marker_with_its_length(rate: FrameRate, tmp_path: Path):
    text = fcp7_text(reel_at(rate, 0, tmp_path / "film.mp4"), markers_at(rate))
    timeline = load_otio().adapters.read_from_string(text, "fcp_xml")
    found = timeline.tracks.markers
    spans = [(frames_of(m.marked_range.start_time, rate), frames_of(m.marked_range.duration, rate)) for m in found]
    assert spans == list(SPANS)
    assert found[0].name == f"{HARD} 0"
    assert found[0].metadata["fcp_xml"]["comment"] == f"0 viewers {HARD}"
    (clip,) = timeline.find_clips()
    assert clip.media_reference.target_url == "file://localhost" + (tmp_path / "film.mp4").as_uri()[7:]
    assert frames_of(clip.duration(), rate) == reel_at(rate).frames


@pytest.mark.parametrize("name", ["24", "30"])
def test_the_final_cut_x_adapter_finds_every_marker_with_its_length(name: str, tmp_path: Path):
    rate = RATES[name]
    text = fcpxml_text(reel_at(rate, 0, tmp_path / "film.mp4"), markers_at(rate))
    (timeline,) = load_otio().adapters.read_from_string(text, "fcpx_xml").find_children(
        descended_from_type=load_otio().schema.Timeline
    )
    (clip,) = timeline.find_clips()
    spans = [(int(m.marked_range.start_time.value), int(m.marked_range.duration.value)) for m in clip.markers]
    assert spans == list(SPANS)
    assert clip.markers[0].name == f"{HARD} 0"


def test_every_kind_of_marker_keeps_a_colour_of_its_own():
    rate = RATES["24"]
    text = fcp7_text(reel_at(rate), markers_at(rate))
    timeline = load_otio().adapters.read_from_string(text, "fcp_xml")
    colours = [tuple(m.metadata["fcp_xml"]["color"].values()) for m in timeline.tracks.markers]
    assert len(set(colours[: len(MarkerKind)])) == len(MarkerKind)
