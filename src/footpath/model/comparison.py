"""Two selections side by side."""

from __future__ import annotations

from dataclasses import dataclass

from footpath.model.rate import Rate
from footpath.model.results import Metrics, Summary
from footpath.model.selection import Selection


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric of both sides; `difference` is a − b.

    Attributes:
        name: the metric; "ctr/ID" for an element, "conversion_by_depth/3-5", ….
        test: in words; empty where nothing could be tested.
        verdict: in words: "a is higher", "b is higher", "no clear difference", "too few to tell", or why not.
        p_value, q_value: None where there were too few; `q_value` over all that were tested.
        low, high: the 95 % interval of the difference.
    """

    name: str
    a: Rate | Summary | None
    b: Rate | Summary | None
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    q_value: float | None
    test: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`shared` sessions are in both; `tested`: over how many metrics the q values are corrected."""

    selections: tuple[Selection, Selection]
    sides: tuple[Metrics, Metrics]
    shared: int
    note: str
    tested: int
    metrics: tuple[Compared, ...]
