"""Decoded frames kept at hand, within a bound."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
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
