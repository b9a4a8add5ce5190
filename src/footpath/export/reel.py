"""One film as an editing program sees it, and markers counted in its frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.marker import Marker
from footpath.model.timecode import FrameRate

VARIES = "This film has no constant frame rate, so there is no timecode"
NOT_HERE = "The film is not here, so its frame rate is not known"
SECONDS_REMEDY = "Write .csv (--kind markers), .vtt or .otio, which give seconds; or state the rate with --fps."


@dataclass(frozen=True, slots=True)
class Reel:
    """A media, ready for a timeline.

    `rate` is None where the film's rate varies or isn't known: then there is no timecode. `start_frame` is the
    label, in frames, that the editing program's timeline starts with (01:00:00:00 in Resolve). `untimed` says why
    there is no rate, where there is none.
    """

    title: str
    media_id: str
    rate: FrameRate | None
    duration_s: float
    width: int
    height: int
    path: Path | None = None
    start_frame: int = 0
    untimed: str = VARIES

    @property
    def name(self) -> str:
        return self.path.name if self.path else self.media_id

    @property
    def timed(self) -> FrameRate:
        """The rate.

        Raises:
            UserError: where there is none.
        """
        if self.rate is None:
            raise UserError(self.untimed, self.name, SECONDS_REMEDY)
        return self.rate

    @property
    def frames(self) -> int:
        """How many frames the film has at its rate; at least one."""
        return max(1, round(self.duration_s * self.timed.num / self.timed.den))


@dataclass(frozen=True, slots=True)
class FramedMarker:
    """A marker from frame `first` on, counted from 0, for `count` frames."""

    marker: Marker
    first: int
    count: int


def of_media(markers: Iterable[Marker], media_id: str) -> tuple[Marker, ...]:
    """Those that hold in one media, in order of time."""
    here = [marker for marker in markers if marker.media_id in {None, media_id}]
    return tuple(sorted(here, key=lambda m: (m.start_s, m.end_s, m.kind, m.name)))


def framed(markers: Iterable[Marker], reel: Reel) -> tuple[FramedMarker, ...]:
    """Markers of the reel's media in its frames, within the film.

    Raises:
        UserError: where the film has no constant rate.
    """
    last = reel.frames - 1
    found = []
    for marker in of_media(markers, reel.media_id):
        first, count = reel.timed.span(marker.start_s, min(marker.end_s, reel.duration_s))
        first = min(first, last)
        found.append(FramedMarker(marker, first, min(count, last - first + 1)))
    return tuple(found)
