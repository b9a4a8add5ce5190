"""Every metric of one selection, by the formulas of the product's definitions."""

from __future__ import annotations

import numpy as np

from footpath.analysis import interactions
from footpath.analysis.data import Data
from footpath.analysis.element_metrics import audiences, ctr_by_time, element_metrics, reach
from footpath.analysis.exposure import Watching
from footpath.analysis.selecting import click_mask, scope_of, session_mask
from footpath.model.clicks import ClickClass, Miss
from footpath.model.events import Bools, Floats, Kind
from footpath.model.rate import Measured, NotInstrumented, Rate
from footpath.model.results import ClickCounts, Metrics, Summary
from footpath.model.selection import Selection
from footpath.model.story import ElementKind

INTERACTIONS = (Kind.CLICK, Kind.CHOICE, Kind.ANSWER, Kind.FEEDBACK)
CALLS = (ElementKind.CTA, ElementKind.LINK)


def compute_metrics(data: Data, selection: Selection) -> Metrics:
    """All metrics of a selection.

    Raises:
        UserError: if the selection names what the review doesn't have.
    """
    mask, scope = session_mask(selection, data), scope_of(selection, data)
    clicked = click_mask(selection, data, mask)
    watching = Watching(data, mask, scope)
    group = audiences(watching)
    elements = data.story.elements
    kinds = sorted({e.kind for e in elements})
    by_kind = {k.value: reach(a for a, e in zip(group, elements, strict=True) if e.kind is k) for k in kinds}
    ratings, texts = interactions.feedback(data, mask, scope)
    rates, times = _session_rates(data, mask), times_of(data, mask)
    return Metrics(
        sessions=int(mask.sum()),
        played=int((data.reading.played & mask).sum()),
        viewers=len(np.unique(data.sessions.viewer[mask])),
        **rates,
        ctr=reach(a for a, e in zip(group, elements, strict=True) if e.kind in CALLS)
        or NotInstrumented("the story has no call to action and no link"),
        false_click_rate=_needs(data, interactions.false_click_share(data, clicked), "clicks", Kind.CLICK),
        watch_time=summary(times["watch_time"]),
        first_interaction=summary(times["first_interaction"]),
        share_watched=summary(times["share_watched"]),
        clicks=_click_counts(data, clicked) if Kind.CLICK in data.kinds else NotInstrumented("no clicks"),
        elements=element_metrics(watching, group, clicked),
        interaction_by_kind={k: r for k, r in by_kind.items() if r is not None},
        conversion_by_depth=interactions.conversion_by_depth(data, mask)
        if Kind.CONVERSION in data.kinds
        else NotInstrumented("no conversions"),
        ctr_by_time=ctr_by_time(watching)
        if any(e.kind is ElementKind.CTA for e in elements)
        else NotInstrumented("the story has no call to action"),
        answers=interactions.answers(data, mask, scope),
        ratings=ratings,
        texts=texts,
        inconsistent_rows=int(mask[data.events.session[np.unique(data.reading.inconsistent_event)]].sum()),
        settings=data.settings,
    )


def summary(values: Floats) -> Summary:
    if not len(values):
        return Summary(None, None, 0)
    return Summary(float(values.mean()), float(np.median(values)), len(values))


def _needs(data: Data, rate: Rate, what: str, *kinds: Kind) -> Measured:
    """The rate, if the review holds at least one row of one of the kinds."""
    return rate if data.kinds & set(kinds) else NotInstrumented(f"the source records no {what}")


def _rate(part: Bools, whole: Bools) -> Rate:
    return Rate(int((part & whole).sum()), int(whole.sum()))


def _session_rates(data: Data, mask: Bools) -> dict[str, Measured]:
    """The rates that count sessions (or viewers) as wholes."""
    played = data.reading.played & mask
    first = interactions.first_rows(data, interactions.interaction_rows(data))
    interacted = first >= 0
    converted = interactions.with_kind(data, Kind.CONVERSION)
    after = ("engagement and no conversion", Kind.ENGAGEMENT, Kind.CONVERSION)
    return {
        **_play_rates(data, mask),
        "engagement_rate": _needs(data, _rate(interacted, played), "interactions", *INTERACTIONS),
        "completion_rate": _completion(data, played),
        "bounce_rate": _needs(data, _rate(interactions.bounced(data, first), interacted & mask), *after),
        "action_rate": _needs(data, _rate(converted, interacted & mask), "conversions", Kind.CONVERSION),
        "conversion_rate": _needs(data, _rate(converted, played), "conversions", Kind.CONVERSION),
        "replay_rate": _rate(replayed(data), played),
        "revisit_rate": _revisits(data, played),
    }


