"""What sessions did: interactions, conversions, depth."""

from __future__ import annotations

import numpy as np

from footpath.analysis.columns import distinct
from footpath.analysis.data import Data
from footpath.analysis.lookups import choice_targets
from footpath.model.events import Bools, Kind, Longs


def chosen_rows(data: Data) -> Longs:
    """Events that are a choice not taken by default."""
    events = data.events
    rows = data.rows_of(Kind.CHOICE)
    _, default, _ = choice_targets(events.values, data.story)
    return rows[~default[events.value[rows]]]


def interaction_rows(data: Data) -> Longs:
    """Events that are an interaction: hits, beside clicks naming an element, own choices, answers, feedback."""
    clicked = np.sort(np.compress(data.clicks.element >= 0, data.clicks.event)).astype(np.int64)
    spoken = (data.rows_of(Kind.ANSWER), data.rows_of(Kind.FEEDBACK))
    return np.sort(np.concatenate([clicked, chosen_rows(data), *spoken]), kind="stable")


def first_rows(data: Data, rows: Longs) -> Longs:
    """Each session's first of some events (ascending), -1 where it has none; shape (s,)."""
    first = np.full(len(data.sessions), -1, dtype=np.int64)
    backwards = rows[::-1]
    first[data.events.session[backwards]] = backwards
    return first


def with_kind(data: Data, *kinds: Kind) -> Bools:
    """Sessions with at least one event of the kinds; shape (s,)."""
    found = np.zeros(len(data.sessions), dtype=np.bool_)
    for kind in kinds:
        found[data.events.session.take(data.rows_of(kind))] = True
    return found


def bounced(data: Data, first: Longs) -> Bools:
    """Sessions with an interaction and no engagement or conversion after the first."""
    events = data.events
    last = np.full(len(data.sessions), -1, dtype=np.int64)
    for rows in (data.rows_of(Kind.ENGAGEMENT), data.rows_of(Kind.CONVERSION)):
        session = events.session.take(rows)
        ends = np.append(session[1:] != session[:-1], True)[: len(rows)]
        last[session[ends]] = np.maximum(last[session[ends]], rows[ends])
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
    along = edge[data.placed.scene[rows], target[value]]
    found = np.where(choice[value] >= 0, choice[value], along)
    owned = np.array([c.element_id is not None for c in story.choices] + [False], dtype=np.bool_)
    return np.where(found < 0, count + value + 1, np.where(owned[found], -1, found))
