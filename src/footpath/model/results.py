"""What the analysis hands up: frozen, complete, ready to be drawn or printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footpath.model.events import Floats, Longs
from footpath.model.feedback import FeedbackText
from footpath.model.rate import Measured, NotInstrumented, Rate
from footpath.model.reaction_lag import ReactionLag
from footpath.model.settings import Settings
from footpath.model.story import Keyframe


@dataclass(frozen=True, slots=True)
class Summary:
    """Mean and median over `n` sessions; None where n is 0."""

    mean: float | None
    median: float | None
    n: int


@dataclass(frozen=True, slots=True)
class ClickCounts:
    """The five classes sum to `total`."""

    total: int
    hit: int
    control: int
    near_miss: int
    false: int
    beside: int
    rage_runs: int
    disagreements: int
    near_miss_space: int
    near_miss_early: int
    near_miss_late: int


@dataclass(frozen=True, slots=True)
class ElementMetrics:
    """One element's numbers; None where there is nothing to compute them from. Misses are near misses nearest to it.

    Sizes are its smaller side in CSS pixels: in the smallest picture seen, and in the smallest on a touch device.
    """

    id: str
    kind: str
    label: str
    ctr: Rate
    clicks: int
    share_of_clicks: Rate
    first_click_after_median_s: float | None
    lift: float | None
    smallest_px: float | None
    misses_space: int = 0
    misses_early: int = 0
    misses_late: int = 0
    smallest_touch_px: float | None = None


@dataclass(frozen=True, slots=True)
class RateBin:
    media_id: str
    start_s: float
    end_s: float
    rate: Rate


@dataclass(frozen=True, slots=True)
class Answers:
    """Last answers by option; `right` is None where no answer is right."""

    options: Mapping[str, int]
    right: int | None
    sessions: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """Every metric for one selection. `recorded`: the words of the kinds that the whole review holds any row of."""

    sessions: int
    played: int
    viewers: int
    play_rate: Measured
    play_rate_autoplay: Measured
    play_rate_chosen: Measured
    engagement_rate: Measured
    completion_rate: Measured
    bounce_rate: Measured
    ctr: Measured
    action_rate: Measured
    conversion_rate: Measured
    false_click_rate: Measured
    replay_rate: Measured
    revisit_rate: Measured
    watch_time: Summary
    first_interaction: Summary
    share_watched: Summary
    clicks: ClickCounts | NotInstrumented
    elements: tuple[ElementMetrics, ...]
    interaction_by_kind: Mapping[str, Rate]
    conversion_by_depth: Mapping[str, Rate] | NotInstrumented
    ctr_by_time: tuple[RateBin, ...] | NotInstrumented
    answers: Mapping[str, Answers]
    ratings: Mapping[str, int]
    texts: Sequence[FeedbackText]
    inconsistent_rows: int
    recorded: frozenset[str]
    settings: Settings


@dataclass(frozen=True, slots=True)
class PathNode:
    """`id` is "step/scene", or "step/kind" for how a path ended ("step/*kind" where a scene has that id).

    `scene_id` is None unless `kind` is "scene".
    """

    id: str
    kind: str
    scene_id: str | None
    step: int
    sessions: int


@dataclass(frozen=True, slots=True)
class PathLink:
    """`chosen`: by a viewer's choice; `by_default`: because time ran out; the rest continued without a choice."""

    source: str
    target: str
    sessions: int
    by_default: int
    chosen: int


@dataclass(frozen=True, slots=True)
class PathGraph:
    nodes: tuple[PathNode, ...]
    links: tuple[PathLink, ...]
    sessions: int


@dataclass(frozen=True, slots=True)
class DropOff:
    """A stretch of a scene that significantly more sessions left for good than its surroundings explain.

    `step`: of the path, where curves along one are told of.
    """

    scene_id: str
    media_id: str
    start_s: float
    end_s: float
    exits: int
    expected: float
    p_value: float
    q_value: float
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """`kind` is intro, top, spike or dip; `rule` says in words how it was found; `step` as of a `DropOff`."""

    kind: str
    scene_id: str
    media_id: str
    t_s: float
    value: float
    rule: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class SceneRetention:
    """The bins of one scene. Arrays have shape (b,); counts at the instant `t_s`, exits and events in [t, t + bin).

    `present_s`: viewer-seconds in the bin: watched in it, and held at the scene's last frame (in the last bin).
    `survival`, `low`, `high` are NaN where the source records no exits; `at_risk` and `events` are 0 there.
    `step`: of the path that the sessions came along up to here; None where everyone in the scene counts.
    """

    scene_id: str
    media_id: str
    t_s: Floats
    plays: Longs
    viewers: Longs
    exits: Longs
    events: Longs
    at_risk: Longs
    present_s: Floats
    survival: Floats
    low: Floats
    high: Floats
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    scenes: tuple[SceneRetention, ...]
    bin_s: float
    exits_recorded: bool
    drop_offs: tuple[DropOff, ...]
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class NearestElement:
    id: str
    distance_px: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A region in space and time that significantly more viewers false-clicked than the surroundings explain.

    `boundary` follows the clicks through [start_s, end_s); `expected` is in viewers; `p_value` is local,
    `q_value` after correction over all tested; `tracked` is True, False, or the reason why not.
    """

    id: str
    media_id: str
    start_s: float
    end_s: float
    boundary: tuple[Keyframe, ...]
    clicks: int
    viewers: int
    exposed: int
    expected: float
    p_value: float
    q_value: float
    score: float
    nearest_element: NearestElement | None
    tracked: bool | str
    explanation: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Best first.

    `tested`: in how many places, of a cell and a second, a region was sought. `lag`: what was taken off the clicks'
    times to find them.
    """

    candidates: tuple[Candidate, ...]
    tested: int
    fdr: float
    note: str
    lag: ReactionLag | None = None


@dataclass(frozen=True, slots=True)
class HeatGrid:
    """Blurred click density of one window of media time.

    Attributes:
        density: shape (rows, columns), clicks per cell after blurring; sums to about `clicks`.
        clicks: how many clicks it counts.
        window_s: (start, end) of the window.
        bandwidth_px: standard deviation of the blur, pixels at 1280 px picture width.
        peak: the density that is drawn at full strength: fixed for the film.
        present_s: viewer-seconds that `density` is divided by; None: it is raw.
        quantiles: of the film's densities, shape (101,), ascending; for a scale by rank.
    """

    density: NDArray[np.float32]
    clicks: int
    window_s: tuple[float, float]
    bandwidth_px: float
    peak: float
    present_s: float | None = None
    quantiles: Floats | None = None

    def around(self, x: float, y: float, side_px: float = 44.0) -> float:
        """Clicks (blurred; of a rate: per viewer-second) in a square around a place, px at 1280 px; NaN outside."""
        rows, columns = self.density.shape
        if not (0 <= x <= 1 and 0 <= y <= 1):
            return float("nan")
        value = float(self.density[min(int(y * rows), rows - 1), min(int(x * columns), columns - 1)])
        return value * float(side_px * columns / 1280.0) ** 2


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon over the picture, corners in [0, 1]; `role` is boundary, candidate or accepted."""

    polygon: tuple[tuple[float, float], ...]
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """What lies over the picture at one instant. Positions have shape (k,), in [0, 1] of the picture."""

    heat: HeatGrid | None
    false_x: Floats
    false_y: Floats
    near_x: Floats
    near_y: Floats
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What is counted first of a selection, whatever the playhead; curves and metrics follow on their own."""

    sessions: int
    of_sessions: int
    played: int
    paths: PathGraph
