"""Readers of the marker formats, written for the tests from the formats' descriptions; none uses the writers."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction
from xml.etree import ElementTree as ET

from footpath.export.otio import load_otio


def count_frames(label: str, timebase: int, *, drop: bool) -> int:
    """A label's frame, by walking minute by minute."""
    hours, minutes, seconds, frames = (int(part) for part in re.split("[:;]", label))
    total = 0
    for minute in range(hours * 60 + minutes):
        total += 60 * timebase - (timebase // 15 if drop and minute % 10 else 0)
    here = seconds * timebase + frames
    if drop and (hours * 60 + minutes) % 10:
        assert here >= timebase // 15, f"{label} does not exist"
        here -= timebase // 15
    return total + here


def read_edl(text: str, timebase: int) -> list[tuple]:
    drop = "FCM: DROP FRAME" in text.splitlines()[1]
    event = re.compile(r"^(\d{3,4})  001      V     C        (\S+) (\S+) (\S+) (\S+)")
    tags = re.compile(r"^(?P<note>[^|]*?) \|C:ResolveColor(?P<c>\w+) \|M:(?P<m>[^|]*?) \|D:(?P<d>\d+)$")
    found, lines = [], text.splitlines()
    for i, line in enumerate(lines):
        match = event.match(line)
        if match:
            tag = tags.match(lines[i + 1])
            assert tag
            assert not tag["note"][0].isdigit()
            source, record = (count_frames(match[k], timebase, drop=drop) for k in (2, 4))
            found.append((source, int(tag["d"]), tag["m"], tag["note"], tag["c"], record))
    return found


def _frames(text: str, length: Fraction) -> int:
    assert text.endswith("s")
    frames = Fraction(text[:-1]) / length
    assert frames.denominator == 1, f"{text} is no whole frame"
    return int(frames)


def read_fcpxml(text: str) -> list[tuple]:
    root = ET.fromstring(text)  # noqa: S314 - our own file
    length = Fraction(root.find("resources/format").get("frameDuration")[:-1])
    marks = root.iter("marker")
    return [
        (_frames(m.get("start"), length), _frames(m.get("duration"), length), m.get("value"), m.get("note"),
         m.get("completed"))
        for m in marks
    ]  # fmt: skip


def read_fcp7(text: str) -> list[tuple]:
    root = ET.fromstring(text)  # noqa: S314 - our own file
    rate = root.find("sequence/rate")
    assert (rate.findtext("timebase"), rate.findtext("ntsc")) != ("", "")
    found = []
    for m in root.findall("sequence/marker"):
        first, out = int(m.findtext("in")), int(m.findtext("out"))
        found.append((first, out - first, m.findtext("name"), m.findtext("comment"), m.findtext("pproColor")))
    return found


def read_otio(text: str) -> list[tuple]:
    timeline = load_otio().adapters.read_from_string(text, "otio_json")
    return [
        (int(m.marked_range.start_time.value), int(m.marked_range.duration.value), m.name, m.comment, m.color,
         m.marked_range.start_time.rate)
        for m in timeline.tracks.markers
    ]  # fmt: skip


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def read_vtt(text: str) -> list[tuple[float, float, dict]]:
    blocks = re.split(r"\n\n+", text.strip())
    assert blocks[0].startswith("WEBVTT")
    cues = []
    for block in blocks[1:]:
        _number, times, payload = block.split("\n")
        start, end = (_vtt_seconds(part) for part in times.split(" --> "))
        cues.append((start, end, json.loads(payload)))
    return cues


def _vtt_seconds(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
