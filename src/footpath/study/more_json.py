"""Metrics beside the contract's, as `footpath metrics --json` prints them."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from footpath.model.more_metrics import (
    Attribution,
    BandRate,
    Branch,
    Day,
    MoreMetrics,
    PerViewer,
    Question,
    Wording,
)
from footpath.model.rate import NotInstrumented
from footpath.model.selection import Selection
from footpath.study.as_json import metrics_json, rate_json
from footpath.study.study import Study


def all_metrics_json(study: Study, selection: Selection) -> dict[str, Any]:
    """All of `footpath metrics --json`: the contract's keys, then those beside them."""
    metrics = study.metrics(selection)
    told = metrics_json(metrics) | more_json(study.more_metrics(selection, metrics))
    if not any(math.isfinite(scene.length_s) for scene in study.story.scenes):
        told["share_watched"] = rate_json(NotInstrumented("no scene's length is known"))
    return told


def more_json(more: MoreMetrics) -> dict[str, Any]:
    """Keys that stand beside those of the contract."""
    bands, asked, credit = more.attention_bands, more.questions, more.attribution
    return {
        "same_wording": [_wording(one) for one in more.same_wording],
        "attention_bands": rate_json(bands) if isinstance(bands, NotInstrumented) else [_band(one) for one in bands],
        "depth_trend": None if more.depth_trend is None else asdict(more.depth_trend),
        "branches": [_branch(one) for one in more.branches],
        "by_day": [_day(one) for one in more.by_day],
        "per_viewer": _per_viewer(more.per_viewer),
        "spreads": {name: asdict(one) for name, one in more.spreads.items()},
        "attribution": rate_json(credit) if isinstance(credit, NotInstrumented) else _attribution(credit),
        "questions": rate_json(asked) if isinstance(asked, NotInstrumented) else [_question(one) for one in asked],
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


def _branch(one: Branch) -> dict[str, Any]:
    names = ("engagement_rate", "completion_rate", "conversion_rate", "elsewhere")
    return asdict(one) | {name: rate_json(getattr(one, name)) for name in names}


def _day(one: Day) -> dict[str, Any]:
    rates = {name: rate_json(rate) for name, rate in one.rates.items()}
    return {"day": one.day, "sessions": one.sessions, "played": one.played} | rates


def _per_viewer(one: PerViewer | NotInstrumented) -> dict[str, Any]:
    if isinstance(one, NotInstrumented):
        return rate_json(one)
    untold = {
        name: rate_json(value)
        for name, value in (("watch_time", one.watch_time), ("interactions", one.interactions))
        if isinstance(value, NotInstrumented)
    }
    return asdict(one) | {"returning": rate_json(one.returning)} | untold


def _attribution(one: Attribution) -> dict[str, Any]:
    paths = [
        {"scenes": list(p.scenes), "conversions": p.conversions, "rate": rate_json(p.rate)} for p in one.by_path
    ]
    return asdict(one) | {"by_path": paths}


def _question(one: Question) -> dict[str, Any]:
    return {
        "element_id": one.element_id,
        "kind": one.kind,
        "question": one.question,
        "options": [{"text": o.text, "rate": rate_json(o.rate), "right": o.right} for o in one.options],
        "answered": None if one.answered is None else rate_json(one.answered),
        "right": None if one.right is None else rate_json(one.right),
        "left": rate_json(one.left),
    }
