"""The shortest way to one frame of an H.264 film: without the pictures on the way that no other refers to.

Players leave those out while they seek; OpenCV can't be told so within a capture. But it hands out packets undecoded:
those from the key frame on that others refer to, and the one wanted, are given to a decoder of their own as a stream
in memory. Each is stamped with its frame's number, so that the picture that comes out is known by that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from footpath.model.errors import UserError
from footpath.storage.capture import Capture
from footpath.storage.flv import AccessUnit, begins_anew, flv, nal_units, referred_to
from footpath.storage.packets import Packets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from footpath.storage.frame_index import FrameIndex

LEAD_MS = 1000  # shown so much later than decoded, as nothing may be shown before it is decoded
MOST_BYTES = 100_000_000
TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


class Shortcut:
    """Of one film; used by one thread."""

    def __init__(self, path: Path, index: FrameIndex) -> None:
        self._path, self._index = path, index
        self._packets = Packets(path)
        self._trusted: bool | None = None
        self._turn: int | None = None  # as cv2.rotate has it: the stream in memory doesn't tell

    def frame(self, target: int, given_up: Callable[[], bool]) -> NDArray[np.uint8] | None:
        """Frame `target` as displayed: (height_px, width_px, 3) BGR; None without such a way to it, or given up."""
        if not self._index.steady:
            return None
        if self._trusted is None:
            self._trusted = self._agrees()
        return self._decoded(target, given_up) if self._trusted else None

    def _agrees(self) -> bool:
        """Whether the first frame comes out as from the film itself: in colours, size, turning."""
        if not self._packets.h264:
            return False
        plain = Capture(self._path)
        self._turn = TURNS.get(plain.turned_degrees)
        expected = plain.bgr() if plain.grab() else None
        plain.release()
        found = self._decoded(0, lambda: False)
        return expected is not None and found is not None and np.array_equal(found, expected)

    def _decoded(self, target: int, given_up: Callable[[], bool]) -> NDArray[np.uint8] | None:
        stretch = self._stretch(target, given_up)
        if not stretch:
            return None
        try:
            capture = Capture(self._path, flv(stretch))
        except (UserError, ValueError):
            return None
        try:
            bgr = _last_of(capture, stretch[-1].shown_ms - stretch[0].shown_ms, given_up)
        finally:
            capture.release()
        return bgr if bgr is None or self._turn is None else np.asarray(cv2.rotate(bgr, self._turn), dtype=np.uint8)

    def _stretch(self, target: int, given_up: Callable[[], bool]) -> list[AccessUnit]:
        """What frame `target` is made from, and itself at the end; nothing if that isn't to be had."""
        stretch: list[AccessUnit] = []
        size = 0
        for time_s, key, packet in self._packets.since_key_before(float(self._index.raw_s[target])):
            shown, units = self._index.frame_shown_at_raw(time_s), nal_units(packet)
            if key:
                stretch, size = [], 0
            if shown is None or (key and shown > target) or not (stretch or begins_anew(units)):
                return []
            if shown == target or referred_to(units):
                stretch.append(AccessUnit(shown + LEAD_MS, units))
                size += len(packet)
            if shown == target:
                return stretch
            if size > MOST_BYTES or given_up():
                return []
        return []

    def close(self) -> None:
        self._packets.release()


def _last_of(capture: Capture, after_ms: int, given_up: Callable[[], bool]) -> NDArray[np.uint8] | None:
    """The picture shown `after_ms` after the first."""
    if not capture.grab():
        return None
    first_s = capture.time_s
    while (at_ms := round((capture.time_s - first_s) * 1000)) < after_ms:
        if given_up() or not capture.grab():
            return None
    return capture.bgr() if at_ms == after_ms else None
