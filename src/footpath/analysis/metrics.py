"""Every metric of one selection, by the formulas of the product's definitions."""

from __future__ import annotations

import numpy as np

from footpath.analysis import interactions
from footpath.analysis.columns import Bits, bits, count_bits
from footpath.analysis.ctr_by_time import ctr_by_time
from footpath.analysis.data import Data
from footpath.analysis.element_metrics import element_metrics, reach
from footpath.analysis.exposure import Watching
from footpath.analysis.facts import DISAGREES, Facts, facts_of
from footpath.analysis.look import Look, look_at
from footpath.analysis.playback import STARTERS
from footpath.analysis.summaries import summary
from footpath.model.clicks import ClickClass, Miss
from footpath.model.events import Bools, Floats, Kind
from footpath.model.rate import Measured, NotInstrumented, Rate
from footpath.model.results import ClickCounts, Metrics, RateBin
from footpath.model.selection import Selection
from footpath.model.story import ElementKind

INTERACTIONS = (Kind.CLICK, Kind.CHOICE, Kind.ANSWER, Kind.FEEDBACK)
PLAYBACK = frozenset(STARTERS)
CALLS = (ElementKind.CTA, ElementKind.LINK)
DEPTHS = (("0", 0, 0), ("1-2", 1, 2), ("3-5", 3, 5), ("6+", 6, np.inf))


def compute_metrics(data: Data, selection: Selection) -> Metrics:
    """All metrics of a selection.

    Raises:
        UserError: if the selection names what the review doesn't have.
    """
    look, facts = look_at(data, selection), facts_of(data)
    mask, scope, chosen, watching, clicked = look.mask, look.scope, look.chosen, look.watching, look.clicked
    elements = data.story.elements
    kinds = sorted({e.kind for e in elements})
    ratings, texts = interactions.feedback(data, mask, scope)
    rates, times = _session_rates(data, facts, mask, chosen), times_of(look)
    clicks = _whole_counts(facts, look) if clicked is None else _click_counts(data, clicked)
    placed = Rate(clicks.false, clicks.total - clicks.beside)
    calls = reach((a for a, e in zip(watching.audiences, elements, strict=True) if e.kind in CALLS), chosen)
    return Metrics(
        sessions=len(look.rows),
        played=count_bits(facts.played, chosen),
        viewers=int((np.bincount(data.sessions.viewer[look.rows]) > 0).sum()),
        **rates,
        ctr=NotInstrumented("the story has no call to action and no link")
        if calls is None
        else _needs(data, calls, "clicks", Kind.CLICK, Kind.ANSWER),
        false_click_rate=_needs(data, placed, "clicks", Kind.CLICK),
        watch_time=summary(times["watch_time"]),
        first_interaction=summary(times["first_interaction"]),
        share_watched=summary(times["share_watched"]),
        clicks=clicks if Kind.CLICK in data.kinds else NotInstrumented("the source records no clicks"),
        elements=element_metrics(look),
        interaction_by_kind={k.value: r for k in kinds if (r := _kind_rate(watching, k, chosen)) is not None},
        conversion_by_depth=_by_depth(facts, chosen)
        if isinstance(rates["action_rate"], Rate)
        else rates["action_rate"],
        ctr_by_time=_ctr_by_time(data, watching, mask),
        answers=interactions.answers(data, mask, scope),
        ratings=ratings,
        texts=texts,
        inconsistent_rows=int(facts.inconsistent @ mask),
        recorded=frozenset(kind.word for kind in data.kinds),
        settings=data.settings,
    )


def times_of(look: Look) -> dict[str, Floats]:
    """The values behind each mean: one for every chosen session that has it; the last ones are remembered."""
    data, everyone = look.data, len(look.rows) == len(look.mask)
    name = "everyone's times" if everyone else "times"
    found = data.kept.get(name)
    if isinstance(found, tuple) and (everyone or found[0] is look):
        last: dict[str, Floats] = found[1]
        return last
    facts, rows = facts_of(data), look.rows
    first, share = facts.first_interaction_s[rows], facts.share_watched[rows]
    times = {
        "watch_time": data.reading.watched_s[rows[data.reading.played[rows]]],
        "first_interaction": first[~np.isnan(first)],
        "share_watched": share[~np.isnan(share)],
    }
    data.kept[name] = look, times
    return times


def _needs(data: Data, rate: Rate, what: str, *kinds: Kind) -> Measured:
    """The rate, if the review holds at least one row of one of the kinds."""
    return rate if data.kinds & set(kinds) else NotInstrumented(f"the source records no {what}")


def _acted(data: Data, rate: Measured) -> Measured:
    """The rate, if the review holds at least one row that can be an interaction."""
    return _needs(data, rate, "interactions", *INTERACTIONS) if isinstance(rate, Rate) else rate


def _kind_rate(watching: Watching, kind: ElementKind, chosen: Bits) -> Rate | None:
    members = zip(watching.audiences, watching.data.story.elements, strict=True)
    return reach((a for a, e in members if e.kind is kind), chosen)


