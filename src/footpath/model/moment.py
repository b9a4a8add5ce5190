"""A moment of a film as people write and read it: timecode, frame number, seconds."""

from __future__ import annotations

import re
from typing import NamedTuple

from footpath.model.timecode import FrameRate, rate_of

MOST_CHARACTERS = 24
TIME_DISPLAYS = ("timecode", "frame", "seconds")
PARTS = re.compile(r"\d+(?:[:;]\d+){1,3}")
FRAME = re.compile(r"(?:f|#)\s*(\d+)|(\d+)\s*f?", re.IGNORECASE)
SECONDS = re.compile(r"(\d+[.,]\d*|[.,]\d+|\d+(?=\s*s))\s*s?", re.IGNORECASE)
CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+[.,]\d+)")


class Moment(NamedTuple):
    """Either a frame's number or media seconds."""

    frame: int | None
    t_s: float | None


def read_moment(text: str, fps: float) -> Moment:
    """What is meant by `01:02:03:04` (also short, `3:04`; `;` too), `343` or `f343`, `14.5` or `14 s`, `1:14.5`.

    Raises:
        ValueError: with what was expected.
    """
    said = text.strip()
    if len(said) > MOST_CHARACTERS:
        raise ValueError(f"“{said[:MOST_CHARACTERS]}…” is too long for a moment of a film")
    if found := CLOCK.fullmatch(said):
        hours, minutes, seconds = found.groups()
        return Moment(None, int(hours or 0) * 3600 + int(minutes) * 60 + _number(seconds))
    if PARTS.fullmatch(said):
        return _timecode(said, fps)
    if found := SECONDS.fullmatch(said):
        return Moment(None, _number(found[1]))
    if found := FRAME.fullmatch(said):
        return Moment(int(found[1] or found[2]), None)
    raise ValueError(f"“{said}” is no moment: write 00:00:14:07, a frame's number such as 343, or seconds such as 14.5")


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _timecode(said: str, fps: float) -> Moment:
    """Left out at the front: hours, minutes. Where timecode has no such rate, frames count at the nearest whole one."""
    parts = [int(part) for part in re.split("[:;]", said)]
    full = [0] * (4 - len(parts)) + parts
    rate = rate_of(fps)
    if rate is not None:
        return Moment(None, float(rate.seconds(rate.frame_of(":".join(f"{part:02d}" for part in full)))))
    hours, minutes, seconds, frames = full
    if minutes > 59 or seconds > 59 or frames >= max(1, round(fps)):
        raise ValueError(f"{said} is no timecode at {fps:g} frames a second")
    return Moment(None, hours * 3600 + minutes * 60 + seconds + frames / fps)


def moment_words(t_s: float, index: int, fps: float, display: str) -> str:
    """As `display` (one of TIME_DISPLAYS) says; timecode is drop-frame at 29.97 and 59.94 frames a second."""
    if display == "frame":
        return f"frame {index}"
    if display == "seconds":
        return f"{t_s:.3f} s"
    rate = rate_of(fps) or FrameRate(max(1, round(fps)))
    return rate.timecode(rate.frame_at(t_s))
