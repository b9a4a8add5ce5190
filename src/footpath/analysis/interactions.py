"""What sessions did: interactions, conversions, depth, answers, feedback."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import distinct
from footpath.analysis.data import Data
from footpath.analysis.selecting import Scope
from footpath.analysis.visiting import choice_targets
from footpath.model.events import Bools, Floats, Kind, Longs
from footpath.model.results import Answers, FeedbackText


def chosen_rows(data: Data) -> Longs:
    """Events that are a choice not taken by default."""
    events = data.events
    rows = data.rows_of(Kind.CHOICE)
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
    uses, count = data.uses, len(data.sessions)
    names = max(len(data.events.element_ids), 1)
    used = distinct(uses.session.astype(np.int64) * names + uses.element) // names
    rows = chosen_rows(data)
    identity = _choice_identities(data, rows)
    free = identity >= 0
    size = len(data.story.choices) + len(data.events.values) + 2
    taken = distinct(data.events.session[rows[free]].astype(np.int64) * size + identity[free]) // size
    return np.bincount(used, minlength=count) + np.bincount(taken, minlength=count)


def _choice_identities(data: Data, rows: Longs) -> Longs:
    """Which choice each event takes; -1 where it belongs to an element; past the story's choices where unknown."""
    events, story = data.events, data.story
    target, _, choice = choice_targets(events.values, story)
    value = events.value[rows]
    scenes, count = len(story.scenes), len(story.choices)
    edge = np.full((scenes + 1, scenes + 1), -1, dtype=np.int64)
    for i, c in reversed(list(enumerate(story.choices))):
        edge[story.scene_index[c.from_scene], story.scene_index[c.to_scene]] = i
    along = edge[data.reading.event_scene[rows], target[value]]
    found = np.where(choice[value] >= 0, choice[value], along)
    owned = np.array([c.element_id is not None for c in story.choices] + [False], dtype=np.bool_)
    return np.where(found < 0, count + value + 1, np.where(owned[found], -1, found))


def rows_in_scope(data: Data, kind: Kind, mask: Bools, scope: Scope) -> Longs:
    events, reading = data.events, data.reading
    rows = data.rows_of(kind)
    if scope.is_everything:
        return rows[mask[events.session[rows]]]
    inside = scope.holds(reading.event_media[rows], reading.event_scene[rows], events.t_s[rows])
    return rows[inside & mask[events.session[rows]]]


def answers(data: Data, mask: Bools, scope: Scope) -> dict[str, Answers]:
    """The last answer of each session to each element, by option."""
    events = data.events
    rows = rows_in_scope(data, Kind.ANSWER, mask, scope)
    rows = rows[(events.element[rows] >= 0) & (events.value[rows] >= 0)][::-1]
    _, last = np.unique(events.element[rows].astype(np.int64) * len(mask) + events.session[rows], return_index=True)
    rows = rows[last]
    size = len(events.values) + 1
    pairs, counts = np.unique(events.element[rows].astype(np.int64) * size + events.value[rows], return_counts=True)
    by_element: dict[int, Counter[int]] = {}
    for pair, n in zip(pairs.tolist(), counts.tolist(), strict=True):
        by_element.setdefault(pair // size, Counter())[pair % size] = n
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


@dataclass(frozen=True, slots=True)
class _Said:
    """All feedback of the review: `number` by value (NaN for words), and the texts by the event they came with."""

    number: Floats
    text_rows: Longs
    texts: tuple[FeedbackText, ...]


def feedback(data: Data, mask: Bools, scope: Scope) -> tuple[dict[str, int], tuple[FeedbackText, ...]]:
    """Ratings by their number, and the texts with the moment they speak of."""
    events, said = data.events, _said(data)
    rows = rows_in_scope(data, Kind.FEEDBACK, mask, scope)
    rows = rows[events.value[rows] >= 0]
    counts = np.bincount(events.value[rows], minlength=len(events.values))
    ratings: Counter[float] = Counter()
    for value in np.flatnonzero(counts[: len(events.values)] * ~np.isnan(said.number)).tolist():
        ratings[float(said.number[value])] += int(counts[value])
    wordy = rows[np.isnan(said.number[events.value[rows]])]
    texts = tuple(said.texts[k] for k in np.searchsorted(said.text_rows, wordy).tolist())
    return {f"{r:g}": n for r, n in sorted(ratings.items())}, texts


def _said(data: Data) -> _Said:
    """Read at the first call for a review, remembered with it."""
    found = data.kept.get("feedback")
    if not isinstance(found, _Said):
        found = data.kept["feedback"] = _read_said(data)
    return found


def _read_said(data: Data) -> _Said:
    events = data.events
    rows = data.rows_of(Kind.FEEDBACK)
    rows = rows[events.value[rows] >= 0]
    number = np.full(len(events.values), np.nan)
    for value in np.unique(events.value[rows]).tolist():
        rating = _rating(events.values[value])
        number[value] = np.nan if rating is None else rating
    wordy = rows[np.isnan(number[events.value[rows]])]
    return _Said(number, wordy, tuple(_text(data, row) for row in wordy.tolist()))


def _text(data: Data, row: int) -> FeedbackText:
    events, media = data.events, int(data.reading.event_media[row])
    t_s = float(events.t_s[row])
    where = data.story.media[media].id if media >= 0 else None
    session = data.sessions.ids[events.session[row]]
    return FeedbackText(events.values[events.value[row]], None if math.isnan(t_s) else t_s, where, session)


def rating_values(data: Data, mask: Bools, scope: Scope) -> tuple[Longs, Floats]:
    """Session and number of every rating."""
    events = data.events
    rows = rows_in_scope(data, Kind.FEEDBACK, mask, scope)
    rows = rows[events.value[rows] >= 0]
    number = _said(data).number[events.value[rows]]
    rated = ~np.isnan(number)
    return events.session[rows[rated]].astype(np.int64), number[rated]


def _rating(text: str) -> float | None:
    """The text as a finite number, None for words."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
