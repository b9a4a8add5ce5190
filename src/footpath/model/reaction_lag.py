"""How long people take from seeing to clicking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReactionLag:
    """`lag_s`: None where it can't be told; `low_s`, `high_s`: its 95 % interval; `clicks`: what it was learnt from."""

    lag_s: float | None
    low_s: float | None
    high_s: float | None
    clicks: int

    @property
    def words(self) -> str:
        if self.lag_s is None:
            if not self.clicks:
                return "Reaction lag is not corrected: no known hotspot that moves was clicked."
            return f"Reaction lag is not corrected: {self.clicks} clicks on moving hotspots don't tell it."
        return (
            f"Reaction lag of {self.lag_s:.2f} s ({self.low_s:.2f}–{self.high_s:.2f}) taken off where candidates are "
            f"sought, learnt from {self.clicks} clicks on moving hotspots."
        )
