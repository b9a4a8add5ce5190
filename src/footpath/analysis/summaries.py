"""Mean and median."""

from __future__ import annotations

import numpy as np

from footpath.model.events import Floats, Longs
from footpath.model.results import Summary


def summary(values: Floats) -> Summary:
    """Of the values as they are; None where there are none."""
    if not len(values):
        return Summary(None, None, 0)
    return Summary(float(values.mean()), median(values), len(values))


def median(values: Floats) -> float:
    """The middle one, or the mean of the two in the middle. `values` are finite, at least one."""
    half = len(values) // 2
    parted = np.partition(values, half)
    upper = float(parted[half])
    return upper if len(values) % 2 else (float(parted[:half].max()) + upper) / 2


def summary_of_counts(times: Longs) -> Summary:
    """Of whole numbers from 0 on that come as often as `times` says; None where none comes."""
    reached = np.cumsum(times)
    n = int(reached[-1]) if len(reached) else 0
    if not n:
        return Summary(None, None, 0)
    lower, upper = np.searchsorted(reached, [(n - 1) // 2, n // 2], side="right").tolist()
    return Summary(int(times @ np.arange(len(times))) / n, (lower + upper) / 2, n)
