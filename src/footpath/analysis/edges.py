"""The bins of all scenes, one scene after the other.

They lie in one row of slots: a moment's slot within a scene is how many of the scene's edges it has passed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from footpath.model.events import Floats, Ints, Longs


def bin_count(length_s: float, width_s: float) -> int:
    """How many bins hold a scene of this length; one that ends a rounding past an edge begins none there."""
    return max(math.ceil(length_s / width_s - 1e-9), 0)


@dataclass(frozen=True, slots=True)
class Edges:
    """The bins' edges of every scene, one scene after the other; shape (k,) but for the flat edges.

    Attributes:
        start_s: of each scene.
        bins: how many each scene has; it has one more edge, and one more slot than edges.
        first: where each scene's edges begin in `flat_s`.
        flat_s: seconds of media time.
    """

    start_s: Floats
    bins: Longs
    first: Longs
    flat_s: Floats

    @classmethod
    def of(cls, start_s: Floats, stop_s: Floats, width_s: float) -> Edges:
        bins = np.maximum(np.ceil((stop_s - start_s) / width_s - 1e-9), 0).astype(np.int64)
        first = np.cumsum(bins + 1) - (bins + 1)
        place = np.arange(int((bins + 1).sum())) - np.repeat(first, bins + 1)
        last = place == np.repeat(bins, bins + 1)
        flat = np.repeat(start_s, bins + 1) + np.where(last, place - 1, place) * width_s + last * width_s
        return cls(start_s, bins, first, flat)

    @property
    def slots(self) -> int:
        """Of all scenes together."""
        return int((self.bins + 2).sum())

    @property
    def slot_first(self) -> Longs:
        """Where each scene's slots begin."""
        return self.first + np.arange(len(self.bins))

    def slots_of(self, scene: int) -> slice:
        """One scene's."""
        first = int(self.slot_first[scene])
        return slice(first, first + int(self.bins[scene]) + 2)

    def passed(self, scene: Ints, moment: Floats) -> Longs:
        """How many edges of its scene are not after each moment."""
        first, bins = self.first[scene], self.bins[scene]
        start = self.flat_s[first]
        width = self.flat_s[np.minimum(first + 1, len(self.flat_s) - 1)] - start
        slot = np.clip(((moment - start) / np.where(width > 0, width, 1.0)).astype(np.int64), 0, bins)
        slot += (slot < bins) & (self.flat_s[first + np.minimum(slot + 1, bins)] <= moment)
        return np.asarray(slot + (self.flat_s[first + slot] <= moment), dtype=np.int64)

    def passed_before(self, scene: Ints, moment: Floats) -> Longs:
        """How many edges of its scene lie before each moment."""
        passed = self.passed(scene, moment)
        exact = (passed > 0) & (self.flat_s[self.first[scene] + np.maximum(passed - 1, 0)] == moment)
        return np.asarray(passed - exact, dtype=np.int64)

    def bin_of(self, scene: Ints, moment: Floats, width_s: float) -> Longs:
        """The slot of the bin that each moment falls in, the first or last one outside; among all scenes' slots."""
        place = np.floor((moment - self.start_s[scene]) / width_s)
        return self.slot_first[scene] + np.clip(place, 0, self.bins[scene] - 1).astype(np.int64)
