"""Results as flat tables: every rate with its numerator, denominator and interval beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from footpath.model.drafts import Draft
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.results import (
    Candidates,
    ClickCounts,
    Metrics,
    PathGraph,
    Retention,
    SceneRetention,
    Summary,
)
from footpath.model.story import Story

Cell = str | int | float | bool | None
UNDECIDED: Mapping[str, Draft] = {}
RATE_TAILS = ("", "_n", "_of", "_low", "_high")
RATE_TYPES = ("DOUBLE", "BIGINT", "BIGINT", "DOUBLE", "DOUBLE")
SUMMARIES = ("watch_time", "first_interaction", "share_watched")
METRIC_COLUMNS = (("metric", "VARCHAR"), ("part", "VARCHAR"), ("unit", "VARCHAR"), ("value", "DOUBLE"), ("n", "BIGINT"),
                  ("of", "BIGINT"), ("low", "DOUBLE"), ("high", "DOUBLE"), ("note", "VARCHAR"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """`columns`: (name, SQL type) each; a cell is None where there is nothing to say."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """`name TYPE` pairs between commas; RATE stands for a rate's five columns."""
    found: list[tuple[str, str]] = []
    for part in text.split(","):
        name, kind = part.split()
        tails = zip(RATE_TAILS, RATE_TYPES, strict=True) if kind == "RATE" else [("", kind)]
        found += [(name + tail, type_) for tail, type_ in tails]
    return tuple(found)


def rate_cells(rate: Rate) -> tuple[float | None, int, int, float | None, float | None]:
    low, high = rate.interval or (None, None)
    return rate.value, rate.n, rate.of, low, high


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def elements_table(metrics: Metrics, story: Story) -> Table:
    """One row an element that the story or an event names."""
    lives = {element.id: element for element in story.elements}
    columns = _columns(
        "id VARCHAR,kind VARCHAR,label VARCHAR,media_id VARCHAR,start_s DOUBLE,end_s DOUBLE,ctr RATE,clicks BIGINT,"
        "share_of_clicks RATE,first_click_after_median_s DOUBLE,lift DOUBLE,smallest_px DOUBLE"
    )
    rows = []
    for e in metrics.elements:
        life = lives.get(e.id)
        where = (life.media_id, life.start_s, _known(life.end_s)) if life else (None, None, None)
        rest = (e.first_click_after_median_s, e.lift, e.smallest_px)
        share = rate_cells(e.share_of_clicks)
        rows.append((e.id, e.kind, e.label, *where, *rate_cells(e.ctr), e.clicks, *share, *rest))
    return Table(columns, tuple(rows))


def candidates_table(found: Candidates, decided: Mapping[str, Draft] = UNDECIDED) -> Table:
    """One row a candidate; `decided`: what people said of it, by its id."""
    columns = _columns(
        "id VARCHAR,media_id VARCHAR,start_s DOUBLE,end_s DOUBLE,clicks BIGINT,viewers BIGINT,exposed BIGINT,"
        "expected DOUBLE,p_value DOUBLE,q_value DOUBLE,score DOUBLE,nearest_element VARCHAR,nearest_px DOUBLE,"
        "tracked VARCHAR,explanation VARCHAR,verdict VARCHAR,name VARCHAR,comment VARCHAR,reason VARCHAR"
    )
    rows = []
    for c in found.candidates:
        near = (c.nearest_element.id, c.nearest_element.distance_px) if c.nearest_element else (None, None)
        counts = (c.clicks, c.viewers, c.exposed, c.expected, c.p_value, c.q_value, c.score)
        said = str(c.tracked).lower(), c.explanation
        rows.append((c.id, c.media_id, c.start_s, c.end_s, *counts, *near, *said, *_decision(decided.get(c.id))))
    return Table(columns, tuple(rows))


def _decision(draft: Draft | None) -> tuple[str | None, ...]:
    if draft is None:
        return (None, None, None, None)
    return str(draft.verdict), draft.name or None, draft.comment or None, draft.reason or None


