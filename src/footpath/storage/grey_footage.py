"""Stands in for footage that is missing: a grey picture of the right shape, with a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from footpath.storage.frame_ring import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from footpath.model.story import Media

GREY = 0x2A
GREY_FPS = 25.0
GREY_DURATION_S = 60.0
GREY_SIZE_PX = (1280, 720)


class GreyReader:
    """The face of a FrameReader over one grey picture; 25 frames a second for the media's length (or 60 s)."""

    complete = True
    fps = GREY_FPS
    coming = range(0)

    def __init__(self, media: Media) -> None:
        self.media_id = media.id
        self.duration_s = max(1 / GREY_FPS, media.duration_s or GREY_DURATION_S)
        self.times_s: NDArray[np.float64] = np.arange(max(1, round(self.duration_s * GREY_FPS))) / GREY_FPS
        width, height = media.width or GREY_SIZE_PX[0], media.height or GREY_SIZE_PX[1]
        self._bgr = np.full((height, width, 3), GREY, dtype=np.uint8)

    @property
    def frame_count(self) -> int:
        return len(self.times_s)

    def known_at(self, t_s: float) -> int:
        found = np.searchsorted(self.times_s, t_s, side="right") - 1
        return int(np.clip(found, 0, self.frame_count - 1))

    def index_at(self, t_s: float, given_up: Callable[[], bool] | None = None) -> int:  # noqa: ARG002
        return self.known_at(t_s)

    def cached(self, index: int) -> Frame:
        return Frame(self._bgr, index, float(self.times_s[index]), self.media_id)

    def ahead_frames(self, stride: int) -> int:  # noqa: ARG002
        return 0

    def show_in(self, size_px: tuple[int, int] | None) -> None:
        """Nothing needs to be made ready."""

    def at_hand(self, index: int) -> bool:
        return 0 <= index < self.frame_count

    def preview(self, index: int) -> Frame:
        return self.cached(index)

    def prepare(self, index: int, given_up: Callable[[], bool] | None = None, *, soon: bool = False) -> None:
        """Everything is at hand."""

    def read(self, index: int, given_up: Callable[[], bool] | None = None, *, alone: bool = False) -> Frame:  # noqa: ARG002
        return self.cached(index)

    def stand(self, index: int, given_up: Callable[[], bool]) -> None:
        """Everything is at hand."""

    def close(self) -> None:
        """Nothing is open."""
