"""OpenTimelineIO: a timeline with the film and the markers on it; written by the OpenTimelineIO package itself."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Any

from footpath.export.marker_colours import PALETTES
from footpath.export.reel import Reel, framed, of_media
from footpath.model.marker import Marker

SECONDS_RATE = 1000  # for films without a constant rate: thousandths of a second


@cache
def load_otio() -> Any:
    """The package, imported only where this format is wanted (30 ms).

    Its library frees a Python function after the interpreter has ended, which aborts the process at exit (0.18.1 on
    Python 3.11): one reference more than it counts on keeps that function for good.
    """
    import opentimelineio as otio  # noqa: PLC0415 - as said
    from opentimelineio.core import _core_utils  # noqa: PLC0415 - as said

    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_core_utils._value_to_any))  # noqa: SLF001 - as said
    return otio


def otio_text(reel: Reel, markers: Sequence[Marker]) -> str:
    """Marker times are the timeline's, from 0; in thousandths of a second where the film's rate varies."""
    otio = load_otio()
    rate = reel.rate.fps if reel.rate else SECONDS_RATE
    length = reel.frames if reel.rate else round(reel.duration_s * SECONDS_RATE)
    timeline = otio.schema.Timeline(reel.title)
    timeline.metadata["footpath"] = {"timecode": reel.rate is not None, "media_id": reel.media_id}
    if reel.rate is not None:
        timeline.global_start_time = otio.opentime.RationalTime(reel.start_frame, rate)
    timeline.tracks.append(_track(otio, reel, _range(otio, 0, length, rate)))
    timeline.tracks.markers.extend(
        _marker(otio, marker, _range(otio, first, count, rate)) for marker, first, count in _spans(reel, markers)
    )
    return str(otio.adapters.write_to_string(timeline, "otio_json"))


def _spans(reel: Reel, markers: Sequence[Marker]) -> list[tuple[Marker, int, int]]:
    if reel.rate is not None:
        return [(m.marker, m.first, m.count) for m in framed(markers, reel)]
    found = []
    for marker in of_media(markers, reel.media_id):
        first = round(marker.start_s * SECONDS_RATE)
        end = round(min(marker.end_s, reel.duration_s) * SECONDS_RATE)
        found.append((marker, first, max(1, end - first)))
    return found


def _range(otio: Any, first: int, count: int, rate: float) -> Any:
    time = otio.opentime.RationalTime
    return otio.opentime.TimeRange(time(first, rate), time(count, rate))


def _track(otio: Any, reel: Reel, whole: Any) -> Any:
    reference = otio.schema.MissingReference(name=reel.name, available_range=whole)
    if reel.path is not None:
        reference = otio.schema.ExternalReference(reel.path.resolve().as_uri(), whole)
    clip = otio.schema.Clip(reel.name, reference, whole)
    return otio.schema.Track("Film", [clip], kind=otio.schema.TrackKind.Video)


def _marker(otio: Any, marker: Marker, marked: Any) -> Any:
    span = {"start_s": marker.start_s, "end_s": marker.end_s if marker.end_s < float("inf") else None}
    return otio.schema.Marker(
        name=marker.name,
        marked_range=marked,
        color=PALETTES[marker.kind].otio,
        comment=marker.comment,
        metadata={"footpath": {"kind": str(marker.kind), **span}, "Resolve_OTIO": {"Note": marker.comment}},
    )
