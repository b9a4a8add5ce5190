"""Metrics beside the contract's, as `footpath metrics --json` prints them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from footpath.model.more_metrics import BandRate, Branch, Day, MoreMetrics, PerViewer, Wording
from footpath.model.rate import NotInstrumented
from footpath.model.selection import Selection
from footpath.study.as_json import metrics_json, rate_json
from footpath.study.study import Study


def all_metrics_json(study: Study, selection: Selection) -> dict[str, Any]:
    """All of `footpath metrics --json`: the contract's keys, then those beside them."""
    metrics = study.metrics(selection)
    return metrics_json(metrics) | more_json(study.more_metrics(selection, metrics))


def more_json(more: MoreMetrics) -> dict[str, Any]:
    """Keys that stand beside those of the contract."""
    return {
        "same_wording": [_wording(one) for one in more.same_wording],
        "attention_bands": [_band(one) for one in more.attention_bands],
        "depth_trend": None if more.depth_trend is None else asdict(more.depth_trend),
        "branches": [_branch(one) for one in more.branches],
        "by_day": [_day(one) for one in more.by_day],
        "per_viewer": _per_viewer(more.per_viewer),
    }


def _wording(one: Wording) -> dict[str, Any]:
    return {
        "label": one.label,
        "placements": [
            {"id": element_id, "ctr": rate_json(rate)}
            for element_id, rate in zip(one.element_ids, one.rates, strict=True)
        ],
        "p_value": one.p_value,
        "q_value": one.q_value,
    }


def _band(one: BandRate) -> dict[str, Any]:
    return {
        "label": one.label,
        "media_id": one.media_id,
        "start": one.start_s,
        "end": one.end_s,
        "rate": rate_json(one.rate),
    }


def _rates(one: Branch | Day) -> dict[str, Any]:
    names = ("engagement_rate", "completion_rate", "conversion_rate")
    return {name: rate_json(getattr(one, name)) for name in names}


def _branch(one: Branch) -> dict[str, Any]:
    return asdict(one) | _rates(one)


def _day(one: Day) -> dict[str, Any]:
    return asdict(one) | _rates(one)


def _per_viewer(one: PerViewer | NotInstrumented) -> dict[str, Any]:
    if isinstance(one, NotInstrumented):
        return rate_json(one)
    return asdict(one) | {"returning": rate_json(one.returning)}
