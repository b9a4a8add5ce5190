"""Films: what they are, and frame n of a decode from the start, whatever the container claims."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from footpath.model.errors import UserError
from footpath.storage.capture import Capture
from footpath.storage.frame_index import FrameIndex, index_of, remember
from footpath.storage.frame_ring import FittedFrames, Frame, FrameRing
from footpath.storage.rising import SAME_TIME_S
from footpath.storage.shortcut import Shortcut

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FootageInfo", "Frame", "FrameReader", "ReadAbandonedError", "probe", "read_frame"]

RING_BYTES = 230_000_000
FORWARD_FRAMES = 24  # nearer than this, decoding on is quicker than seeking
BACK_FRAMES = 60  # decoded in one go when stepping back, if the ring holds them beside those before them
AHEAD_FRAMES = 10
FITTED_FRAMES = 5  # made ready in the size they are shown in
BACK_LEAD_FRAMES = 12  # so many before they run out, those before them are begun with
YIELD_S = 0.002
BACK_OFF_FRAMES = (0, 8, 32, 128, 512)


class ReadAbandonedError(Exception):
    """The caller no longer wants the frame it asked for."""


@dataclass(frozen=True, slots=True)
class FootageInfo:
    """What decoding the whole film showed. `width`, `height`: the displayed picture, in pixels."""

    width: int
    height: int
    duration_s: float
    fps: float
    frame_count: int


def probe(path: Path) -> FootageInfo:
    """Decode the film once and tell its true shape; 1-2 ms a frame.

    Raises:
        UserError: if it is missing, no ordinary file, empty, no film, or not one frame can be decoded.
    """
    index = index_of(path)
    index.build()
    remember(path, index)
    width, height = index.size_px
    return FootageInfo(width, height, index.duration_s, index.fps, index.count)


def read_frame(path: Path, t_s: float, media_id: str = "") -> Frame:
    """The one frame on show at `t_s` media seconds (clamped to the film)."""
    reader = FrameReader(path, media_id)
    try:
        return reader.read(reader.index_at(t_s))
    finally:
        reader.close()


class FrameReader:
    """Frames by number. `read`, `index_at` and `close` from one thread; the rest is safe from any.

    The index of times is built in a thread of its own; reading what it knows already doesn't wait for it.
    """

    def __init__(self, path: Path, media_id: str, ring_bytes: int = RING_BYTES) -> None:
        self.media_id = media_id
        self._path = path
        self._stopping = threading.Event()
        self.index: FrameIndex = index_of(path)
        self._capture = Capture(path)
        self._shortcut = Shortcut(path, self.index)
        self._at = -1  # the frame grabbed last
        self._read_last = -1
        self._ring = FrameRing(ring_bytes)
        self._fitted = FittedFrames(FITTED_FRAMES)
        width, height = self.index.size_px
        room = self._room = ring_bytes // (width * height * 3)  # frames
        self._ahead_frames = max(1, min(AHEAD_FRAMES, room - 2))
        self._lead_frames = max(1, min(BACK_LEAD_FRAMES, room // 3))
        self._back_frames = max(1, min(BACK_FRAMES, room - self._lead_frames - 1))
        self.coming = range(0)  # frames being brought in: whoever wants one of them had better wait
        self._reading = False  # then the index waits: two decoders at once make both slow
        self._builder = threading.Thread(target=self._build_index, name="frame-index", daemon=True)
        self._builder.start()

    def _build_index(self) -> None:
        self.index.build(self._stop_or_wait)
        remember_quietly(self._path, self.index)

    def _stop_or_wait(self) -> bool:
        """Whether to stop; lets a frame that somebody waits for come first."""
        while self._reading and not self._stopping.is_set():
            time.sleep(YIELD_S)
        return self._stopping.is_set()

    @property
    def complete(self) -> bool:
        """Whether the whole film has been looked through, so that count and duration are exact."""
        return self.index.complete

    @property
    def frame_count(self) -> int:
        """Frames known so far; all of them once `complete`."""
        return self.index.count

    @property
    def times_s(self) -> NDArray[np.float64]:
        return self.index.times_s

    @property
    def duration_s(self) -> float:
        return self.index.duration_s

    @property
    def fps(self) -> float:
        return self.index.fps

    def known_at(self, t_s: float) -> int | None:
        return self.index.known_at(t_s)

    def cached(self, index: int) -> Frame | None:
        """The frame, if it is at hand; never waits."""
        return self._ring.get(index)

    def show_in(self, size_px: tuple[int, int] | None) -> None:
        """How large frames are shown from now on, in pixels: those ahead are made ready in that size."""
        self._fitted.size_px = size_px

    def at_hand(self, index: int) -> bool:
        """Whether `cached` has it; quicker."""
        return index in self._ring

    def preview(self, index: int) -> Frame | None:
        """A small picture of the frame or of one shortly before, told by its index; never waits."""
        return self.index.proxy.near(index, self.index.times_s, self.media_id)

    def ahead_frames(self, stride: int) -> int:
        """How many frames beyond the one on show should be at hand while going on by `stride`, which isn't 0."""
        return self._ahead_frames if stride > 0 else self._lead_frames

    @property
    def used_bytes(self) -> int:
        """Of frames and small pictures."""
        return self._ring.used_bytes + self.index.proxy.used_bytes

    def index_at(self, t_s: float, given_up: Callable[[], bool] | None = None) -> int:
        """The frame with times_s[i] <= t_s < times_s[i + 1], clamped; waits for the index to get there."""
        self.index.wait(lambda: self.index.known_at(t_s) is not None or _is_set(given_up))
        found = self.index.known_at(t_s)
        if found is None:
            raise ReadAbandonedError
        return found

    def read(self, index: int, given_up: Callable[[], bool] | None = None, *, alone: bool = False) -> Frame:
        """Frame `index` of a decode from the start, verified by its presentation time.

        `alone`: none after it is wanted soon, so the way to it may leave out what isn't needed for itself.

        Raises:
            IndexError: outside the film.
            UserError: the film can't be decoded there any more.
            ReadAbandonedError: `given_up()` turned True on the way.
        """
        near = self.cached(index)
        if near is not None:
            self._read_last = index
            return near
        frame = self._bring(index, given_up, alone=alone)
        self._fitted.add(frame)
        return frame

    def prepare(self, index: int, given_up: Callable[[], bool] | None = None, *, soon: bool = False) -> None:
        """As `read`, for a frame that is wanted later; `soon`: made ready in the size it will be shown in."""
        frame = self.cached(index)
        if frame is None:
            frame = self._bring(index, given_up)
        self._read_last = index
        if soon:
            self._fitted.add(frame)

    def stand(self, index: int, given_up: Callable[[], bool]) -> None:
        """What is done while this frame stays on show: a shorter way to such is proved, its neighbours are made ready.

        Seeking by the shortest way left the decoder where it was, so a step in either direction would wait for all of
        the way; those before and the one after lie on one.
        """
        frame = self.cached(index)
        if frame is not None:
            self._shortcut.prove(index, frame.bgr, given_up)
        self._surround(index, given_up)

    def _bring(self, index: int, given_up: Callable[[], bool] | None, *, alone: bool = False) -> Frame:
        self._wait_for(index, given_up)
        back = 0 < self._read_last - index <= 2 * self._back_frames
        start = max(0, index - self._back_frames + 1) if back else index
        self._ring.keep = range(start, index + 1 + self._lead_frames) if back else range(0)
        frame = self._bring_range(start, index, given_up, alone=alone and start == index and not self._near(index))
        self._read_last = index
        return frame

    def _bring_range(self, start: int, end: int, given_up: Callable[[], bool] | None, *, alone: bool = False) -> Frame:
        self._reading, self.coming = True, range(start, end + 1)
        try:
            frame = self._alone(end, given_up) if alone else None
            if frame is None and _is_set(given_up):
                raise ReadAbandonedError
            return frame or self._read_range(start, end, given_up)
        finally:
            self._reading, self.coming = False, range(0)

    def _surround(self, index: int, given_up: Callable[[], bool]) -> None:
        before, after = max(0, min(self._back_frames, self._room - 2)), int(self._room > 1)
        if not self.index.timed:
            before = 0  # the way back would be all of the way
        around = range(max(0, index - before), min(index + 1 + after, self.index.count))
        self._ring.keep = range(around[0], index + 1 + self._lead_frames)
        if self._near(index + 1):
            self._bring_missing(range(index + 1, around[-1] + 1), given_up)  # going on waits for no way back
        self._bring_missing(around, given_up)
        for frame in map(self.cached, (index - 1, index + 1)):
            if frame is not None:
                self._fitted.add(frame)

    def _bring_missing(self, wanted: range, given_up: Callable[[], bool]) -> None:
        missing = [n for n in wanted if n not in self._ring]
        if missing:
            self._bring_range(missing[0], missing[-1], given_up)

    def _alone(self, index: int, given_up: Callable[[], bool] | None) -> Frame | None:
        """The frame by the shortest way, if there is one; where decoding goes on from stays as it was."""
        picture = self._shortcut.frame(index, lambda: _is_set(given_up))
        return None if picture is None else self._hold(picture, index)

    def _near(self, target: int) -> bool:
        """Whether decoding on is quicker than seeking."""
        return 0 <= self._at <= target <= self._at + FORWARD_FRAMES or (target < FORWARD_FRAMES and self._at < 0)

    def _wait_for(self, index: int, given_up: Callable[[], bool] | None) -> None:
        self.index.wait(lambda: self.index.count > index or _is_set(given_up))
        if not 0 <= index < self.index.count:
            if not self.complete:
                raise ReadAbandonedError
            raise IndexError(f"frame {index} of {self.index.count}")

    def _read_range(self, start: int, end: int, given_up: Callable[[], bool] | None) -> Frame:
        """Put frames start..end in the ring; hand back the last."""
        self._go_to(start, given_up)
        frame = self._keep()
        while self._at < end:
            self._go_to(self._at + 1, given_up)
            frame = self._keep()
        return frame

    def _keep(self) -> Frame:
        """The frame grabbed last, put in the ring if it isn't there."""
        known = self._ring.get(self._at)
        if known is not None:
            return known
        picture = self._capture.bgr()
        if picture is None:
            raise self._undecodable()
        return self._hold(picture, self._at)

    def _hold(self, picture: NDArray[np.uint8], index: int) -> Frame:
        frame = Frame(picture, index, self.index.time_of(index), self.media_id)
        self._ring.put(frame)
        return frame

    def _go_to(self, target: int, given_up: Callable[[], bool] | None) -> None:
        """Make `target` the frame grabbed last: decode on if it is near, seek, or count from the start."""
        if self._near(target) and self._grab_on(target, given_up):
            return
        if self.index.timed and self._seek(target, given_up):
            return
        self._capture.restart()
        self._at = -1
        if not self._grab_on(target, given_up):
            raise self._undecodable()

    def _seek(self, target: int, given_up: Callable[[], bool] | None) -> bool:
        for back_off in BACK_OFF_FRAMES:
            ask = max(0, target - back_off)
            landed = self._land(ask)
            if landed is not None and landed <= target and self._arrive(landed, target, given_up):
                return True
            if ask == 0:
                break
        return False

    def _land(self, ask: int) -> int | None:
        """Ask for a frame's time and tell which frame came, or None if no known one did."""
        self._capture.ask_time(float(self.index.raw_s[ask]))
        self._at = -1
        return self.index.frame_shown_at_raw(self._capture.time_s) if self._capture.grab() else None

    def _arrive(self, landed: int, target: int, given_up: Callable[[], bool] | None) -> bool:
        self._at = landed
        return self._grab_on(target, given_up)

    def _grab_on(self, target: int, given_up: Callable[[], bool] | None) -> bool:
        """Grab up to `target`; False if the film ends before it or another frame than expected came."""
        while self._at < target:
            if _is_set(given_up):
                raise ReadAbandonedError
            if not self._capture.grab():
                self._at = -1
                self._capture.restart()
                return False
            self._at += 1
        if self.index.timed and abs(self._capture.time_s - self.index.raw_s[target]) > SAME_TIME_S:
            self._at = -1
            self._capture.restart()
            return False
        return True

    def _undecodable(self) -> UserError:
        return UserError("The film can't be decoded here", str(self._path), "Copy it again, or convert it.")

    def close(self) -> None:
        """Stop the index's thread, and let go of the file and of the frames."""
        self._stopping.set()
        self._builder.join()
        self._capture.release()
        self._shortcut.close()
        self._fitted.clear()
        self._ring.clear()


def remember_quietly(path: Path, index: FrameIndex) -> None:
    """As `remember`, but a file gone meanwhile is no one's trouble here."""
    try:
        remember(path, index)
    except UserError:
        return


def _is_set(given_up: Callable[[], bool] | None) -> bool:
    return given_up is not None and given_up()
