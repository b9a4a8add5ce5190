"""Decoded frames kept at hand, within a bound."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a film. `bgra` (height, width, 4), opaque; `t_s` its time in media seconds."""

    bgra: NDArray[np.uint8]
    index: int
    t_s: float
    media_id: str


class FrameRing:
    """The frames used last, at most `limit_bytes` of them; safe from any thread."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._used_bytes = 0
        self._frames: OrderedDict[int, Frame] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, index: int) -> Frame | None:
        with self._lock:
            frame = self._frames.get(index)
            if frame is not None:
                self._frames.move_to_end(index)
            return frame

    def put(self, frame: Frame) -> None:
        with self._lock:
            old = self._frames.pop(frame.index, None)
            self._used_bytes += frame.bgra.nbytes - (old.bgra.nbytes if old else 0)
            self._frames[frame.index] = frame
            while self._used_bytes > self._limit_bytes and len(self._frames) > 1:
                self._used_bytes -= self._frames.popitem(last=False)[1].bgra.nbytes

    def clear(self) -> None:
        with self._lock:
            self._frames.clear()
            self._used_bytes = 0
