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
from footpath.storage.flv import AccessUnit, begins_anew, flv, lasting, nal_units, referred_to
from footpath.storage.moov import several_edits
from footpath.storage.packets import Packets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from footpath.storage.frame_index import FrameIndex

LEAD_MS = 1000  # shown so much later than decoded, as nothing may be shown before it is decoded
MOST_BYTES = 100_000_000
AGREED, TRIES = 3, 5  # frames
LEAST_SPREAD, LEAST_COLOUR = 5, 16  # of 255
TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


class Shortcut:
    """Of one film; used by one thread."""

    def __init__(self, path: Path, index: FrameIndex) -> None:
        self._path, self._index = path, index
        self._packets: Packets | None = None
        self._turn: int | None = None  # as cv2.rotate has it: the stream in memory doesn't tell
        self._agreed: set[int] = set()
        self._tries = 0  # left to prove it
        self._looked_at = False

    @property
    def proved(self) -> bool:
        return len(self._agreed) >= AGREED

    def frame(self, target: int, given_up: Callable[[], bool]) -> NDArray[np.uint8] | None:
        """Frame `target` as displayed: (height_px, width_px, 3) BGR; None if not proved, without a way, or given up."""
        if self._packets is None or not self.proved:
            return None
        return self._decoded(self._packets, target, given_up)

    def prove(self, target: int, picture: NDArray[np.uint8], given_up: Callable[[], bool]) -> None:
        """Try it on a frame whose `picture` came the plain way: some must come out alike, to the last bit.

        Only shapes and colours prove that these, the size and the turning are understood as in the film itself.
        """
        if self.proved or not self._index.complete or target in self._agreed or not _telling(picture):
            return
        if not self._looked_at:
            self._look_at_film()
        if self._packets is None or not self._tries:
            return
        found = self._decoded(self._packets, target, given_up)
        if found is None and given_up():
            return
        if found is not None and np.array_equal(found, picture):
            self._agreed.add(target)
        else:
            self._tries = 0 if found is not None else self._tries - 1

    def _look_at_film(self) -> None:
        self._looked_at = True
        packets = Packets(self._path)
        if not (packets.h264 and self._index.steady) or several_edits(self._path):
            packets.release()
            return
        film = Capture(self._path)
        self._turn = TURNS.get(film.turned_degrees)
        film.release()
        self._packets, self._tries = packets, TRIES

    def _decoded(self, packets: Packets, target: int, given_up: Callable[[], bool]) -> NDArray[np.uint8] | None:
        stretch = self._stretch(packets, target, given_up)
        if not stretch:
            return None
        try:
            capture = Capture(self._path, flv(stretch))
        except (UserError, ValueError, OverflowError):
            return None
        try:
            bgr = _last_of(capture, stretch[-1].shown_ms - stretch[0].shown_ms, given_up)
        finally:
            capture.release()
        if bgr is not None and self._turn is not None:
            bgr = np.asarray(cv2.rotate(bgr, self._turn), dtype=np.uint8)
        same_size = bgr is not None and bgr.shape[1::-1] == self._index.size_px  # else it changes in mid-film
        return bgr if same_size else None

    def _stretch(self, packets: Packets, target: int, given_up: Callable[[], bool]) -> list[AccessUnit]:
        """What frame `target` is made from, and itself at the end; nothing if that isn't to be had."""
        stretch: list[AccessUnit] = []
        carried: list[bytes] = []
        size = 0
        for time_s, key, packet in packets.since_key_before(float(self._index.raw_s[target])):
            shown, units = self._index.frame_shown_at_raw(time_s), nal_units(packet)
            if key:
                stretch, carried, size = [], [], 0
            if shown is None or (key and shown > target) or not (stretch or begins_anew(units)):
                return []
            if shown == target or referred_to(units):
                stretch.append(AccessUnit(shown + LEAD_MS, [*carried, *units]))
                carried, size = [], size + len(packet)
            else:
                carried += lasting(units)
            if shown == target:
                return stretch
            if size > MOST_BYTES or given_up():
                return []
        return []

    def close(self) -> None:
        if self._packets is not None:
            self._packets.release()


def _telling(picture: NDArray[np.uint8]) -> bool:
    """Whether it shows shapes and colours: black is black in every way of reading it."""
    some = picture[::8, ::8].astype(np.int16)
    return bool(some.std() > LEAST_SPREAD and np.ptp(some, axis=2).max() > LEAST_COLOUR)


def _last_of(capture: Capture, after_ms: int, given_up: Callable[[], bool]) -> NDArray[np.uint8] | None:
    """The picture shown `after_ms` after the first."""
    if not capture.grab():
        return None
    first_s = capture.time_s
    while (at_ms := round((capture.time_s - first_s) * 1000)) < after_ms:
        if given_up() or not capture.grab():
            return None
    return capture.bgr() if at_ms == after_ms else None
