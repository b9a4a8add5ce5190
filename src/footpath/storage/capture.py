"""The one door to the decoder: opens a film, takes frames one by one, says when each is shown."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from footpath.model.errors import UserError

# Before the import: the decoder's own messages go to the terminal otherwise. A playlist posing as a film
# reaches local files only.
os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "protocol_whitelist;file")

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULT_FPS = 25.0
MOST_THREADS = 16  # what the decoder itself recommends
CONVERT_REMEDY = "Convert the film to H.264 (.mp4) or VP9 (.webm) and choose that file."


def check_regular_file(path: Path) -> os.stat_result:
    """Refuse what isn't a readable, non-empty, regular file: a FIFO would hang the decoder.

    Raises:
        UserError: with what was found and what to do.
    """
    choose = "Choose a film file."
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise UserError("The film isn't there", str(path), "Put it back, or choose where it is now.") from error
    if stat.S_ISDIR(found.st_mode):
        raise UserError("This is a folder, not a film", str(path), choose)
    if not stat.S_ISREG(found.st_mode):
        raise UserError("This isn't an ordinary file", str(path), choose)
    if found.st_size == 0:
        raise UserError("The film is empty (0 bytes)", str(path), "Copy it again from where it came from.")
    if not os.access(path, os.R_OK):
        raise UserError("The film may not be read", str(path), "Give yourself permission to read it.")
    return found


def decoder_path(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100  resolve() fails on loops


def _threads() -> int:
    """One more than cores, as players have it: a tenth quicker where something else wants a core for a moment."""
    return min(MOST_THREADS, cv2.getNumberOfCPUs() + 1)


class Capture:
    """A film open at a place. Not thread-safe: one thread uses it at a time.

    `content`: some of the film as a file in memory, to be read in place of the one at `path`.

    `width_px`, `height_px`: of the displayed picture, rotated and with square pixels. `fps`: nominal frames
    a second. `claimed_end_s`: the end as the container tells it, seconds of `time_s`; often wrong.
    """

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        check_regular_file(path)
        self.path = path
        self._content = content
        self._cap = cv2.VideoCapture()
        if not self._opens():
            self.release()
            raise UserError("This can't be read as a film", str(path), CONVERT_REMEDY)
        self._cap.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
        self.fps = self._nominal_fps()
        self.claimed_end_s = self._get(cv2.CAP_PROP_FRAME_COUNT) / self.fps
        self.width_px, self.height_px = self._displayed_size()

    def _opens(self) -> bool:
        try:
            source: Any = io.BytesIO(self._content) if self._content is not None else decoder_path(self.path)
            return bool(self._cap.open(source, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, _threads()]))
        except (cv2.error, UnicodeError):
            return False

    def _get(self, prop: int) -> float:
        return float(self._cap.get(prop))

    def _nominal_fps(self) -> float:
        fps = self._get(cv2.CAP_PROP_FPS)
        return fps if 0.01 < fps <= 1000 else DEFAULT_FPS

    def _displayed_size(self) -> tuple[int, int]:
        """Width and height in pixels; like browsers, one side grows so that pixels become square."""
        width, height = int(self._get(cv2.CAP_PROP_FRAME_WIDTH)), int(self._get(cv2.CAP_PROP_FRAME_HEIGHT))
        num, den = self._get(cv2.CAP_PROP_SAR_NUM), self._get(cv2.CAP_PROP_SAR_DEN)
        aspect = num / den if num > 0 and den > 0 else 1.0
        if self._get(cv2.CAP_PROP_ORIENTATION_META) % 180 == 90:
            aspect = 1 / aspect
        if not 0.1 <= aspect <= 10:
            return width, height
        return (round(width * aspect), height) if aspect >= 1 else (width, round(height / aspect))

    @property
    def turned_degrees(self) -> int:
        """By how much its pictures are turned clockwise to be displayed, as the container tells: 0, 90, 180 or 270."""
        return int(self._get(cv2.CAP_PROP_ORIENTATION_META)) % 360

    @property
    def time_s(self) -> float:
        """The presentation time of the frame grabbed last, in seconds, as the container tells it."""
        return self._get(cv2.CAP_PROP_POS_MSEC) / 1000

    def grab(self) -> bool:
        """Decode the next frame; False at the end."""
        return bool(self._cap.grab())

    def ask_time(self, time_s: float) -> None:
        """Ask for a place, in seconds of `time_s`; where it landed is known after the next grab()."""
        self._cap.set(cv2.CAP_PROP_POS_MSEC, time_s * 1000)

    def restart(self) -> None:
        """Open again, at the start: the only place that can be trusted in every container."""
        self.release()
        if not self._opens():
            raise UserError("The film can no longer be read", str(self.path), "Put it back and open it again.")
        self._cap.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)

    def bgr(self) -> NDArray[np.uint8] | None:
        """The frame grabbed last as displayed: (height_px, width_px, 3) BGR in its own memory, or None."""
        done, bgr = self._cap.retrieve()
        if not done or bgr is None:
            return None
        if bgr.shape[:2] != (self.height_px, self.width_px):
            bgr = cv2.resize(bgr, (self.width_px, self.height_px), interpolation=cv2.INTER_LINEAR)
        picture: Any = cv2.cvtColor(bgr, cv2.COLOR_GRAY2BGR) if bgr.ndim == 2 else bgr
        return np.ascontiguousarray(picture, dtype=np.uint8)

    def picture(self) -> NDArray[np.uint8] | None:
        """As `bgr`, with a full alpha: (height_px, width_px, 4)."""
        bgr = self.bgr()
        return None if bgr is None else np.ascontiguousarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA), dtype=np.uint8)

    def release(self) -> None:
        if self._content is None:
            self._cap.release()
        else:  # OpenCV's release() lets go of what it reads from without the interpreter's lock, and crashes
            self._cap = cv2.VideoCapture()
