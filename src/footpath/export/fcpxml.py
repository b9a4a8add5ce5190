"""FCPXML 1.10: a project with the whole film and the markers on it.

Times are rational seconds, whole frames of the film. Final Cut has no marker colours: candidates, findings and
drop-offs are open to-dos (red), accepted ones done to-dos (green), elements plain markers (blue).
"""

from __future__ import annotations

from collections.abc import Sequence

from footpath.export.marker_colours import PALETTES
from footpath.export.reel import FramedMarker, Reel, framed
from footpath.export.xml_text import attributes
from footpath.model.marker import Marker
from footpath.model.timecode import FrameRate

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n<fcpxml version="1.10">\n'


def fcpxml_text(reel: Reel, markers: Sequence[Marker]) -> str:
    rate = reel.timed
    lines = [_marker(m, rate) for m in framed(markers, reel)]
    return HEAD + _resources(reel, rate) + _library(reel, rate, "".join(lines)) + "</fcpxml>\n"


def rational(frames: int, rate: FrameRate) -> str:
    """So many frames as FCPXML writes a time: `1001/30000s`."""
    return f"{frames * rate.den}/{rate.num}s" if frames else "0s"


def _resources(reel: Reel, rate: FrameRate) -> str:
    shape = attributes(frameDuration=rational(1, rate), width=reel.width, height=reel.height)
    asset = ""
    if reel.path is not None:
        length = rational(reel.frames, rate)
        head = attributes(id="r2", name=reel.name, start="0s", duration=length, hasVideo=1, format="r1")
        source = attributes(kind="original-media", src=reel.path.resolve().as_uri())
        asset = f"    <asset{head}>\n      <media-rep{source}/>\n    </asset>\n"
    return f'  <resources>\n    <format id="r1"{shape}/>\n{asset}  </resources>\n'


def _library(reel: Reel, rate: FrameRate, markers: str) -> str:
    length, drop = rational(reel.frames, rate), "DF" if rate.dropped else "NDF"
    sequence = attributes(format="r1", duration=length, tcStart=rational(reel.start_frame, rate), tcFormat=drop)
    clip = attributes(
        ref="r2" if reel.path else None, name=reel.name, offset=rational(reel.start_frame, rate), start="0s",
        duration=length,
    )  # fmt: skip
    tag = "asset-clip" if reel.path else "gap"
    return (
        f"  <library>\n    <event{attributes(name=reel.title)}>\n      <project{attributes(name=reel.title)}>\n"
        f"        <sequence{sequence}>\n          <spine>\n            <{tag}{clip}>\n{markers}"
        f"            </{tag}>\n          </spine>\n        </sequence>\n      </project>\n    </event>\n  </library>\n"
    )


def _marker(framed_marker: FramedMarker, rate: FrameRate) -> str:
    marker = framed_marker.marker
    values = attributes(
        start=rational(framed_marker.first, rate), duration=rational(framed_marker.count, rate), value=marker.name,
        completed=PALETTES[marker.kind].todo, note=marker.comment,
    )  # fmt: skip
    return f"              <marker{values}/>\n"
