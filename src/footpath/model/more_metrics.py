"""Metrics beside the contract's: comparisons, trends, and who the numbers come from."""

from __future__ import annotations

from dataclasses import dataclass

from footpath.model.rate import NotInstrumented, Rate
from footpath.model.results import Summary


@dataclass(frozen=True, slots=True)
class Wording:
    """Calls with the same words at different moments; `p_value` that their rates are one, None with too few."""

    label: str
    element_ids: tuple[str, ...]
    rates: tuple[Rate, ...]
    p_value: float | None
    q_value: float | None


@dataclass(frozen=True, slots=True)
class BandRate:
    """CTR of the CTAs in one attention band [start_s, end_s) of a media; the last band has no end."""

    label: str
    media_id: str
    start_s: float
    end_s: float | None
    rate: Rate


@dataclass(frozen=True, slots=True)
class Trend:
    """Cochran-Armitage: positive `z` = more with depth."""

    z: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Branch:
    """Those who went from one scene right to another along a choice of the story."""

    from_scene: str
    to_scene: str
    label: str
    sessions: int
    by_default: int
    watch_time: Summary
    engagement_rate: Rate
    completion_rate: Rate
    conversion_rate: Rate


@dataclass(frozen=True, slots=True)
class Day:
    """Sessions that began on a day (UTC, ISO 8601)."""

    day: str
    sessions: int
    played: int
    engagement_rate: Rate
    completion_rate: Rate
    conversion_rate: Rate


@dataclass(frozen=True, slots=True)
class PerViewer:
    """Totals of each viewer; `returning`: those with two sessions or more, played or not."""

    returning: Rate
    sessions: Summary
    watch_time: Summary
    interactions: Summary


@dataclass(frozen=True, slots=True)
class MoreMetrics:
    """`depth_trend` is None where there is nothing to tell a trend from."""

    same_wording: tuple[Wording, ...]
    attention_bands: tuple[BandRate, ...]
    depth_trend: Trend | None
    branches: tuple[Branch, ...]
    by_day: tuple[Day, ...]
    per_viewer: PerViewer | NotInstrumented
