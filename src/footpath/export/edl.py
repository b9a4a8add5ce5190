"""CMX 3600 with the marker comments that DaVinci Resolve writes and reads (Timelines > Import > Timeline Markers).

An event a marker, one frame long; the comment line's tags carry colour, name and length in frames:
`<note> |C:ResolveColorRed |M:<name> |D:<frames>`. Source columns are the film's own timecode from 00:00:00:00, record
columns that of the timeline.
"""

from __future__ import annotations

from collections.abc import Sequence

from footpath.export.marker_colours import PALETTES
from footpath.export.reel import FramedMarker, Reel, framed
from footpath.model.marker import Marker
from footpath.model.timecode import FrameRate


def edl_text(reel: Reel, markers: Sequence[Marker]) -> str:
    rate = reel.timed
    head = [f"TITLE: {plain(reel.title)}", f"FCM: {'DROP FRAME' if rate.dropped else 'NON-DROP FRAME'}", ""]
    events = [_event(i, m, rate, reel.start_frame) for i, m in enumerate(framed(markers, reel), 1)]
    return "\n".join([*head, *events]) + "\n"


def _event(number: int, framed_marker: FramedMarker, rate: FrameRate, start_frame: int) -> str:
    marker, first = framed_marker.marker, framed_marker.first
    columns = (first, first + 1, start_frame + first, start_frame + first + 1)
    times = " ".join(rate.timecode(frame) for frame in columns)
    colour = PALETTES[marker.kind].resolve
    # A note that begins with a digit is taken for an event: the kind's word comes first.
    note = f"{marker.kind.replace('_', '-')}: {plain(marker.comment)}"
    tags = f"|C:ResolveColor{colour} |M:{plain(marker.name)} |D:{framed_marker.count}"
    return f"{number:03d}  001      V     C        {times}  \n{note} {tags}\n"


def plain(text: str) -> str:
    """One line, without the bar that separates the tags."""
    return " ".join(text.replace("|", "/").split())
