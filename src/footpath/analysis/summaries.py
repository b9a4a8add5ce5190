"""Mean and median."""

from __future__ import annotations

import numpy as np

from footpath.model.events import Floats
from footpath.model.results import Summary


def summary(values: Floats) -> Summary:
    """Of the values as they are; None where there are none."""
    if not len(values):
        return Summary(None, None, 0)
    return Summary(float(values.mean()), float(np.median(values)), len(values))
