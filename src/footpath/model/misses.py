"""Near misses taken apart, element by element."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Of `n` values; None where there is none."""

    n: int
    median: float | None
    ninetieth: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class ElementMisses:
    """The near misses nearest to one element.

    `space`: pixels outside its boundary, at 1280 px picture width. `early`: seconds before its start. `late`: seconds
    after its end.
    """

    id: str
    space: Spread
    early: Spread
    late: Spread
