"""When each frame of a film is shown: found by decoding it once, usable while that goes on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from footpath.model.errors import UserError
from footpath.storage.capture import CONVERT_REMEDY, Capture, check_regular_file
from footpath.storage.index_file import load_index, save_index
from footpath.storage.proxy import ProxyStrip
from footpath.storage.rising import SAME_TIME_S, are_few, falling, few_at, mended, told_apart

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

NOTIFY_EVERY = 32
WAIT_S = 0.02
REMEMBERED_FILMS = 4  # each with up to 48 MB of small pictures; others come back from disk


class FrameIndex:
    """The presentation times of a film's frames, in seconds from its first frame.

    One thread fills it (`build`), any thread reads it. `complete` turns True once and stays.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raw = np.empty(4096, dtype=np.float64)
        self._count = 0
        self._highest_s, self._falling = -np.inf, 0  # of the container's times; how many weren't above those before
        self._timed = True
        self._mended_s: NDArray[np.float64] = np.empty(0)
        self._grown = threading.Condition()
        self.proxy = ProxyStrip()
        self._capture: Capture | None = None
        self.complete = False
        if not self._known_from_before(path):
            self._begin(path)

    def _begin(self, path: Path) -> None:
        capture = Capture(path)
        self._capture = capture
        self.fps = capture.fps
        self.size_px = (capture.width_px, capture.height_px)
        self._claimed_end_s = capture.claimed_end_s
        if not capture.grab():
            capture.release()
            raise UserError("Not one frame of this film can be decoded here", str(path), CONVERT_REMEDY)
        self._append(capture.time_s)
        self._take_picture(capture, 0)

    def _known_from_before(self, path: Path) -> bool:
        """Take what an earlier look through the same film has shown."""
        kept = load_index(path)
        if kept is None:
            return False
        raw, facts, self.proxy = kept
        self._raw, self._count = raw, len(raw)
        falls = falling(raw)
        self._falling, self._timed = int(falls.sum()), are_few(falls)
        self.fps, self._claimed_end_s = float(facts[0]), float(facts[1])
        self.size_px = (int(facts[2]), int(facts[3]))
        self.complete = True
        return True

    @property
    def facts(self) -> tuple[float, float, float, float]:
        """What a file keeps beside the times: rate, claimed end in seconds, width and height in pixels."""
        return self.fps, self._claimed_end_s, *self.size_px

    def build(self, stop: Callable[[], bool] | None = None) -> None:
        """Decode to the end, or until `stop()`; 1-2 ms a frame."""
        capture = self._capture
        if capture is None:
            return
        while not (stop is not None and stop()):
            if not capture.grab():
                self._finish()
                break
            self._append(capture.time_s)
            self._take_picture(capture, self._count - 1)
            if self._count % NOTIFY_EVERY == 0:
                with self._grown:
                    self._grown.notify_all()
        capture.release()
        self._capture = None

    def _take_picture(self, capture: Capture, index: int) -> None:
        if self.proxy.wants(index):
            bgr = capture.bgr()
            if bgr is not None:
                self.proxy.add(index, bgr)

    def _append(self, raw_s: float) -> None:
        if self._count == len(self._raw):
            self._raw = np.concatenate([self._raw, np.empty_like(self._raw)])
        self._raw[self._count] = raw_s
        if raw_s > self._highest_s + SAME_TIME_S:
            self._highest_s = raw_s
        else:
            self._falling += 1
            self._timed = self._timed and self._falling <= few_at(self._count + 1)
        self._count += 1

    def _finish(self) -> None:
        with self._grown:
            self.complete = True
            self._grown.notify_all()

    @property
    def count(self) -> int:
        """Frames known so far."""
        return self._count

    @property
    def steady(self) -> bool:
        """True while every frame is shown later than the one before."""
        return self._falling == 0

    @property
    def timed(self) -> bool:
        """True while that fails for few frames: then times find frames, from one that is told apart by its time on."""
        return self._timed

    @property
    def raw_s(self) -> NDArray[np.float64]:
        """(count,) times as the container tells them."""
        count = self._count
        return self._raw[:count]

    @property
    def times_s(self) -> NDArray[np.float64]:
        """(count,) strictly rising times from 0; evenly spaced where the container's own make no sense."""
        raw = self.raw_s
        if not self._timed:
            return np.arange(len(raw)) / self.fps
        found: NDArray[np.float64] = raw - raw[0] if self.steady else self._mended_s
        if len(found) != len(raw):
            found = self._mended_s = mended(raw, self.fps)
        return found

    def time_of(self, index: int) -> float:
        """When a frame is shown, in seconds from the first."""
        return float(self._raw[index] - self._raw[0]) if self.steady else float(self.times_s[index])

    @property
    def duration_s(self) -> float:
        """End of the last frame; while incomplete, the container's claim or what is known, if longer."""
        last_s = float(self.times_s[-1])
        claimed_s = self._claimed_end_s
        near = 0 < claimed_s - last_s <= 2 / self.fps
        if near or (not self.complete and claimed_s > last_s):
            return claimed_s
        return last_s + 1 / self.fps

    def known_at(self, t_s: float) -> int | None:
        """The frame on show at `t_s` seconds, or None where that isn't known yet."""
        times_s = self.times_s
        if not self.complete and t_s >= times_s[-1]:
            return None
        return int(np.clip(np.searchsorted(times_s, t_s, side="right") - 1, 0, len(times_s) - 1))

    def frame_shown_at_raw(self, raw_s: float) -> int | None:
        """Which frame has exactly this container time, and no other has it; or None."""
        raw = self.raw_s if self.complete else self.raw_s[:-1]  # the next may share the last one's time
        known = None if self.steady else told_apart(raw)
        raw = raw if known is None else raw[known]
        i = int(np.searchsorted(raw, raw_s - SAME_TIME_S / 2))
        if i == len(raw) or abs(raw[i] - raw_s) > SAME_TIME_S / 2:
            return None
        return i if known is None else int(known[i])

    def wait(self, ready: Callable[[], bool]) -> None:
        """Until `ready()` or complete; `ready` is asked again every 20 ms at the latest."""
        with self._grown:
            while not (self.complete or ready()):
                self._grown.wait(WAIT_S)


_remembered: dict[tuple[str, int, int], FrameIndex] = {}
_remembered_lock = threading.Lock()


def index_of(path: Path) -> FrameIndex:
    """A new index, or the finished one of an earlier opening if the file hasn't changed since."""
    found = check_regular_file(path)
    with _remembered_lock:
        known = _remembered.get((str(path), found.st_size, found.st_mtime_ns))
    return known or FrameIndex(path)


def remember(path: Path, index: FrameIndex) -> None:
    """Keep a finished index, so that the next opening of the film is quick."""
    if not index.complete:
        return
    found = check_regular_file(path)
    with _remembered_lock:
        new = _remembered.get((str(path), found.st_size, found.st_mtime_ns)) is not index
        _remembered[str(path), found.st_size, found.st_mtime_ns] = index
        while len(_remembered) > REMEMBERED_FILMS:
            del _remembered[next(iter(_remembered))]
    if new:
        save_index(path, index)
