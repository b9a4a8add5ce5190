"""Whole numbers of sessions as packed binary digits: their sum over any sessions is then counting bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import Bits, bits, count_bits


@dataclass(frozen=True, slots=True)
class Planes:
    """A whole number >= 0 for each session: one packed row for each of its binary digits, the lowest first."""

    planes: tuple[Bits, ...]

    @classmethod
    def of(cls, numbers: np.ndarray) -> Planes:
        """`numbers` are integers of shape (s,)."""
        digits = int(numbers.max(initial=0)).bit_length()
        return cls(tuple(bits((numbers & (1 << k)) != 0) for k in range(digits)))

    def total(self, *masks: Bits) -> int:
        """The sum over the sessions that are in all of the masks."""
        return sum(count_bits(plane, *masks) << k for k, plane in enumerate(self.planes))
