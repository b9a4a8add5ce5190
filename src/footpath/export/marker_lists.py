"""Markers as lists: CSV for people, for Resolve, Premiere and Avid; WebVTT metadata; Kdenlive's guides."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence

from footpath.export.marker_colours import PALETTES
from footpath.export.reel import FramedMarker, Reel, framed, of_media
from footpath.model.marker import Marker
from footpath.model.timecode import FrameRate

COLUMNS = (
    "media_id", "kind", "name", "comment", "colour", "start_s", "end_s", "start_timecode", "end_timecode",
    "start_frame", "frames", "fps",
)  # fmt: skip


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180 with line feeds; None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def markers_csv(reels: Mapping[str, Reel], markers: Sequence[Marker]) -> str:
    """Every marker of every media in seconds, and in timecode where the film has one; `end` is exclusive."""
    rows: list[Sequence[object]] = []
    for reel in reels.values():
        frames = framed(markers, reel) if reel.rate else ()
        for i, marker in enumerate(of_media(markers, reel.media_id)):
            end_s = min(marker.end_s, max(reel.duration_s, marker.start_s))
            times = _times(frames[i], reel.rate, reel.start_frame) if reel.rate else (None,) * 5
            colour = PALETTES[marker.kind].hex
            span = (round(marker.start_s, 6), round(end_s, 6))
            rows.append((reel.media_id, str(marker.kind), marker.name, marker.comment, colour, *span, *times))
    return csv_text(COLUMNS, rows)


def _times(found: FramedMarker, rate: FrameRate, start_frame: int) -> tuple[object, ...]:
    first = start_frame + found.first
    return rate.timecode(first), rate.timecode(first + found.count), found.first, found.count, round(rate.fps, 5)


def resolve_csv(reel: Reel, markers: Sequence[Marker]) -> str:
    """The columns of Resolve's edit index; Resolve itself takes markers in as .edl."""
    rate, start = reel.timed, reel.start_frame
    rows = (
        (i, rate.timecode(start + m.first), rate.timecode(start + m.first + m.count), rate.timecode(m.count),
         m.marker.name, m.marker.comment, PALETTES[m.marker.kind].resolve)
        for i, m in enumerate(framed(markers, reel), 1)
    )  # fmt: skip
    return csv_text(("#", "Record In", "Record Out", "Record Duration", "Name", "Notes", "Color"), rows)


def premiere_csv(reel: Reel, markers: Sequence[Marker]) -> str:
    """The columns of Premiere's marker export; drop-frame has semicolons throughout, as there."""
    rate, start = reel.timed, reel.start_frame
    mark = ";" if rate.dropped else ":"
    rows = (
        (m.marker.name, m.marker.comment, *(rate.timecode(frame, mark) for frame in
         (start + m.first, start + m.first + m.count, m.count)), "Comment")
        for m in framed(markers, reel)
    )  # fmt: skip
    return csv_text(("Marker Name", "Description", "In", "Out", "Duration", "Marker Type"), rows)


def avid_text(reel: Reel, markers: Sequence[Marker]) -> str:
    """Media Composer's marker list: user, timecode, track, colour, comment, length in frames; tabs between."""
    rate = reel.timed
    mark = ";" if rate.dropped else ":"
    lines = []
    for m in framed(markers, reel):
        comment = " ".join(f"{m.marker.name} – {m.marker.comment}".split())
        at = rate.timecode(reel.start_frame + m.first, mark)
        lines.append(f"Footpath\t{at}\tV1\t{PALETTES[m.marker.kind].avid}\t{comment}\t{m.count}\n")
    return "".join(lines)


def kdenlive_json(reel: Reel, markers: Sequence[Marker]) -> str:
    """Guides as Kdenlive keeps and imports them: `pos` and `duration` in frames, `type` a category's index."""
    guides = [
        {
            "pos": m.first,
            "comment": f"{m.marker.name} – {m.marker.comment}",
            "type": PALETTES[m.marker.kind].kdenlive,
            "duration": m.count,
        }
        for m in framed(markers, reel)
    ]
    return json.dumps(guides, ensure_ascii=False, indent=1) + "\n"


def vtt_text(reel: Reel, markers: Sequence[Marker]) -> str:
    """A WebVTT metadata track: each cue one JSON object; in seconds of media time, whatever the film's rate."""
    cues = ["WEBVTT\n"]
    for i, marker in enumerate(of_media(markers, reel.media_id), 1):
        end_s = min(marker.end_s, reel.duration_s)
        end_s = end_s if end_s > marker.start_s else marker.start_s + 0.001
        what = {"kind": str(marker.kind), "name": marker.name, "comment": marker.comment,
                "colour": PALETTES[marker.kind].hex}  # fmt: skip
        payload = json.dumps(what, ensure_ascii=False).replace(">", "\\u003e").replace("<", "\\u003c")
        cues.append(f"{i}\n{vtt_time(marker.start_s)} --> {vtt_time(end_s)}\n{payload}\n")
    return "\n".join(cues)


def vtt_time(t_s: float) -> str:
    """A time as WebVTT writes it: hh:mm:ss.mmm."""
    ms = math.floor(t_s * 1000 + 0.5)
    return f"{ms // 3600000:02d}:{ms // 60000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
