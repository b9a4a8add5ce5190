"""By how much near misses missed, element by element."""

from __future__ import annotations

import numpy as np

from footpath.model.clicks import Clicks, Miss
from footpath.model.events import Bools, Floats
from footpath.model.misses import ElementMisses, Spread
from footpath.model.story import Story


def misses_by_element(clicks: Clicks, story: Story, looked_at: Bools) -> tuple[ElementMisses, ...]:
    """One for each element with a boundary, in the story's order; `looked_at` of shape (c,)."""
    found = []
    for index, element in enumerate(story.elements):
        if not element.boundary:
            continue
        mine = looked_at & (clicks.missed_element == index)
        space, early, late = (mine & (clicks.miss == miss) for miss in (Miss.SPACE, Miss.EARLY, Miss.LATE))
        found.append(
            ElementMisses(
                element.id,
                _spread(clicks.miss_distance_px[space]),
                _spread(-clicks.miss_s[early]),
                _spread(clicks.miss_s[late]),
            )
        )
    return tuple(found)


def _spread(values: Floats) -> Spread:
    if not len(values):
        return Spread(0, None, None, None)
    median, ninetieth, most = np.quantile(values, [0.5, 0.9, 1.0])
    return Spread(len(values), float(median), float(ninetieth), float(most))
