"""Final Cut Pro 7's XML (xmeml 4), which Premiere and Resolve read: a sequence with the film and the markers on it.

Frames count from 0 at the sequence's start; a marker's `out` is the frame after its last.
"""

from __future__ import annotations

from collections.abc import Sequence

from footpath.export.marker_colours import PALETTES, rgb
from footpath.export.reel import FramedMarker, Reel, framed
from footpath.export.xml_text import element, text
from footpath.model.marker import Marker
from footpath.model.timecode import FrameRate


def fcp7_text(reel: Reel, markers: Sequence[Marker]) -> str:
    rate = reel.timed
    body = "".join(_marker(m) for m in framed(markers, reel))
    timecode = (
        f"<timecode>{_rate(rate)}{element('string', rate.timecode(reel.start_frame))}"
        f"{element('frame', reel.start_frame)}{element('displayformat', 'DF' if rate.dropped else 'NDF')}</timecode>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n<xmeml version="4">\n'
        f'<sequence id="footpath">\n{element("name", reel.title)}{element("duration", reel.frames)}{_rate(rate)}\n'
        f"{timecode}\n{_media(reel, rate)}\n{body}</sequence>\n</xmeml>\n"
    )


def _rate(rate: FrameRate) -> str:
    return f"<rate>{element('timebase', rate.timebase)}{element('ntsc', 'TRUE' if rate.ntsc else 'FALSE')}</rate>"


def _media(reel: Reel, rate: FrameRate) -> str:
    shape = (
        f"<samplecharacteristics>{_rate(rate)}{element('width', reel.width)}{element('height', reel.height)}"
        "<pixelaspectratio>square</pixelaspectratio></samplecharacteristics>"
    )
    clip = _clip(reel, rate, shape) if reel.path else ""
    return f"<media><video><format>{shape}</format><track>{clip}</track></video></media>"


def _clip(reel: Reel, rate: FrameRate, shape: str) -> str:
    address = reel.path.resolve().as_uri().replace("file://", "file://localhost", 1) if reel.path else ""
    file = (
        f'<file id="film">{element("name", reel.name)}{element("pathurl", address)}{_rate(rate)}'
        f"{element('duration', reel.frames)}<media><video>{shape}</video></media></file>"
    )
    span = "".join(
        element(name, value) for name, value in (("start", 0), ("end", reel.frames), ("in", 0), ("out", reel.frames))
    )
    name = element("name", reel.name)
    return f'<clipitem id="clip">{name}{element("duration", reel.frames)}{_rate(rate)}{span}{file}</clipitem>'


def _marker(framed_marker: FramedMarker) -> str:
    marker = framed_marker.marker
    palette = PALETTES[marker.kind]
    red, green, blue = rgb(palette.hex)
    colour = f"<alpha>255</alpha><red>{red}</red><green>{green}</green><blue>{blue}</blue>"
    premiere = element("pproColor", palette.premiere) if palette.premiere is not None else ""
    return (
        f"<marker><comment>{text(marker.comment)}</comment>{element('name', marker.name)}"
        f"{element('in', framed_marker.first)}{element('out', framed_marker.first + framed_marker.count)}"
        f"{premiere}<color>{colour}</color></marker>\n"
    )
