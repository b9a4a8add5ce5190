"""Small pictures of a film, spread over its length: quick to make, near their time rather than at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np

from footpath.model.thumbnails import Thumbnail
from footpath.storage.capture import Capture

HEIGHT_PX = 90


def thumbnails(path: Path, count: int, duration_s: float) -> tuple[Thumbnail, ...]:
    """Up to `count` pictures, `HEIGHT_PX` high, in the order of their times.

    Each is where the decoder landed when asked for its share of `duration_s` seconds; its time says where that was.

    Raises:
        UserError: if the file can't be read as a film.
    """
    times_s = [duration_s * (i + 0.5) / count for i in range(count)]
    found = [thumb for thumb in pictures_at(path, times_s) if thumb is not None]
    return tuple(sorted(found, key=lambda thumb: thumb.t_s))


def pictures_at(path: Path, times_s: Iterable[float]) -> Iterator[Thumbnail | None]:
    """One after the other, likewise near their times; None where there is none.

    Raises:
        UserError: if the file can't be read as a film.
    """
    capture = Capture(path)
    try:
        for t_s in times_s:
            yield _picture(capture, t_s)
    finally:
        capture.release()


def _picture(capture: Capture, t_s: float) -> Thumbnail | None:
    capture.ask_time(t_s)
    if not capture.grab():
        return None
    picture = capture.picture()
    if picture is None:
        return None
    width = max(1, round(picture.shape[1] * HEIGHT_PX / picture.shape[0]))
    small = cv2.resize(picture, (width, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    return Thumbnail(max(capture.time_s, 0.0), np.ascontiguousarray(small, dtype=np.uint8))
