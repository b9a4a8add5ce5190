"""A strip of small pictures of a film, made beside its index: something true to show until the exact frame is there."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import cv2
import numpy as np

from footpath.storage.frame_ring import Frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_SIDE_PX = 480
FIRST_STEP = 4  # frames from one picture to the next, doubled whenever there are too many
MOST_PICTURES = 2000
MOST_BYTES = 48_000_000
QUALITY = 75


class ProxyStrip:
    """Pictures of every `step`th frame, as JPEG within a bound. One thread fills it, any thread reads it."""

    def __init__(self) -> None:
        self.step = FIRST_STEP
        self._frames: list[int] = []
        self._jpegs: list[NDArray[np.uint8]] = []
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def frames(self) -> tuple[int, ...]:
        """The numbers of the frames it has, in order."""
        with self._lock:
            return tuple(self._frames)

    @property
    def used_bytes(self) -> int:
        return self._bytes

    def wants(self, index: int) -> bool:
        return index % self.step == 0

    def add(self, index: int, bgr: NDArray[np.uint8]) -> None:
        """The picture of a frame later than all before, (height, width, 3) as displayed."""
        height, width = bgr.shape[:2]
        scale = min(1.0, LONGEST_SIDE_PX / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA)
        done, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        if done:
            self._put(index, np.asarray(jpeg, dtype=np.uint8))

    def _put(self, index: int, jpeg: NDArray[np.uint8]) -> None:
        with self._lock:
            self._frames.append(index)
            self._jpegs.append(jpeg)
            self._bytes += jpeg.nbytes
            while len(self._frames) > MOST_PICTURES or (self._bytes > MOST_BYTES and len(self._frames) > 1):
                self._thin()

    def _thin(self) -> None:
        """Keep every second picture."""
        self.step *= 2
        kept = [i for i, frame in enumerate(self._frames) if frame % self.step == 0]
        self._frames, self._jpegs = [self._frames[i] for i in kept], [self._jpegs[i] for i in kept]
        self._bytes = sum(jpeg.nbytes for jpeg in self._jpegs)

    def near(self, index: int, times_s: NDArray[np.float64], media_id: str) -> Frame | None:
        """The picture at or before a frame (the first where none is), saying which frame it is; None without any."""
        with self._lock:
            at = max(0, bisect_right(self._frames, index) - 1)
            if not self._frames or self._frames[at] >= len(times_s):
                return None
            frame, jpeg = self._frames[at], self._jpegs[at]
        bgr = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
        if bgr is None:
            return None
        return Frame(np.asarray(bgr, dtype=np.uint8), frame, float(times_s[frame]), media_id, preview=True)

    def has(self, index: int) -> bool:
        with self._lock:
            at = bisect_left(self._frames, index)
            return at < len(self._frames) and self._frames[at] == index

    def packed(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
        """Its content for a file: numbers of the frames (n,), sizes of their pictures in bytes (n,), all pictures."""
        with self._lock:
            jpegs = np.concatenate(self._jpegs) if self._jpegs else np.empty(0, dtype=np.uint8)
            sizes = np.array([len(jpeg) for jpeg in self._jpegs], dtype=np.int64)
            return np.array(self._frames, dtype=np.int64), sizes, jpegs

    @classmethod
    def unpacked(cls, frames: NDArray[np.int64], sizes: NDArray[np.int64], jpegs: NDArray[np.uint8]) -> ProxyStrip:
        """The reverse of `packed`.

        Raises:
            ValueError: where the arrays don't fit together.
        """
        if len(frames) != len(sizes) or sizes.sum() != len(jpegs) or (np.diff(frames) <= 0).any() or (sizes < 0).any():
            raise ValueError("the parts of the strip don't fit together")
        strip = cls()
        strip.step = int(np.diff(frames).min()) if len(frames) > 1 else FIRST_STEP
        strip._frames = [int(frame) for frame in frames]
        strip._jpegs = np.split(jpegs, np.cumsum(sizes)[:-1]) if len(sizes) else []
        strip._bytes = int(sizes.sum())
        return strip