def paths_table(graph: PathGraph) -> Table:
    """One row a link, with the sizes of both its nodes."""
    sizes = {node.id: node.sessions for node in graph.nodes}
    columns = _columns(
        "source VARCHAR,target VARCHAR,sessions BIGINT,chosen BIGINT,by_default BIGINT,source_sessions BIGINT,"
        "target_sessions BIGINT"
    )
    rows = (
        (k.source, k.target, k.sessions, k.chosen, k.by_default, sizes[k.source], sizes[k.target]) for k in graph.links
    )
    return Table(columns, tuple(rows))


def retention_table(retention: Retention) -> Table:
    """One row a bin; what needs recorded exits is empty where the source records none."""
    columns = _columns(
        "media_id VARCHAR,scene_id VARCHAR,t DOUBLE,plays BIGINT,viewers BIGINT,exits BIGINT,events BIGINT,"
        "at_risk BIGINT,survival DOUBLE,low DOUBLE,high DOUBLE"
    )
    rows = [row for scene in retention.scenes for row in _bins(scene, recorded=retention.exits_recorded)]
    return Table(columns, tuple(rows))


def _bins(scene: SceneRetention, *, recorded: bool) -> Iterable[tuple[Cell, ...]]:
    for i in range(len(scene.t_s)):
        counts = (int(scene.exits[i]), int(scene.events[i]), int(scene.at_risk[i])) if recorded else (None,) * 3
        curve = tuple(_known(values[i]) for values in (scene.survival, scene.low, scene.high))
        seen = (float(scene.t_s[i]), int(scene.plays[i]), int(scene.viewers[i]))
        yield (scene.media_id, scene.scene_id, *seen, *counts, *curve)


def metrics_table(metrics: Metrics) -> Table:
    """One row a number; `of`, `low`, `high` for rates, `note` says what the source can't record."""
    return Table(METRIC_COLUMNS, tuple(_metric_rows(metrics)))


def _metric_rows(metrics: Metrics) -> Iterable[tuple[Cell, ...]]:
    for field in fields(metrics):
        value = getattr(metrics, field.name)
        if isinstance(value, Rate | NotInstrumented):
            yield _rate_row(field.name, None, value)
        elif isinstance(value, int):
            yield _count_row(field.name, None, value)
    for name in SUMMARIES:
        yield from _summary_rows(name, getattr(metrics, name))
    if isinstance(metrics.clicks, ClickCounts):
        yield from (_count_row("clicks", f.name, getattr(metrics.clicks, f.name)) for f in fields(metrics.clicks))
    parts: tuple[tuple[str, Any], ...] = (
        ("interaction_by_kind", metrics.interaction_by_kind), ("conversion_by_depth", metrics.conversion_by_depth),
    )  # fmt: skip
    for name, rates in parts:
        if not isinstance(rates, NotInstrumented):
            yield from (_rate_row(name, part, rate) for part, rate in rates.items())
    yield from (_count_row("ratings", part, count) for part, count in metrics.ratings.items())


def _rate_row(name: str, part: str | None, rate: Rate | NotInstrumented) -> tuple[Cell, ...]:
    if isinstance(rate, NotInstrumented):
        return (name, part, "share", None, None, None, None, None, f"not instrumented: {rate.why}")
    value, n, of, low, high = rate_cells(rate)
    return (name, part, "share", value, n, of, low, high, None)


def _count_row(name: str, part: str | None, count: int) -> tuple[Cell, ...]:
    return (name, part, "count", float(count), count, None, None, None, None)


def _summary_rows(name: str, summary: Summary) -> Iterable[tuple[Cell, ...]]:
    unit = "share" if name == "share_watched" else "s"
    for part, value in (("mean", summary.mean), ("median", summary.median)):
        yield (name, part, unit, value, summary.n, None, None, None, None)
