"""Times of frames that hardly ever fail to rise: which do, and what is put in their place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SAME_TIME_S = 2e-4
FEW_FRAMES, FEW_SHARE = 4, 0.02


def few_at(count: int) -> float:
    """How many of the first `count` frames may fail to rise without the others' times being in doubt."""
    return max(FEW_FRAMES, FEW_SHARE * count)


def falling(raw_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(count,) whether a frame isn't shown later than all before it."""
    found = np.zeros(len(raw_s), dtype=np.bool_)
    found[1:] = ~(raw_s[1:] > np.fmax.accumulate(raw_s)[:-1] + SAME_TIME_S)
    return found


def are_few(found: NDArray[np.bool_]) -> bool:
    """Whether those that fall were few all along: what a film's times are doesn't change while it is looked through."""
    counts = np.arange(1, len(found) + 1)
    return bool((np.cumsum(found) <= np.maximum(FEW_FRAMES, FEW_SHARE * counts)).all())


def mended(raw_s: NDArray[np.float64], fps: float) -> NDArray[np.float64]:
    """(count,) strictly rising seconds from the first: what falls is put evenly between its neighbours that don't."""
    at, rises = np.arange(len(raw_s)), ~falling(raw_s)
    last = at[rises][-1]
    times_s: NDArray[np.float64] = np.interp(at, at[rises], raw_s[rises]) - raw_s[0]
    times_s[last:] += (at[last:] - last) / fps
    return times_s


def told_apart(raw_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """The frames, in order, that rise and share their time with no other: one that is met is known by its time."""
    falls = falling(raw_s)
    others = np.sort(raw_s[falls])
    near = np.searchsorted(others, raw_s - SAME_TIME_S) < np.searchsorted(others, raw_s + SAME_TIME_S, side="right")
    return np.flatnonzero(~falls & ~near)
