"""Every metric of one selection, by the formulas of the product's definitions."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from footpath.analysis.answering import answers
from footpath.analysis.click_totals import ClickTotals, click_totals
from footpath.analysis.columns import Bits, bits, count_bits
from footpath.analysis.ctr_by_time import ctr_by_time
from footpath.analysis.data import Data
from footpath.analysis.element_metrics import element_metrics, reach
from footpath.analysis.exposure import Watching
from footpath.analysis.facts import DEPTHS, Facts, facts_of
from footpath.analysis.feedback import feedback
from footpath.analysis.look import Look, look_at
from footpath.analysis.playback import STARTERS
from footpath.analysis.remembering import remembered
from footpath.analysis.summaries import summary
from footpath.analysis.viewing import viewing
from footpath.model.clicks import ClickClass, Miss
from footpath.model.events import Floats, Kind
from footpath.model.rate import Measured, NotInstrumented, Rate
from footpath.model.results import ClickCounts, Metrics, RateBin, Summary
from footpath.model.selection import Selection
from footpath.model.story import ElementKind

INTERACTIONS = (Kind.CLICK, Kind.CHOICE, Kind.ANSWER, Kind.FEEDBACK)
PLAYBACK = frozenset(STARTERS)
CALLS = (ElementKind.CTA, ElementKind.LINK)


def compute_metrics(data: Data, selection: Selection) -> Metrics:
    """All metrics of a selection.

    Raises:
        UserError: if the selection names what the review doesn't have.
    """
    look = look_at(data, selection)
    mask, chosen, watching = look.mask, look.chosen, look.watching
    with ThreadPoolExecutor(2) as beside:  # numpy lets them run at once
        reading = beside.submit(facts_of, data)
        timing, counting = beside.submit(_means, look, reading), beside.submit(_counts, look, reading)
        by_time = _ctr_by_time(data, watching, chosen)
        by_element = element_metrics(look, lambda: counting.result()[1])
    facts, times, (rates, totals) = reading.result(), timing.result(), counting.result()
    clicks = _click_counts(totals)
    elements = data.story.elements
    kinds = sorted({e.kind for e in elements})
    ratings, texts = feedback(watching, mask)
    placed = Rate(clicks.false, clicks.total - clicks.beside)
    calls = reach((a for a, e in zip(watching.audiences, elements, strict=True) if e.kind in CALLS), chosen)
    return Metrics(
        sessions=len(look.rows),
        played=count_bits(facts.played, chosen),
        viewers=viewing(look).viewers,
        **rates,
        ctr=NotInstrumented("the story has no call to action and no link")
        if calls is None
        else _needs(data, calls, "clicks", Kind.CLICK, Kind.ANSWER),
        false_click_rate=_needs(data, placed, "clicks", Kind.CLICK),
        watch_time=times["watch_time"],
        first_interaction=times["first_interaction"],
        share_watched=times["share_watched"],
        clicks=clicks if Kind.CLICK in data.kinds else NotInstrumented("the source records no clicks"),
        elements=by_element,
        interaction_by_kind={k.value: r for k in kinds if (r := _kind_rate(watching, k, chosen)) is not None},
        conversion_by_depth=_by_depth(facts, chosen)
        if isinstance(rates["action_rate"], Rate)
        else rates["action_rate"],
        ctr_by_time=by_time,
        answers=answers(watching, mask),
        ratings=ratings,
        texts=texts,
        inconsistent_rows=facts.inconsistent.total(chosen),
        recorded=frozenset(kind.word for kind in data.kinds),
        settings=data.settings,
    )


def _counts(look: Look, reading: Future[Facts]) -> tuple[dict[str, Measured], ClickTotals]:
    """Of the sessions, and of their clicks."""
    facts = reading.result()
    return remembered(look.who, "rates", lambda: _session_rates(look, facts)), click_totals(look)


def _means(look: Look, reading: Future[Facts]) -> dict[str, Summary]:
    reading.result()  # waited for, lest two threads read the facts
    return remembered(look.who, "means", lambda: {name: summary(values) for name, values in times_of(look).items()})


def times_of(look: Look) -> dict[str, Floats]:
    """The values behind each mean: one for every chosen session that has it."""
    return remembered(look.who, "times", lambda: _times(look))


def _times(look: Look) -> dict[str, Floats]:
    data, facts = look.data, facts_of(look.data)
    first, share = np.compress(look.mask, facts.first_interaction_s), np.compress(look.mask, facts.share_watched)
    return {
        "watch_time": np.compress(look.mask & data.reading.played, data.reading.watched_s),
        "first_interaction": np.compress(~np.isnan(first), first),
        "share_watched": np.compress(~np.isnan(share), share),
    }


def _needs(data: Data, rate: Rate, what: str, *kinds: Kind) -> Measured:
    """The rate, if the review holds at least one row of one of the kinds."""
    return rate if data.kinds & set(kinds) else NotInstrumented(f"the source records no {what}")


def _acted(data: Data, rate: Measured) -> Measured:
    """The rate, if the review holds at least one row that can be an interaction."""
    return _needs(data, rate, "interactions", *INTERACTIONS) if isinstance(rate, Rate) else rate


def _kind_rate(watching: Watching, kind: ElementKind, chosen: Bits) -> Rate | None:
    members = zip(watching.audiences, watching.data.story.elements, strict=True)
    return reach((a for a, e in members if e.kind is kind), chosen)


def _ctr_by_time(data: Data, watching: Watching, chosen: Bits) -> tuple[RateBin, ...] | NotInstrumented:
    if not any(e.kind is ElementKind.CTA for e in data.story.elements):
        return NotInstrumented("the story has no call to action")
    if not data.kinds & {Kind.CLICK, Kind.ANSWER}:
        return NotInstrumented("the source records no clicks")
    return ctr_by_time(watching, chosen)


def _session_rates(look: Look, facts: Facts) -> dict[str, Measured]:
    """The rates that count sessions (or viewers) as wholes."""
    data, chosen = look.data, look.chosen

    def rate(part: Bits, whole: Bits) -> Rate:
        return Rate(count_bits(part, whole, chosen), count_bits(whole, chosen))

    played, interacted, converted = facts.played, facts.interacted, facts.converted
    after = ("engagement and no conversion", Kind.ENGAGEMENT, Kind.CONVERSION)
    return {
        **_play_rates(look, facts),
        "engagement_rate": _needs(data, rate(interacted, played), "interactions", *INTERACTIONS),
        "completion_rate": _completion(data, rate(facts.reached_ending, played)),
        "bounce_rate": _acted(data, _needs(data, rate(facts.bounced, interacted), *after)),
        "action_rate": _acted(data, _needs(data, rate(converted, interacted), "conversions", Kind.CONVERSION)),
        "conversion_rate": _needs(data, rate(converted, played), "conversions", Kind.CONVERSION),
        "replay_rate": _needs(data, rate(facts.replayed, played), "playback", *STARTERS),
        "revisit_rate": _revisits(look),
    }


def _play_rates(look: Look, facts: Facts) -> dict[str, Measured]:
    data, auto = look.data, look.data.sessions.autoplay

    def rate(seen: Bits, *, known: bool) -> Measured:
        if not known:
            return NotInstrumented("the source does not say whether playback started by itself")
        if Kind.PLAY not in data.kinds:
            return NotInstrumented("the source records no plays")
        return _needs(data, Rate(count_bits(facts.plays, seen), count_bits(seen)), "impressions", Kind.IMPRESSION)

    says = bool((auto >= 0).any())
    by_itself, by_choice = remembered(data, "autoplay", lambda: (bits(auto == 1), bits(auto == 0)))
    seen = facts.seen & look.chosen
    return {
        "play_rate": rate(seen, known=True),
        "play_rate_autoplay": rate(seen & by_itself, known=says),
        "play_rate_chosen": rate(seen & by_choice, known=says),
    }


def _completion(data: Data, rate: Rate) -> Measured:
    story = data.story
    positions = any(s.ending for s in story.scenes) if story.given else any(np.isfinite(s.end_s) for s in story.scenes)
    if Kind.ENDED not in data.kinds and not positions:
        return NotInstrumented("the source records no endings, and the story marks none")
    return rate


def _revisits(look: Look) -> Measured:
    if not look.data.sessions.has_viewer_ids:
        return NotInstrumented("the source does not name viewers")
    return viewing(look).revisits


def _by_depth(facts: Facts, chosen: Bits) -> dict[str, Rate]:
    """With a conversion, of those that played, by depth."""
    rates = {}
    for (name, _, _), sessions in zip(DEPTHS, facts.depths, strict=True):
        group = facts.played & sessions & chosen
        rates[name] = Rate(count_bits(group, facts.converted), count_bits(group))
    return rates


def _click_counts(totals: ClickTotals) -> ClickCounts:
    by_class, by_miss = totals.by_class, totals.misses.sum(axis=1)
    return ClickCounts(
        total=int(by_class.sum()),
        hit=int(by_class[ClickClass.HIT]),
        control=int(by_class[ClickClass.CONTROL]),
        near_miss=int(by_class[ClickClass.NEAR_MISS]),
        false=int(by_class[ClickClass.FALSE]),
        beside=int(by_class[ClickClass.BESIDE]),
        rage_runs=totals.runs,
        disagreements=totals.disagreements,
        near_miss_space=int(by_miss[Miss.SPACE]),
        near_miss_early=int(by_miss[Miss.EARLY]),
        near_miss_late=int(by_miss[Miss.LATE]),
    )
