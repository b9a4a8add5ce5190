"""Metrics beside the contract's: same wording, attention bands, depth trend, branches, days, viewers, questions."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from footpath.analysis.attribution import attribution
from footpath.analysis.branches import branches
from footpath.analysis.ctr_by_time import ctr_between
from footpath.analysis.data import Data
from footpath.analysis.days import by_day
from footpath.analysis.element_metrics import union
from footpath.analysis.facts import Facts, facts_of
from footpath.analysis.look import Look, look_at
from footpath.analysis.metrics import PLAYBACK, times_of
from footpath.analysis.questions import questions
from footpath.analysis.remembering import remembered
from footpath.analysis.significance import adjusted, rates_vary, trend_p
from footpath.analysis.spreads import spread_of
from footpath.analysis.viewing import counts_of_viewers, viewing, watch_time_of_viewers
from footpath.model.more_metrics import BandRate, MoreMetrics, PerViewer, Spread, Trend, Wording
from footpath.model.rate import NotInstrumented
from footpath.model.results import Metrics
from footpath.model.selection import Selection
from footpath.model.story import ElementKind

CALLS = (ElementKind.CTA, ElementKind.LINK)
WHOLE = 1.0
Bands = Sequence[tuple[str, float]]


def more_metrics(data: Data, selection: Selection, metrics: Metrics, bands: Bands | None = None) -> MoreMetrics:
    """The rest of what a selection tells, given its metrics.

    Args:
        data: the review.
        selection: whose sessions, and what of them.
        metrics: of the same selection.
        bands: attention bands, (label, start in seconds) each; None: those of the settings.

    Raises:
        UserError: if the selection names what the review doesn't have.
    """
    look, facts = look_at(data, selection), facts_of(data)
    members = zip(look.watching.audiences, data.story.elements, strict=True)
    calls = union([audience for audience, element in members if element.kind in CALLS])
    with ThreadPoolExecutor(1) as beside:  # numpy lets both run
        per_viewer = beside.submit(_per_viewer, look, facts, metrics)
        spreads = beside.submit(_spreads, look)
        return MoreMetrics(
            same_wording=same_wording(metrics, data.settings.few_sessions),
            attention_bands=_bands(look, metrics, data.settings.attention_bands if bands is None else bands),
            depth_trend=_depth_trend(metrics),
            branches=branches(look, facts, metrics),
            by_day=by_day(look, facts, calls, metrics),
            attribution=attribution(look, facts),
            questions=questions(look, metrics.answers),
            per_viewer=per_viewer.result(),
            spreads=spreads.result(),
        )


def same_wording(metrics: Metrics, few: int) -> tuple[Wording, ...]:
    """Calls and links whose labels are the same but for case and blanks; q over all groups tested."""
    if isinstance(metrics.ctr, NotInstrumented):
        return ()
    groups: dict[str, list[int]] = {}
    for i, element in enumerate(metrics.elements):
        if element.kind in CALLS and element.label.strip():
            groups.setdefault(" ".join(element.label.casefold().split()), []).append(i)
    found = []
    for members in (m for m in groups.values() if len(m) > 1):
        placed = [metrics.elements[i] for i in members]
        rates = tuple(e.ctr for e in placed)
        p_value = rates_vary(rates) if min(r.of for r in rates) >= few else None
        found.append(Wording(placed[0].label, tuple(e.id for e in placed), rates, p_value, None))
    q_values = iter(adjusted(np.array([w.p_value for w in found if w.p_value is not None])).tolist())
    return tuple(
        Wording(w.label, w.element_ids, w.rates, w.p_value, None if w.p_value is None else next(q_values))
        for w in found
    )


def _bands(look: Look, metrics: Metrics, bands: Bands) -> tuple[BandRate, ...] | NotInstrumented:
    if isinstance(metrics.ctr_by_time, NotInstrumented):
        return metrics.ctr_by_time
    edges = np.array([start for _, start in bands] + [np.inf])
    return tuple(
        BandRate(bands[k][0], media_id, bands[k][1], bands[k + 1][1] if k + 1 < len(bands) else None, rate)
        for media_id, k, rate in ctr_between(look.watching, look.chosen, edges)
    )


def _depth_trend(metrics: Metrics) -> Trend | None:
    if isinstance(metrics.conversion_by_depth, NotInstrumented):
        return None
    found = trend_p(list(metrics.conversion_by_depth.values()))
    return None if found is None else Trend(*found)


def _spreads(look: Look) -> dict[str, Spread]:
    """How the values behind each mean are spread; the share watched up to the whole."""
    return remembered(look.who, "spreads", lambda: _spread_values(look))


def _spread_values(look: Look) -> dict[str, Spread]:
    found = {}
    for name, values in times_of(look).items():
        spread = spread_of(values, WHOLE if name == "share_watched" else 0.0)
        if spread is not None:
            found[name] = spread
    return found


def _per_viewer(look: Look, facts: Facts, metrics: Metrics) -> PerViewer | NotInstrumented:
    return remembered(look.who, "per viewer", lambda: _count_per_viewer(look, facts, metrics))


def _count_per_viewer(look: Look, facts: Facts, metrics: Metrics) -> PerViewer | NotInstrumented:
    if not look.data.sessions.has_viewer_ids:
        return NotInstrumented("the source does not name viewers")
    engagement, known = metrics.engagement_rate, viewing(look)
    return PerViewer(
        returning=known.returning,
        sessions=known.sessions,
        watch_time=watch_time_of_viewers(look)
        if look.data.kinds & PLAYBACK
        else NotInstrumented("the source records no playback"),
        interactions=engagement
        if isinstance(engagement, NotInstrumented)
        else counts_of_viewers(look, facts.interactions),
    )
