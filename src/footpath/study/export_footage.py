"""A study's films for export: their rate and shape, their frames with what lies over them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from footpath.export.reel import NOT_HERE, VARIES, Reel
from footpath.model.drafts import Draft
from footpath.model.errors import UserError
from footpath.model.marker import Marker
from footpath.model.results import Candidates, Overlay
from footpath.model.selection import Selection
from footpath.model.story import Media
from footpath.model.timecode import FrameRate, rate_of, rate_of_frames
from footpath.storage.footage import Frame, FrameReader
from footpath.storage.frame_index import index_of, remember
from footpath.storage.grey_footage import GreyReader
from footpath.study.drafts import undecided
from footpath.study.study import Study

SIZE_PX = (1280, 720)


def media_of(study: Study, selection: Selection) -> Media:
    """The one media meant: the one named, the scene's, or the only one.

    Raises:
        UserError: where there are several.
    """
    story = study.story
    if selection.media is not None or len(story.media) == 1:
        index = story.media_index.get(selection.media or story.media[0].id)
        if index is None:
            raise UserError("There is no such media", str(selection.media), f"There are: {_names(study)}.")
        return story.media[index]
    for scene in story.scenes:
        if scene.id == selection.scene:
            return story.media[story.media_index[scene.media_id]]
    raise UserError("This review has several media", "", f"Choose one with --media: {_names(study)}.")


def _names(study: Study) -> str:
    return ", ".join(media.id for media in study.story.media)


def reel_of(study: Study, media: Media, markers: Sequence[Marker], fps: float | None, start: str | None) -> Reel:
    """A media as a reel: its frames are looked through for their rate unless `fps` states it.

    Raises:
        UserError: if `fps` is no rate that timecode has, or `start` no timecode at it.
    """
    path = study.footage_path(media.id)
    duration_s = media.duration_s or max((m.end_s for m in markers if math.isfinite(m.end_s)), default=1.0)
    rate, why = _stated(fps), NOT_HERE
    size = (media.width or SIZE_PX[0], media.height or SIZE_PX[1])
    if path is not None and rate is None:
        index = index_of(path)
        index.build()
        remember(path, index)
        size, duration_s, why = index.size_px, index.duration_s, VARIES
        rate = rate_of_frames(index.times_s, index.fps) if index.steady else None
    return Reel(study.title, media.id, rate, duration_s, *size, path, _start_frame(rate, start), why)


def _stated(fps: float | None) -> FrameRate | None:
    if fps is None:
        return None
    rate = rate_of(fps)
    if rate is None:
        raise UserError("Timecode has no such frame rate", f"{fps:g}", "Say 24, 25, 29.97, 30, 50, 59.94 or 60.")
    return rate


def _start_frame(rate: FrameRate | None, start: str | None) -> int:
    if start is None or rate is None:
        return 0
    try:
        return rate.frame_of(start)
    except ValueError as error:
        raise UserError(str(error), "", "Say it as 01:00:00:00.") from error


@dataclass(frozen=True, slots=True)
class View:
    """What lies over the frames of one media for one selection."""

    study: Study
    selection: Selection
    media: Media
    candidates: Candidates
    drafts: tuple[Draft, ...] = ()

    def overlay(self, t_s: float) -> Overlay:
        half = self.study.settings.heat_window_s
        window = (t_s - half, t_s + half)
        open_ones = undecided(self.candidates, self.drafts)
        return self.study.overlay(self.selection, self.media.id, t_s, window, open_ones, self.drafts)

    @contextmanager
    def reader(self) -> Iterator[FrameReader | GreyReader]:
        """Its frames; a grey picture of its shape where the film is not here."""
        path = self.study.footage_path(self.media.id)
        reader = FrameReader(path, self.media.id) if path is not None else GreyReader(self.media)
        try:
            yield reader
        finally:
            reader.close()

    def frame(self, t_s: float) -> Frame:
        with self.reader() as reader:
            return reader.read(reader.index_at(t_s))


def film_rate(reel: Reel, reader: FrameReader | GreyReader) -> FrameRate:
    """The rate to write a film at: its own, else (where it varies or is unknown) the nearest whole one."""
    return reel.rate or FrameRate(max(1, round(reader.fps)))


def film_times(rate: FrameRate, start_s: float, end_s: float) -> Sequence[float]:
    """The moments of the frames of [start_s, end_s) at a rate, each a little into its frame."""
    first, count = rate.span(start_s, end_s)
    return [float(rate.seconds(first + i)) + 0.1 / rate.fps for i in range(count)]
