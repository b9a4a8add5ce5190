"""One selection of a comparison: its metrics, and the values behind everything that is no rate of sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import Bits
from footpath.analysis.ctr_by_time import ctr_between
from footpath.analysis.data import Data
from footpath.analysis.element_metrics import first_clicks_after
from footpath.analysis.exposure import Watching
from footpath.analysis.feedback import rating_values
from footpath.analysis.look import look_at
from footpath.analysis.metrics import compute_metrics, times_of
from footpath.analysis.selecting import click_mask
from footpath.model.clicks import ClickClass
from footpath.model.events import Bools, Floats, Kind
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.results import Metrics
from footpath.model.selection import Selection

Shares = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Side:
    """`values`: one for each session that has it, behind each mean.

    `shares`: numerator and denominator of each session that has any, behind each share of clicks. `bands`: CTR of the
    CTAs by media and attention band.
    """

    mask: Bools
    metrics: Metrics
    values: Mapping[str, Floats]
    shares: Mapping[str, Shares]
    bands: Mapping[str, Rate]

    @classmethod
    def of(cls, data: Data, selection: Selection) -> Side:
        look, metrics = look_at(data, selection), compute_metrics(data, selection)
        mask, watching = look.mask, look.watching
        clicked = click_mask(selection, data, mask)
        values = times_of(look) | _first_clicks(watching, mask) | _ratings(watching, mask)
        shares = {"false_click_rate": _false_clicks(data, clicked)} | _shares_of_clicks(data, clicked)
        return cls(mask, metrics, values, shares, _bands(watching, look.chosen, metrics))


def _first_clicks(watching: Watching, mask: Bools) -> dict[str, Floats]:
    elements = watching.data.story.elements
    return {f"first_click_after/{e.id}": first_clicks_after(watching, mask, i, e) for i, e in enumerate(elements)}


def _ratings(watching: Watching, mask: Bools) -> dict[str, Floats]:
    """Each session's mean rating."""
    if Kind.FEEDBACK not in watching.data.kinds:
        return {}
    session, rating = rating_values(watching, mask)
    said = np.bincount(session, minlength=len(mask))
    some = said > 0
    return {"feedback_rating": np.bincount(session, rating, minlength=len(mask))[some] / said[some]}


def _false_clicks(data: Data, clicked: Bools) -> Shares:
    """False clicks and clicks with a position of each session that has any of these."""
    placed = clicked & (data.clicks.klass != ClickClass.BESIDE)
    return _per_session(data, placed & (data.clicks.klass == ClickClass.FALSE), placed)


def _shares_of_clicks(data: Data, clicked: Bools) -> dict[str, Shares]:
    """Each element's clicks among all that any element got."""
    got = clicked & (data.clicks.element >= 0)
    return {
        f"share_of_clicks/{e.id}": _per_session(data, got & (data.clicks.element == i), got)
        for i, e in enumerate(data.story.elements)
    }


def _per_session(data: Data, part: Bools, whole: Bools) -> Shares:
    count, session = len(data.sessions), data.clicks.session
    below = np.bincount(session[whole], minlength=count).astype(np.float64)
    above = np.bincount(session[part], minlength=count).astype(np.float64)
    some = below > 0
    return above[some], below[some]


def _bands(watching: Watching, chosen: Bits, metrics: Metrics) -> dict[str, Rate]:
    if isinstance(metrics.ctr_by_time, NotInstrumented):
        return {}
    bands = watching.data.settings.attention_bands
    edges = np.array([start for _, start in bands] + [np.inf])
    rates = ctr_between(watching, chosen, edges)
    return {f"attention_bands/{media_id}/{bands[k][0]}": rate for media_id, k, rate in rates}
