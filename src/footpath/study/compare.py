"""Two selections side by side, as `footpath compare --json` prints them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from footpath.analysis.compare import compare
from footpath.model.comparison import Compared, Comparison
from footpath.model.rate import Rate
from footpath.model.results import Metrics, Summary
from footpath.model.selection import Selection
from footpath.study.as_json import clicks_json, rate_json, settings_json
from footpath.study.study import Study


def compare_selections(study: Study, a: Selection, b: Selection) -> Comparison:
    """Every metric of both.

    Raises:
        UserError: if a selection names what the review doesn't have.
    """
    return compare(study.data, a, b)


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """All of `footpath compare --json`."""
    (first, second), (a, b) = comparison.selections, comparison.sides
    return {
        "a": _side_json(first, a),
        "b": _side_json(second, b),
        "shared_sessions": comparison.shared,
        "note": comparison.note,
        "tested": comparison.tested,
        "correction": "Benjamini-Hochberg over all that were tested",
        "metrics": [_compared_json(one) for one in comparison.metrics],
        "settings": settings_json(a.settings),
    }


def _side_json(selection: Selection, metrics: Metrics) -> dict[str, Any]:
    return {
        "selection": selection.parts,
        "sessions": metrics.sessions,
        "played": metrics.played,
        "viewers": metrics.viewers,
        "clicks": clicks_json(metrics.clicks),
    }


def _compared_json(one: Compared) -> dict[str, Any]:
    return asdict(one) | {"a": _value_json(one.a), "b": _value_json(one.b)}


def _value_json(value: Rate | Summary | None) -> dict[str, Any] | None:
    if isinstance(value, Rate):
        return rate_json(value)
    return None if value is None else asdict(value)
