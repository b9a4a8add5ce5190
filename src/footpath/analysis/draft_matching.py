"""Which candidate a decision was about, and what accepted drafts would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from footpath.analysis.boundary import polygon_at
from footpath.analysis.moving_polygon import MovingPolygon
from footpath.model.clicks import ClickClass, Clicks
from footpath.model.drafts import Draft
from footpath.model.events import Bools, Sessions
from footpath.model.results import Candidate
from footpath.model.story import Element, ElementKind, Story

SAME_TIME_SHARE = 0.3
SAME_PLACE = 0.08


@dataclass(frozen=True, slots=True)
class WouldHit:
    """False clicks, and the viewers who made them, that accepted drafts would turn into hits."""

    clicks: int
    viewers: int
    of_clicks: int


def same_place(candidate: Candidate, draft: Draft) -> bool:
    """Whether a draft's candidate lived at the same time (three tenths of either's span) around the same centre."""
    if candidate.media_id != draft.media_id:
        return False
    one, other = candidate_element(candidate), draft.as_found()
    low, high = max(one.start_s, other.start_s), min(one.end_s, other.end_s)
    both = max(one.end_s, other.end_s) - min(one.start_s, other.start_s)
    if high - low < SAME_TIME_SHARE * both:
        return False
    moments = np.linspace(low, high, 5)
    off = [_apart(one, other, float(t)) for t in moments]
    return float(np.median(off)) <= SAME_PLACE


def candidate_element(candidate: Candidate) -> Element:
    """A candidate as the hotspot it would be."""
    return Element(
        candidate.id, ElementKind.HOTSPOT, candidate.id, candidate.media_id, candidate.start_s, candidate.end_s,
        candidate.boundary,
    )  # fmt: skip


def _apart(one: Element, other: Element, t_s: float) -> float:
    """Distance of the middles, in [0, 1] of the picture; infinite where one of them is hidden."""
    a, b = polygon_at(one, t_s), polygon_at(other, t_s)
    if a is None or b is None:
        return float("inf")
    return float(np.hypot(*(np.mean(a, axis=0) - np.mean(b, axis=0))))


def would_hit(drafts: Iterable[Draft], clicks: Clicks, sessions: Sessions, story: Story, looked_at: Bools) -> WouldHit:
    """How many of the false clicks looked at lie inside a draft while it lives.

    Args:
        drafts: hotspots to be.
        clicks: classed clicks.
        sessions: for who the viewers are.
        story: for the media.
        looked_at: shape (c,).
    """
    false = np.flatnonzero(looked_at & (clicks.klass == ClickClass.FALSE))
    inside = np.zeros(len(false), dtype=np.bool_)
    for draft in drafts:
        media = story.media_index.get(draft.media_id)
        if media is None or not draft.boundary:
            continue
        t_s = clicks.t_s[false]
        mine = np.flatnonzero((clicks.media[false] == media) & (t_s >= draft.start_s) & (t_s < draft.end_s))
        aspect, rows = story.media[media].aspect, false[mine]
        polygon = MovingPolygon(draft.as_element(), aspect)
        held, _ = polygon.inside_and_distance(clicks.t_s[rows], clicks.x[rows], clicks.y[rows] / aspect)
        inside[mine] |= held & polygon.shown(clicks.t_s[rows])
    viewers = np.unique(sessions.viewer[clicks.session[false[inside]]])
    return WouldHit(int(inside.sum()), len(viewers), len(false))