def _ctr_by_time(data: Data, watching: Watching, mask: Bools) -> tuple[RateBin, ...] | NotInstrumented:
    if not any(e.kind is ElementKind.CTA for e in data.story.elements):
        return NotInstrumented("the story has no call to action")
    if not data.kinds & {Kind.CLICK, Kind.ANSWER}:
        return NotInstrumented("the source records no clicks")
    return ctr_by_time(watching, mask)


def _session_rates(data: Data, facts: Facts, mask: Bools, chosen: Bits) -> dict[str, Measured]:
    """The rates that count sessions (or viewers) as wholes."""

    def rate(part: Bits, whole: Bits) -> Rate:
        return Rate(count_bits(part, whole, chosen), count_bits(whole, chosen))

    played, interacted, converted = facts.played, facts.interacted, facts.converted
    after = ("engagement and no conversion", Kind.ENGAGEMENT, Kind.CONVERSION)
    return {
        **_play_rates(data, facts, mask),
        "engagement_rate": _needs(data, rate(interacted, played), "interactions", *INTERACTIONS),
        "completion_rate": _completion(data, rate(facts.reached_ending, played)),
        "bounce_rate": _acted(data, _needs(data, rate(facts.bounced, interacted), *after)),
        "action_rate": _acted(data, _needs(data, rate(converted, interacted), "conversions", Kind.CONVERSION)),
        "conversion_rate": _needs(data, rate(converted, played), "conversions", Kind.CONVERSION),
        "replay_rate": _needs(data, rate(facts.replayed, played), "playback", *STARTERS),
        "revisit_rate": _revisits(data, data.reading.played & mask),
    }


def _play_rates(data: Data, facts: Facts, mask: Bools) -> dict[str, Measured]:
    auto = data.sessions.autoplay

    def rate(group: Bools, *, known: bool) -> Measured:
        if not known:
            return NotInstrumented("the source does not say whether playback started by itself")
        if Kind.PLAY not in data.kinds:
            return NotInstrumented("the source records no plays")
        seen = facts.seen & bits(group)
        return _needs(data, Rate(count_bits(facts.plays, seen), count_bits(seen)), "impressions", Kind.IMPRESSION)

    says = bool((auto >= 0).any())
    return {
        "play_rate": rate(mask, known=True),
        "play_rate_autoplay": rate(mask & (auto == 1), known=says),
        "play_rate_chosen": rate(mask & (auto == 0), known=says),
    }


def _completion(data: Data, rate: Rate) -> Measured:
    story = data.story
    positions = any(s.ending for s in story.scenes) if story.given else any(np.isfinite(s.end_s) for s in story.scenes)
    if Kind.ENDED not in data.kinds and not positions:
        return NotInstrumented("the source records no endings, and the story marks none")
    return rate


def _revisits(data: Data, played: Bools) -> Measured:
    if not data.sessions.has_viewer_ids:
        return NotInstrumented("the source does not name viewers")
    counts = np.bincount(data.sessions.viewer[np.flatnonzero(played)])
    return Rate(int((counts >= 2).sum()), int((counts >= 1).sum()))


def _by_depth(facts: Facts, chosen: Bits) -> dict[str, Rate]:
    """With a conversion, of those that played, by depth."""
    rates = {}
    for name, low, high in DEPTHS:
        group = facts.played & bits((facts.depth >= low) & (facts.depth <= high)) & chosen
        rates[name] = Rate(count_bits(group, facts.converted), count_bits(group))
    return rates


def _whole_counts(facts: Facts, look: Look) -> ClickCounts:
    """All clicks of the chosen sessions."""
    counts = np.array([row[look.rows].sum() for row in facts.clicks], dtype=np.int64)
    runs = int(look.mask[facts.run_session].sum())
    return _named_counts(counts[: len(ClickClass)], counts[len(ClickClass) : DISAGREES], runs, int(counts[DISAGREES]))


def _click_counts(data: Data, clicked: Bools) -> ClickCounts:
    """The clicks looked at; rage runs with at least one of them."""
    clicks = data.clicks
    rows = np.flatnonzero(clicked)
    by_class = np.bincount(clicks.klass[rows], minlength=len(ClickClass))
    by_miss = np.bincount(clicks.miss[rows], minlength=len(Miss))
    run = clicks.rage_run[rows]
    return _named_counts(by_class, by_miss, len(np.unique(run[run >= 0])), int(clicks.disagrees[rows].sum()))


def _named_counts(by_class: np.ndarray, by_miss: np.ndarray, runs: int, disagreements: int) -> ClickCounts:
    return ClickCounts(
        total=int(by_class.sum()),
        hit=int(by_class[ClickClass.HIT]),
        control=int(by_class[ClickClass.CONTROL]),
        near_miss=int(by_class[ClickClass.NEAR_MISS]),
        false=int(by_class[ClickClass.FALSE]),
        beside=int(by_class[ClickClass.BESIDE]),
        rage_runs=runs,
        disagreements=disagreements,
        near_miss_space=int(by_miss[Miss.SPACE]),
        near_miss_early=int(by_miss[Miss.EARLY]),
        near_miss_late=int(by_miss[Miss.LATE]),
    )
