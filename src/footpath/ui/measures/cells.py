"""Measured numbers as cells: the same words and drawings on every page."""

from __future__ import annotations

from collections.abc import Sequence

from footpath.model.rate import Measured, NotInstrumented, Rate
from footpath.model.results import Summary
from footpath.ui.measures.marks import Interval
from footpath.ui.measures.table import Cell
from footpath.ui.wording import number

LEAST_P = 0.001
EXACT_UNDER = 0.1


def percent(value: float) -> str:
    """With the digits that say something."""
    return f"{value:.2%}" if 0 < value < EXACT_UNDER else f"{value:.1%}"


def counts(rate: Rate) -> str:
    return f"{number(rate.n)} of {number(rate.of)}"


def chance(letter: str, value: float | None) -> str:
    """A p or q value for people: beyond a thousandth the digits say nothing."""
    if value is None:
        return "–"
    return f"{letter} < {LEAST_P:g}" if value < LEAST_P else f"{letter} = {value:.3f}"


def rate_cells(rate: Measured, few: int, tip: str = "", *, top: float = 1.0) -> tuple[list[Cell], bool]:
    """Value, n of N and interval, and whether they are to be grey; `top` is the right end of the interval's axis."""
    if isinstance(rate, NotInstrumented):
        why = f"{tip}\n\nNot instrumented: {rate.why}".strip()
        return [Cell("not instrumented", tip=why), Cell("", tip=why), Cell("", tip=why)], True
    if rate.value is None or rate.interval is None:
        why = f"{tip}\n\nNobody to divide by".strip()
        return [Cell("–", tip=why), Cell("0 of 0", 0.0, tip=why), Cell("", tip=why)], True
    low, high = rate.interval
    pale = rate.of < few
    said = f"{tip}\n\n{percent(rate.value)} = {counts(rate)}; 95 % interval {percent(low)} to {percent(high)}".strip()
    if pale:
        said += f"\nToo few to tell: under {few}"
    mark = Interval(low, rate.value, high, right=max(top, high), pale=pale)
    interval = Cell("", rate.value, mark, f"{percent(low)} – {percent(high)}\n{said}")
    value = Cell(f"{percent(rate.value)} too few" if pale else percent(rate.value), rate.value, tip=said)
    return [value, Cell(counts(rate), float(rate.of), tip=said), interval], pale


def axis_top(rates: Sequence[Measured]) -> float:
    """The right end of an axis that holds all the intervals, at most 1."""
    highs = [rate.interval[1] for rate in rates if isinstance(rate, Rate) and rate.interval is not None and rate.of]
    top = max(highs, default=1.0)
    return next((step for step in (0.05, 0.1, 0.2, 0.3, 0.5, 0.75) if top <= step), 1.0)


def summary_cells(summary: Summary | NotInstrumented, unit: str, scale: float, tip: str, *, of: str) -> list[Cell]:
    """Median, how many, mean."""
    if isinstance(summary, NotInstrumented):
        why = f"{tip}\n\nNot instrumented: {summary.why}"
        return [Cell("not instrumented", tip=why), Cell("", tip=why), Cell("", tip=why)]
    if summary.mean is None or summary.median is None:
        return [Cell("–", tip=tip), Cell(f"0 {of}", 0.0, tip=tip), Cell("", tip=tip)]
    median, mean = f"{summary.median * scale:.1f}{unit}", f"{summary.mean * scale:.1f}{unit}"
    said = f"{tip}\n\nMedian {median}, mean {mean} over {number(summary.n)} {of}"
    return [
        Cell(median, summary.median, tip=said),
        Cell(f"{number(summary.n)} {of}", float(summary.n), tip=said),
        Cell(f"mean {mean}", summary.mean, tip=said),
    ]
