"""Decoded frames kept at hand, within a bound."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a film. `bgr` (height, width, 3), never written to; `t_s` its time in media seconds.

    `preview`: small and lossy, of the frame `index` all the same; the exact picture follows.
    """

    bgr: NDArray[np.uint8]
    index: int
    t_s: float
    media_id: str
    preview: bool = False
    _fit: list[NDArray[np.uint8]] = field(default_factory=list)

    def fitted(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """As it is shown in so many pixels: (height_px, width_px, 4), opaque; its own size where that is smaller.

        Bilinear, as the interface's toolkit scales, at a third of the cost: only what is shown is given an alpha.
        """
        height, width = self.bgr.shape[:2]
        if not (0 < width_px <= width and 0 < height_px <= height):
            width_px, height_px = width, height
        for ready in tuple(self._fit):
            if ready.shape[:2] == (height_px, width_px):
                return ready
        bgr = self.bgr
        if (width_px, height_px) != (width, height):
            bgr = np.asarray(cv2.resize(bgr, (width_px, height_px), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
        return np.ascontiguousarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA), dtype=np.uint8)

    def fit(self, width_px: int, height_px: int) -> None:
        """Make what `fitted` hands out beforehand, on the thread that calls."""
        self._fit[:] = [self.fitted(width_px, height_px)]

    def unfit(self) -> None:
        """Let go of it."""
        self._fit.clear()

    @property
    def bgra(self) -> NDArray[np.uint8]:
        """(height, width, 4) with a full alpha, in memory of its own; made anew at every call."""
        return np.ascontiguousarray(cv2.cvtColor(self.bgr, cv2.COLOR_BGR2BGRA), dtype=np.uint8)


class FrameRing:
    """At most `limit_bytes` of frames; safe from any thread.

    `keep`: numbers of frames that are about to be wanted. Where room is needed, what lies furthest from them goes
    first; among equals, what was used longest ago.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._used_bytes = 0
        self._frames: OrderedDict[int, Frame] = OrderedDict()
        self._lock = threading.Lock()
        self.keep = range(0)

    def __contains__(self, index: int) -> bool:
        return index in self._frames

    @property
    def used_bytes(self) -> int:
        return self._used_bytes

    def get(self, index: int) -> Frame | None:
        with self._lock:
            frame = self._frames.get(index)
            if frame is not None:
                self._frames.move_to_end(index)
        return frame

    def put(self, frame: Frame) -> None:
        with self._lock:
            old = self._frames.pop(frame.index, None)
            self._used_bytes += frame.bgr.nbytes - (old.bgr.nbytes if old else 0)
            self._frames[frame.index] = frame
            while self._used_bytes > self._limit_bytes and len(self._frames) > 1:
                self._used_bytes -= self._frames.pop(self._least_wanted(frame.index)).bgr.nbytes

    def _least_wanted(self, newest: int) -> int:
        keep = self.keep
        others = (index for index in self._frames if index != newest)
        if not keep:
            return next(others)
        return max(others, key=lambda index: max(keep[0] - index, index - keep[-1], 0))

    def clear(self) -> None:
        with self._lock:
            self._frames.clear()
            self._used_bytes = 0


class FittedFrames:
    """The frames made ready last in the size they are shown in, at most `most`; used by one thread.

    `size_px`: width and height of what is shown, None where nobody looks; set from any thread.
    """

    def __init__(self, most: int) -> None:
        self._ready: deque[Frame] = deque()
        self._most = most
        self.size_px: tuple[int, int] | None = None

    def add(self, frame: Frame) -> None:
        if self.size_px is None or frame in self._ready:
            return
        frame.fit(*self.size_px)
        self._ready.append(frame)
        while len(self._ready) > self._most:
            self._ready.popleft().unfit()

    def clear(self) -> None:
        while self._ready:
            self._ready.popleft().unfit()
