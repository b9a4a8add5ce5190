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
    """One picture of a film. `bgra` (height, width, 4), opaque; `t_s` its time in media seconds.

    `preview`: small and lossy, of the frame `index` all the same; the exact picture follows.
    """

    bgra: NDArray[np.uint8]
    index: int
    t_s: float
    media_id: str
    preview: bool = False


def bgra_of(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(height, width, 3) with a full alpha, in memory of its own."""
    return np.ascontiguousarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA), dtype=np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """As the decoder hands a picture out: a quarter smaller than as it is shown."""

    bgr: NDArray[np.uint8]
    index: int
    t_s: float
    media_id: str

    def frame(self) -> Frame:
        return Frame(bgra_of(self.bgr), self.index, self.t_s, self.media_id)


class FrameRing:
    """The frames used last, at most `limit_bytes` of them; safe from any thread."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._used_bytes = 0
        self._frames: OrderedDict[int, Stored] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, index: int) -> bool:
        return index in self._frames

    @property
    def used_bytes(self) -> int:
        return self._used_bytes

    def get(self, index: int) -> Frame | None:
        with self._lock:
            stored = self._frames.get(index)
            if stored is not None:
                self._frames.move_to_end(index)
        return stored.frame() if stored is not None else None

    def touch(self, index: int) -> bool:
        """Whether it is there; if so it counts as used now."""
        with self._lock:
            if index not in self._frames:
                return False
            self._frames.move_to_end(index)
            return True

    def put(self, stored: Stored) -> None:
        with self._lock:
            old = self._frames.pop(stored.index, None)
            self._used_bytes += stored.bgr.nbytes - (old.bgr.nbytes if old else 0)
            self._frames[stored.index] = stored
            while self._used_bytes > self._limit_bytes and len(self._frames) > 1:
                self._used_bytes -= self._frames.popitem(last=False)[1].bgr.nbytes

    def clear(self) -> None:
        with self._lock:
            self._frames.clear()
            self._used_bytes = 0
