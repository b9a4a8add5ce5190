"""Frame rates and SMPTE timecode, drop-frame too: the one place where seconds become frames.

Drop-frame (SMPTE ST 12-1): at 30000/1001 the labels ;00 and ;01 of every minute but the tenth are left out, at
60000/1001 the first four; no frame is lost, only numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from footpath.model.events import Floats

NTSC_NOMINAL = (24, 30, 48, 60, 120)
SAME_RATE = 2e-4
EARLY_FRAMES = 1e-3  # a time this little before a frame's start, in frames, is that frame's: floats are not exact
MOST_JITTER_FRAMES = 0.3
ROUNDED_TO_MS_S = 1.5e-3
DAY_HOURS = 24
TIMECODE = re.compile(r"(\d\d)([:;])(\d\d)([:;])(\d\d)([:;.,])(\d\d\d?)")


@dataclass(frozen=True, slots=True)
class FrameRate:
    """`num` / `den` frames a second: den is 1 or 1001."""

    num: int
    den: int = 1

    @property
    def fps(self) -> float:
        return self.num / self.den

    @property
    def timebase(self) -> int:
        """Whole frames that timecode counts in a second."""
        return round(self.num / self.den)

    @property
    def ntsc(self) -> bool:
        return self.den == 1001

    @property
    def dropped(self) -> int:
        """Labels left out at the start of nine minutes in ten; 0 where timecode counts on."""
        return self.timebase // 15 if self.ntsc and self.timebase % 30 == 0 else 0

    def seconds(self, frame: int) -> Fraction:
        """When a frame starts, exactly."""
        return Fraction(frame * self.den, self.num)

    def frame_at(self, t_s: float) -> int:
        """The frame on show at a media time in seconds."""
        return max(0, int(t_s * self.num / self.den + EARLY_FRAMES))

    def span(self, start_s: float, end_s: float) -> tuple[int, int]:
        """First frame and number of frames of [start_s, end_s); at least one."""
        first = self.frame_at(start_s)
        end = -int(-(end_s * self.num / self.den - EARLY_FRAMES) // 1)
        return first, max(1, end - first)

    def timecode(self, frame: int, separator: str = "") -> str:
        """A frame's label hh:mm:ss:ff; the last separator is ; for drop-frame unless one is given for all."""
        label = self._label(frame)
        rest, frames = divmod(label, self.timebase)
        hours, minutes, seconds = rest // 3600 % DAY_HOURS, rest // 60 % 60, rest % 60
        colon, last = (separator, separator) if separator else (":", ";" if self.dropped else ":")
        return f"{hours:02d}{colon}{minutes:02d}{colon}{seconds:02d}{last}{frames:02d}"

    def _label(self, frame: int) -> int:
        """The frame's number when the labels left out are counted."""
        if not self.dropped:
            return frame
        minute = self.timebase * 60 - self.dropped
        tens, rest = divmod(frame, minute * 10 + self.dropped)
        return frame + self.dropped * (9 * tens + max(0, (rest - self.dropped) // minute))

    def frame_of(self, text: str) -> int:
        """The frame that a timecode names.

        Raises:
            ValueError: for what is no timecode of this rate, a label that drop-frame leaves out included.
        """
        found = TIMECODE.fullmatch(text.strip())
        hours, minutes, seconds, frames = (int(found[i]) for i in (1, 3, 5, 7)) if found else (0, 99, 0, 0)
        left_out = bool(self.dropped) and seconds == 0 and frames < self.dropped and minutes % 10 != 0
        if minutes > 59 or seconds > 59 or frames >= self.timebase or left_out:
            raise ValueError(f"{text} is no timecode at {self.num}/{self.den} frames a second")
        whole = (hours * 60 + minutes) * 60 + seconds
        passed = hours * 60 + minutes
        return whole * self.timebase + frames - self.dropped * (passed - passed // 10)


def rate_of(fps: float) -> FrameRate | None:
    """The rate that a decimal number of frames a second means (29.97 is 30000/1001); None if timecode has none."""
    known = [FrameRate(n * 1000, 1001) for n in NTSC_NOMINAL]
    if 1 <= round(fps) <= 240:
        known.append(FrameRate(round(fps)))
    near = [rate for rate in known if abs(fps / rate.fps - 1) < SAME_RATE]
    return min(near, key=lambda rate: abs(fps - rate.fps)) if near else None


def rate_of_frames(times_s: Floats, nominal_fps: float) -> FrameRate | None:
    """The constant rate of a film from its frames' times (n,) in seconds from 0; None where it varies.

    The container's own rate is tried first, then the mean of what was seen.
    """
    count = len(times_s)
    mean = (count - 1) / float(times_s[-1]) if count > 1 and times_s[-1] > 0 else nominal_fps
    for fps in (nominal_fps, mean):
        rate = rate_of(fps)
        if rate is not None and _keeps(times_s, rate):
            return rate
    return None


def _keeps(times_s: Floats, rate: FrameRate) -> bool:
    off_s = np.abs(times_s - np.arange(len(times_s)) * rate.den / rate.num)
    return bool(np.all(off_s <= max(MOST_JITTER_FRAMES / rate.fps, ROUNDED_TO_MS_S)))
