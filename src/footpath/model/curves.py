"""Two selections' survival, compared; and what the timeline's lanes hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from footpath.model.events import Floats, Longs
from footpath.model.results import Retention
from footpath.model.time_axis import Step, TimeAxis


@dataclass(frozen=True, slots=True)
class ClickLane:
    """Clicks with a position per bin of a media or scene, and how many of them are false. Arrays of shape (b,)."""

    t_s: Floats
    clicks: Longs
    false: Longs
    bin_s: float


Counted: TypeAlias = tuple[Retention, dict[str, ClickLane]]  # the curves, and by media id the clicks


@dataclass(frozen=True, slots=True)
class PathCurves:
    """The curves along a path: in the scene of each step those of the sessions that came along it up to there.

    `axis` has the scenes with curves whole, whatever seconds of them are looked at; None where there are none. `lanes`:
    by step, the clicks that are looked at.
    """

    steps: tuple[Step, ...]
    curves: Retention
    axis: TimeAxis | None
    lanes: Mapping[int, ClickLane] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BinDifference:
    """Exits among those at risk in one bin of a scene, a against b; `q_value` over all bins tested.

    `step`: of the path, where two selections are compared along one.
    """

    scene_id: str
    t_s: float
    exits: tuple[int, int]
    at_risk: tuple[int, int]
    p_value: float
    q_value: float
    step: int | None = None


@dataclass(frozen=True, slots=True)
class CurveComparison:
    """The log-rank test of two selections, stratified by scene (along a path by its steps), and a test of each bin.

    Attributes:
        sessions: how many each side brings to the test; those in both take no part.
        shared: sessions in both.
        observed, expected: exits of a, and what they would be if both left alike.
        chi_squared, p_value: with one degree of freedom; None where nobody left, or only one side was ever at risk.
        bins: those that differ and those that don't; only bins with an exit and with both sides at risk.
        note: what the test can't say, or empty.
        steps: of the path that they were compared along, with the sessions of either side; None: of no path.
    """

    sessions: tuple[int, int]
    shared: int
    observed: float
    expected: float
    chi_squared: float | None
    p_value: float | None
    bins: tuple[BinDifference, ...]
    note: str
    steps: tuple[Step, ...] | None = None