def _play_rates(data: Data, mask: Bools) -> dict[str, Measured]:
    plays = interactions.with_kind(data, Kind.PLAY)
    seen = (plays | interactions.with_kind(data, Kind.IMPRESSION)) & mask
    auto = data.sessions.autoplay

    def rate(group: Bools, *, known: bool) -> Measured:
        if not known:
            return NotInstrumented("the source does not say whether playback started by itself")
        if Kind.PLAY not in data.kinds:
            return NotInstrumented("the source records no plays")
        return _needs(data, _rate(plays, seen & group), "impressions", Kind.IMPRESSION)

    says = bool((auto >= 0).any())
    return {
        "play_rate": rate(mask, known=True),
        "play_rate_autoplay": rate(auto == 1, known=says),
        "play_rate_chosen": rate(auto == 0, known=says),
    }


def _completion(data: Data, played: Bools) -> Measured:
    story = data.story
    positions = any(s.ending for s in story.scenes) if story.given else any(np.isfinite(s.end_s) for s in story.scenes)
    if Kind.ENDED not in data.kinds and not positions:
        return NotInstrumented("the source records no endings, and the story marks none")
    return _rate(data.reading.reached_ending, played)


def _revisits(data: Data, played: Bools) -> Measured:
    if not data.sessions.has_viewer_ids:
        return NotInstrumented("the source does not name viewers")
    counts = np.bincount(data.sessions.viewer[played])
    return Rate(int((counts >= 2).sum()), int((counts >= 1).sum()))


def times_of(data: Data, mask: Bools) -> dict[str, Floats]:
    """The values behind each mean: one for every chosen session that has it."""
    first = interactions.first_rows(data, interactions.interaction_rows(data))
    return {
        "watch_time": data.reading.watched_s[data.reading.played & mask],
        "first_interaction": data.reading.watched_before_s[first[(first >= 0) & mask]],
        "share_watched": shares_watched(data, mask),
    }


def replayed(data: Data) -> Bools:
    """Sessions that watched any moment twice: two of their intervals in one media overlap; shape (s,)."""
    i = data.reading.intervals
    order = np.lexsort((i.start_s, i.media, i.session))
    session, media, start, end = i.session[order], i.media[order], i.start_s[order], i.end_s[order]
    twice = (session[1:] == session[:-1]) & (media[1:] == media[:-1]) & (start[1:] < end[:-1])
    found = np.zeros(len(data.sessions), dtype=np.bool_)
    found[session[1:][twice]] = True
    return found


def shares_watched(data: Data, mask: Bools) -> Floats:
    """Distinct media time watched ÷ the length of the scenes visited, for the chosen sessions that visited any."""
    story, pieces, visits = data.story, data.reading.pieces, data.reading.visits
    scenes, count = len(story.scenes), len(data.sessions)
    visited = np.unique(visits.session.astype(np.int64) * scenes + visits.scene)
    lengths = np.array([s.length_s for s in story.scenes])
    total = np.bincount(visited // scenes, lengths[visited % scenes], minlength=count) if scenes else np.zeros(count)
    place = pieces.session.astype(np.int64) * scenes + pieces.scene
    kept = np.isin(place, visited)
    place, start, end = place[kept], pieces.start_s[kept], pieces.end_s[kept]
    distinct = np.bincount(place // max(scenes, 1), _new_time(place, start, end), minlength=count)
    known = mask & (total > 0) & np.isfinite(total)
    return distinct[known] / total[known]


def _new_time(place: np.ndarray, start: Floats, end: Floats) -> Floats:
    """Seconds of each piece that no earlier-starting piece of the same place covers, in the pieces' order."""
    if not len(place):
        return np.zeros(0)
    order = np.lexsort((start, place))
    place, start, end = place[order], start[order], end[order]
    values, rank = np.unique(end, return_inverse=True)
    group = np.cumsum(np.concatenate([[False], place[1:] != place[:-1]]))
    reach_rank = np.maximum.accumulate(group * len(values) + rank) - group * len(values)
    covered = np.full(len(place), -np.inf)
    same = place[1:] == place[:-1]
    covered[1:][same] = values[reach_rank[:-1][same]]
    fresh = np.empty(len(place))
    fresh[order] = np.maximum(0.0, end - np.maximum(start, covered))
    return fresh


def _click_counts(data: Data, clicked: Bools) -> ClickCounts:
    clicks = data.clicks
    by_class = np.bincount(clicks.klass[clicked], minlength=len(ClickClass))
    by_miss = np.bincount(clicks.miss[clicked], minlength=len(Miss))
    return ClickCounts(
        total=int(clicked.sum()),
        hit=int(by_class[ClickClass.HIT]),
        control=int(by_class[ClickClass.CONTROL]),
        near_miss=int(by_class[ClickClass.NEAR_MISS]),
        false=int(by_class[ClickClass.FALSE]),
        beside=int(by_class[ClickClass.BESIDE]),
        rage_runs=_rage_runs(data, clicked),
        disagreements=int(clicks.disagrees[clicked].sum()),
        near_miss_space=int(by_miss[Miss.SPACE]),
        near_miss_early=int(by_miss[Miss.EARLY]),
        near_miss_late=int(by_miss[Miss.LATE]),
    )


def _rage_runs(data: Data, clicked: Bools) -> int:
    """Rage runs with at least one click that is looked at."""
    run = data.clicks.rage_run[clicked]
    return len(np.unique(run[run >= 0]))
