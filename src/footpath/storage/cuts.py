"""Cuts in a film: moments at which the whole picture changes from one frame to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from footpath.storage.capture import Capture
from footpath.storage.index_file import load_cuts, save_cuts

SIZE = (32, 18)
NEIGHBOURS = 12
LEAST, TIMES = 10.0, 5.0
SAME_CUT_S = 0.2
RULE = (
    f"mean change of a {SIZE[0]} by {SIZE[1]} grey picture of at least {LEAST:g} of 255, and {TIMES:g} times the "
    f"median of the {NEIGHBOURS} frames on either side"
)


def cuts_of(path: Path, unwanted: Callable[[], bool] = lambda: False) -> tuple[float, ...]:
    """As `find_cuts`; what was found in the same film before is taken."""
    kept = load_cuts(path, RULE)
    if kept is None:
        kept = find_cuts(path, unwanted)
        if not unwanted():
            save_cuts(path, RULE, kept)
    return kept


def find_cuts(path: Path, unwanted: Callable[[], bool] = lambda: False) -> tuple[float, ...]:
    """Media seconds of the first frame after each cut; found by `RULE`. Empty once nobody wants it.

    Raises:
        UserError: if the file can't be read as a film.
    """
    capture, times, changes, before = Capture(path), list[float](), list[float](), None
    try:
        while not unwanted() and capture.grab():
            picture = capture.bgr()
            if picture is None:
                continue
            small = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), SIZE, interpolation=cv2.INTER_AREA)
            grey = small.astype(np.int16)
            times.append(capture.time_s)
            changes.append(float(np.abs(grey - before).mean()) if before is not None else 0.0)
            before = grey
    finally:
        capture.release()
    if unwanted() or not times:
        return ()
    return cuts_in(np.array(times) - times[0], np.array(changes))


def cuts_in(times_s: NDArray[np.float64], changes: NDArray[np.float64]) -> tuple[float, ...]:
    """By `RULE`, from the change each frame brings."""
    found: list[float] = []
    for k in np.flatnonzero(changes >= LEAST).tolist():
        around = np.r_[changes[max(0, k - NEIGHBOURS) : k], changes[k + 1 : k + 1 + NEIGHBOURS]]
        first = not found or times_s[k] - found[-1] > SAME_CUT_S
        if changes[k] >= TIMES * max(float(np.median(around)) if len(around) else 0.0, 1e-9) and first:
            found.append(float(times_s[k]))
    return tuple(found)
