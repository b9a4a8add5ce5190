"""When the next frame is due, and which."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from footpath.model.events import Floats

if TYPE_CHECKING:
    from footpath.storage.footage import Frame
    from footpath.workspace.decoder import Reader

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


def in_order(in_s: float | None, out_s: float | None) -> tuple[float | None, float | None]:
    """Marks in the order of the film: one set beyond the other changes places with it."""
    return (out_s, in_s) if in_s is not None and out_s is not None and out_s < in_s else (in_s, out_s)


def loop_range(marks: tuple[float | None, float | None], duration_s: float) -> tuple[float | None, float]:
    """(start, end) seconds of what lies between marks that are in order; (None, 0) where that is nothing."""
    in_s, out_s = marks
    if in_s is None or out_s is None or out_s <= in_s:
        return None, 0.0
    return max(0.0, in_s), min(out_s, duration_s)


def at_end(reader: Reader, frame: Frame, rate: float) -> bool:
    """Whether a frame is the last in the direction of play."""
    if rate < 0:
        return frame.index == 0
    return reader.complete and frame.index == reader.frame_count - 1
