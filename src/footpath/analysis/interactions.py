"""What sessions did: interactions, conversions, depth, answers, feedback."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np

from footpath.analysis.data import Data
from footpath.analysis.selecting import Scope
from footpath.analysis.visiting import choice_targets
from footpath.model.clicks import ClickClass
from footpath.model.events import Bools, Kind, Longs
from footpath.model.rate import Rate
from footpath.model.results import Answers, FeedbackText

DEPTHS = (("0", 0, 0), ("1-2", 1, 2), ("3-5", 3, 5), ("6+", 6, np.inf))


def chosen_rows(data: Data) -> Longs:
    """Events that are a choice not taken by default."""
    events = data.events
    rows = np.flatnonzero(events.kind == Kind.CHOICE)
    _, default, _ = choice_targets(events.values, data.story)
    return rows[~default[events.value[rows]]]


def interaction_rows(data: Data) -> Longs:
    """Events that are an interaction: hits, beside clicks naming an element, own choices, answers, feedback."""
    acted = data.clicks.element >= 0
    spoken = np.flatnonzero(np.isin(data.events.kind, [Kind.ANSWER, Kind.FEEDBACK]))
    return np.sort(np.concatenate([data.clicks.event[acted].astype(np.int64), chosen_rows(data), spoken]))


def first_rows(data: Data, rows: Longs) -> Longs:
    """Each session's first of some events (ascending), -1 where it has none; shape (s,)."""
    first = np.full(len(data.sessions), -1, dtype=np.int64)
    backwards = rows[::-1]
    first[data.events.session[backwards]] = backwards
    return first


def with_kind(data: Data, *kinds: Kind) -> Bools:
    """Sessions with at least one event of the kinds; shape (s,)."""
    found = np.zeros(len(data.sessions), dtype=np.bool_)
    found[data.events.session[np.isin(data.events.kind, kinds)]] = True
    return found


def bounced(data: Data, first: Longs) -> Bools:
    """Sessions with an interaction and no engagement or conversion after the first."""
    events = data.events
    last = np.full(len(data.sessions), -1, dtype=np.int64)
    rows = np.flatnonzero(np.isin(events.kind, [Kind.ENGAGEMENT, Kind.CONVERSION]))
    last[events.session[rows]] = rows
    return (first >= 0) & (last < first)


def depth(data: Data) -> Longs:
    """Distinct elements used + distinct own choices that belong to no element; shape (s,)."""
    uses = data.uses
    elements = np.unique(np.stack([uses.session, uses.element], axis=1), axis=0)[:, 0]
    count = np.bincount(elements, minlength=len(data.sessions))
    rows = chosen_rows(data)
    identity = _choice_identities(data, rows)
    free = identity >= 0
    pairs = np.stack([data.events.session[rows[free]].astype(np.int64), identity[free]], axis=1)
    return count + np.bincount(np.unique(pairs, axis=0)[:, 0], minlength=len(data.sessions))


def _choice_identities(data: Data, rows: Longs) -> Longs:
    """Which choice each event takes; -1 where it belongs to an element; past the story's choices where unknown."""
    events, story = data.events, data.story
    target, _, choice = choice_targets(events.values, story)
    by_edge = {
        (story.scene_index[c.from_scene], story.scene_index[c.to_scene]): i
        for i, c in reversed(list(enumerate(story.choices)))
    }
    identity = np.empty(len(rows), dtype=np.int64)
    for k, row in enumerate(rows):
        value = events.value[row]
        found = int(choice[value])
        if found < 0:
            found = by_edge.get((int(data.reading.event_scene[row]), int(target[value])), -1)
        owned = found >= 0 and story.choices[found].element_id is not None
        identity[k] = -1 if owned else found if found >= 0 else len(story.choices) + value + 1
    return identity


def conversion_by_depth(data: Data, mask: Bools) -> dict[str, Rate]:
    """With a conversion, of those that played, by depth."""
    depths, played = depth(data), data.reading.played & mask
    converted = with_kind(data, Kind.CONVERSION)
    rates = {}
    for name, low, high in DEPTHS:
        group = played & (depths >= low) & (depths <= high)
        rates[name] = Rate(int((group & converted).sum()), int(group.sum()))
    return rates


def rows_in_scope(data: Data, kind: Kind, mask: Bools, scope: Scope) -> Longs:
    events, reading = data.events, data.reading
    rows = np.flatnonzero(events.kind == kind)
    inside = scope.holds(reading.event_media[rows], reading.event_scene[rows], events.t_s[rows])
    return rows[inside & mask[events.session[rows]]]


def answers(data: Data, mask: Bools, scope: Scope) -> dict[str, Answers]:
    """The last answer of each session to each element, by option."""
    events = data.events
    rows = rows_in_scope(data, Kind.ANSWER, mask, scope)
    rows = rows[(events.element[rows] >= 0) & (events.value[rows] >= 0)]
    last = {(int(events.element[r]), int(events.session[r])): int(events.value[r]) for r in rows}
    by_element: dict[int, Counter[int]] = {}
    for (element, _), value in last.items():
        by_element.setdefault(element, Counter())[value] += 1
    return {events.element_ids[e]: _tally(data, e, counts) for e, counts in sorted(by_element.items())}


def _tally(data: Data, element: int, counts: Counter[int]) -> Answers:
    known = data.story.elements[element] if element < len(data.story.elements) else None
    correct = frozenset(known.correct) if known else frozenset()
    options: Counter[str] = Counter(dict.fromkeys(known.options if known else (), 0))
    right = 0
    for value, n in counts.items():
        chosen = parse_answer(data.events.values[value])
        for option in chosen:
            options[option] += n
        several = data.events.values[value].lstrip().startswith("[")
        right += n if _is_right(chosen, correct, several=several) else 0
    return Answers(dict(options), right if correct else None, sum(counts.values()))


def _is_right(chosen: tuple[str, ...], correct: frozenset[str], *, several: bool) -> bool:
    return frozenset(chosen) == correct if several else chosen[0] in correct


def parse_answer(text: str) -> tuple[str, ...]:
    """A JSON list of several answers, or the one text it is."""
    if text.lstrip().startswith("["):
        try:
            items = json.loads(text)
        except json.JSONDecodeError:
            return (text,)
        return tuple(dict.fromkeys(i if isinstance(i, str) else json.dumps(i) for i in items))
    return (text,)


def feedback(data: Data, mask: Bools, scope: Scope) -> tuple[dict[str, int], tuple[FeedbackText, ...]]:
    """Ratings by their number, and the texts with the moment they speak of."""
    events, reading = data.events, data.reading
    ratings: Counter[float] = Counter()
    texts: list[FeedbackText] = []
    for row in rows_in_scope(data, Kind.FEEDBACK, mask, scope):
        if events.value[row] < 0:
            continue
        text = events.values[events.value[row]]
        try:
            ratings[float(text)] += 1
        except ValueError:
            t, media = events.t_s[row], int(reading.event_media[row])
            where = data.story.media[media].id if media >= 0 else None
            known = None if np.isnan(t) else float(t)
            texts.append(FeedbackText(text, known, where, data.sessions.ids[events.session[row]]))
    return {f"{r:g}": n for r, n in sorted(ratings.items())}, tuple(texts)


def false_click_share(data: Data, clicked: Bools) -> Rate:
    """False clicks, of the clicks with a position."""
    klass = data.clicks.klass[clicked]
    return Rate(int((klass == ClickClass.FALSE).sum()), int((klass != ClickClass.BESIDE).sum()))
