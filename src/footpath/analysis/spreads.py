"""How values are spread: counts in equal bins from 0 on."""

from __future__ import annotations

import numpy as np

from footpath.model.events import Floats
from footpath.model.more_metrics import Spread

BINS = 24
REACH = 3.0


def spread_of(values: Floats, least_reach: float = 0.0) -> Spread | None:
    """Bins up to the largest value, at most three times the mean (at least `least_reach`); None for no values."""
    if not len(values):
        return None
    reach = max(min(float(values.max()), REACH * float(values.mean())), least_reach)
    if reach <= 0:
        return Spread(1.0, (len(values), *[0] * (BINS - 1)))
    width = reach / BINS
    place = np.minimum((np.maximum(values, 0.0) * (1 / width)).astype(np.int64), BINS - 1)
    return Spread(width, tuple(np.bincount(place, minlength=BINS).tolist()))
