"""Metrics beside the contract's: comparisons, trends, and who the numbers come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from footpath.model.rate import Measured, NotInstrumented, Rate
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
    """Those who went from one scene right to another along a choice of the story.

    `elsewhere`: conversion of the sessions that left the same scene along another choice, and never along this one;
    p and q (over all branches) that both convert alike, None with too few on a side.
    """

    from_scene: str
    to_scene: str
    label: str
    sessions: int
    by_default: int
    watch_time: Summary
    engagement_rate: Measured
    completion_rate: Measured
    conversion_rate: Measured
    elsewhere: Measured
    p_value: float | None = None
    q_value: float | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """Sessions that began on a day (UTC, ISO 8601); `rates` by the metrics' names."""

    day: str
    sessions: int
    played: int
    rates: Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class PerViewer:
    """Totals of each viewer; `returning`: those with two sessions or more, played or not."""

    returning: Rate
    sessions: Summary
    watch_time: Summary | NotInstrumented
    interactions: Summary | NotInstrumented


@dataclass(frozen=True, slots=True)
class Spread:
    """How many values lie in each of equal bins from 0 on; the last bin also holds what lies beyond it."""

    width: float
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LastUsed:
    """Conversions whose last use before them was of this element; None: no element was used before them."""

    element_id: str | None
    conversions: int
    sessions: int


@dataclass(frozen=True, slots=True)
class PathConversion:
    """`rate`: with a conversion ÷ played, of the sessions that visited exactly these scenes in this order."""

    scenes: tuple[str, ...]
    conversions: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class Attribution:
    """What conversions are put down to: most conversions first. `paths`: how many paths have any."""

    conversions: int
    by_element: tuple[LastUsed, ...]
    by_path: tuple[PathConversion, ...]
    paths: int


@dataclass(frozen=True, slots=True)
class Option:
    """`right` is None where no answer is right; `rate` is of the sessions that answered."""

    text: str
    rate: Rate
    right: bool | None


@dataclass(frozen=True, slots=True)
class Question:
    """One quiz, poll or survey; an element that no story knows has no kind, and nobody is exposed to it.

    Attributes:
        answered: sessions that answered ÷ exposed.
        right: sessions whose last answer is right ÷ answered; None where no answer is right.
        left: sessions whose exit for good fell into its life, without an answer ÷ exposed.
    """

    element_id: str
    kind: str | None
    question: str
    media_id: str | None
    start_s: float | None
    options: tuple[Option, ...]
    answered: Rate | None
    right: Rate | None
    left: Measured


@dataclass(frozen=True, slots=True)
class MoreMetrics:
    """`depth_trend` is None where there is nothing to tell a trend from. `spreads`: by the names of the means."""

    same_wording: tuple[Wording, ...]
    attention_bands: tuple[BandRate, ...] | NotInstrumented
    depth_trend: Trend | None
    branches: tuple[Branch, ...]
    by_day: tuple[Day, ...]
    per_viewer: PerViewer | NotInstrumented
    spreads: Mapping[str, Spread]
    attribution: Attribution | NotInstrumented
    questions: tuple[Question, ...] | NotInstrumented

    @property
    def bands(self) -> tuple[BandRate, ...]:
        """The attention bands that can be told."""
        return () if isinstance(self.attention_bands, NotInstrumented) else self.attention_bands
