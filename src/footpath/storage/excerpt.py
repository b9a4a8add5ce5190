"""A stretch of a film as small frames, for looking at what moves in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from footpath.storage.footage import FrameReader, ReadAbandonedError

LINES = (480, 360, 270)
RATES = (15.0, 12.0, 8.0)  # frames a second, by lines: the longer the stretch, the smaller and the fewer
BUDGET_BYTES = 220_000_000
RING_BYTES = 40_000_000


def excerpt(
    path: Path, start_s: float, end_s: float, unwanted: Callable[[], bool]
) -> tuple[NDArray[np.float64], list[NDArray[np.uint8]]]:
    """Media times (n,) and pictures (h, w, 3) of [start_s, end_s), evenly spaced in frames.

    As many lines (at most 480) and frames (at most 15 a second) as fit in 220 MB; a stretch that is too long even so is
    cut off at its end. Empty once nobody wants it.

    Raises:
        UserError: if the film can't be read.
    """
    reader = FrameReader(path, "", RING_BYTES)
    try:
        first, last = reader.index_at(start_s, unwanted), reader.index_at(end_s, unwanted)
        lines, rate = _measure(reader, end_s - start_s)
        step = max(1, round(reader.fps / rate))
        return _read(reader, range(first, max(last, first + 1), step), lines, unwanted)
    except ReadAbandonedError:
        return np.zeros(0), []
    finally:
        reader.close()


def _size(reader: FrameReader, lines: int) -> tuple[int, int]:
    width, height = reader.index.size_px
    share = min(1.0, lines / min(width, height))
    return max(16, round(width * share)), max(16, round(height * share))


def _measure(reader: FrameReader, length_s: float) -> tuple[int, float]:
    for lines, rate in zip(LINES, RATES, strict=True):
        width, height = _size(reader, lines)
        if width * height * 3 * min(rate, reader.fps) * length_s <= BUDGET_BYTES:
            return lines, rate
    return LINES[-1], RATES[-1]


def _read(
    reader: FrameReader, numbers: range, lines: int, unwanted: Callable[[], bool]
) -> tuple[NDArray[np.float64], list[NDArray[np.uint8]]]:
    size = _size(reader, lines)
    most = max(2, BUDGET_BYTES // (size[0] * size[1] * 3))
    times, pictures = [], []
    for number in numbers[:most]:
        frame = reader.read(number, unwanted)
        small = cv2.resize(frame.bgra, size, interpolation=cv2.INTER_AREA)
        pictures.append(np.ascontiguousarray(small[:, :, :3], dtype=np.uint8))
        times.append(frame.t_s)
    return np.array(times), pictures
