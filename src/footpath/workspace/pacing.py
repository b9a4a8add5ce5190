"""When the next frame is due, and which."""

from __future__ import annotations

import math

from footpath.model.events import Floats

SCREEN_FPS = 60.0  # above 1x, frames nearer together than this are skipped by plan
LONGEST_WAIT_MS = 500


def stride_at(rate: float, fps: float) -> int:
    """Frames from one shown to the next, signed: 1 at up to 1x, above it as many as the screen can't show."""
    size = 1 if abs(rate) <= 1 else max(1, round(abs(rate) * fps / SCREEN_FPS))
    return size if rate > 0 else -size


def border_after(times_s: Floats, due: int, stride: int, duration_s: float) -> float:
    """Where the next frame's time begins, going on from `due`: its own start going back; the film's end at the last."""
    following = due + max(0, stride)
    return float(times_s[following]) if 0 <= following < len(times_s) else duration_s


def wait_ms(seconds: float) -> int:
    """Whole milliseconds until then: at least one, and not so many that a change is missed."""
    return max(1, min(math.ceil(seconds * 1000), LONGEST_WAIT_MS))
