"""A rate: never without its numerator, denominator and interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """`n` of `of`; `value`, `low` and `high` are None where `of` is 0."""

    n: int
    of: int

    @property
    def value(self) -> float | None:
        return self.n / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % score interval of Wilson (1927), clipped to [0, 1]."""
        if not self.of:
            return None
        share, z2 = self.n / self.of, Z_95 * Z_95
        centre = share + z2 / (2 * self.of)
        half = Z_95 * math.sqrt(share * (1 - share) / self.of + z2 / (4 * self.of * self.of))
        scale = 1 + z2 / self.of
        low = 0.0 if self.n == 0 else max(0.0, (centre - half) / scale)
        high = 1.0 if self.n == self.of else min(1.0, (centre + half) / scale)
        return low, high


@dataclass(frozen=True, slots=True)
class NotInstrumented:
    """What the source can't record; `why` says which rows it would take."""

    why: str


Measured = Rate | NotInstrumented
