"""Tails of distributions from special functions: scipy.stats says the same, and takes most of a start-up to load."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from scipy.special import betainc

from footpath.model.events import Floats, Longs

Counts: TypeAlias = Floats | Longs | float


def binomial_tail(at_least: Counts, trials: Counts, share: Floats | float) -> Floats:
    """P(X >= at_least) of the binomial distribution, elementwise: the regularised incomplete beta function.

    Source: Abramowitz & Stegun 26.5.24.
    """
    none = np.asarray(at_least) <= 0
    least = np.where(none, 1.0, at_least)
    impossible = least > trials
    tail = betainc(least, np.where(impossible, 1.0, trials - least + 1.0), share)
    return np.asarray(np.where(none, 1.0, np.where(impossible, 0.0, tail)), dtype=np.float64)
