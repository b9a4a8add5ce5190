"""The audience of each branch: who went along it, and how they differ from those who took another way out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from footpath.analysis.columns import Bits, bits, count_bits
from footpath.analysis.data import Data
from footpath.analysis.facts import Facts
from footpath.analysis.look import Look
from footpath.analysis.significance import adjusted, rates_differ
from footpath.analysis.summaries import summary
from footpath.model.events import Bools, Floats, Ints
from footpath.model.more_metrics import Branch
from footpath.model.rate import Measured, Rate
from footpath.model.reading import Arrival
from footpath.model.results import Metrics
from footpath.model.story import Story


@dataclass(frozen=True, slots=True)
class _Moves:
    """For each edge of the story: the sessions that went along it, once each, and those of them led by default.

    `watched_s` and `played` are of these sessions; `went` are the same sessions as flags, `others` those that left the
    edge's scene along other edges only.
    """

    edges: tuple[tuple[str, str, str], ...]
    sessions: tuple[Ints, ...]
    by_default: tuple[Ints, ...]
    watched_s: tuple[Floats, ...]
    played: tuple[Bools, ...]
    went: tuple[Bits, ...]
    others: tuple[Bits, ...]


def branches(look: Look, facts: Facts, metrics: Metrics) -> tuple[Branch, ...]:
    """One for each edge; what `metrics` say can't be recorded can't be on a branch."""
    moves = _moves(look.data)
    found = tuple(_branch(look, facts, moves, k, metrics) for k in range(len(moves.edges)))
    return _tested(found, look.data.settings.few_sessions)


def _branch(look: Look, facts: Facts, moves: _Moves, k: int, metrics: Metrics) -> Branch:
    start, end, label = moves.edges[k]
    went = look.mask[moves.sessions[k]]
    here, elsewhere = (flags & facts.played & look.chosen for flags in (moves.went[k], moves.others[k]))
    return Branch(
        from_scene=start,
        to_scene=end,
        label=label,
        sessions=int(np.count_nonzero(went)),
        by_default=int(np.count_nonzero(look.mask[moves.by_default[k]])),
        watch_time=summary(moves.watched_s[k][went & moves.played[k]]),
        engagement_rate=_measured(metrics, "engagement_rate", here, facts.interacted),
        completion_rate=_measured(metrics, "completion_rate", here, facts.reached_ending),
        conversion_rate=_measured(metrics, "conversion_rate", here, facts.converted),
        elsewhere=_measured(metrics, "conversion_rate", elsewhere, facts.converted),
    )


def _measured(metrics: Metrics, name: str, group: Bits, part: Bits) -> Measured:
    total: Measured = getattr(metrics, name)
    return Rate(count_bits(group, part), count_bits(group)) if isinstance(total, Rate) else total


def _tested(found: tuple[Branch, ...], few: int) -> tuple[Branch, ...]:
    """Conversion against those who took another way, where both sides have enough; q over all branches tested."""
    tested: dict[int, float] = {}
    for k, one in enumerate(found):
        here, elsewhere = one.conversion_rate, one.elsewhere
        if isinstance(here, Rate) and isinstance(elsewhere, Rate) and min(here.of, elsewhere.of) >= few:
            tested[k] = rates_differ(here, elsewhere)
    q_values = dict(zip(tested, adjusted(np.array(list(tested.values()))).tolist(), strict=True))
    return tuple(replace(one, p_value=tested.get(k), q_value=q_values.get(k)) for k, one in enumerate(found))


def _moves(data: Data) -> _Moves:
    """Remembered with the review."""
    found = data.kept.get("moves")
    if not isinstance(found, _Moves):
        found = data.kept["moves"] = _read_moves(data)
    return found


def _read_moves(data: Data) -> _Moves:
    visits, story = data.reading.visits, data.story
    along = np.flatnonzero(visits.session[1:] == visits.session[:-1])
    pair = visits.scene[along].astype(np.int64) * len(story.scenes) + visits.scene[along + 1]
    session, default = visits.session[along], visits.arrival[along + 1] == Arrival.DEFAULT
    edges, sessions, defaults, went = _edges(story), [], [], []
    for start, end, _ in edges:
        mine = pair == story.scene_index[start] * len(story.scenes) + story.scene_index[end]
        sessions.append(np.unique(session[mine]))
        defaults.append(np.unique(session[mine & default]))
        flags = np.zeros(len(data.sessions), dtype=np.bool_)
        flags[sessions[-1]] = True
        went.append(bits(flags))
    reading = data.reading
    watched_s, played = (tuple(column[s] for s in sessions) for column in (reading.watched_s, reading.played))
    return _Moves(edges, tuple(sessions), tuple(defaults), watched_s, played, tuple(went), _others(edges, went))


def _others(edges: tuple[tuple[str, str, str], ...], went: list[Bits]) -> tuple[Bits, ...]:
    others = []
    for (start, _, _), mine in zip(edges, went, strict=True):
        rest = np.zeros_like(mine)
        for (other_start, _, _), theirs in zip(edges, went, strict=True):
            if other_start == start:
                rest |= theirs
        others.append(rest & ~mine)
    return tuple(others)


def _edges(story: Story) -> tuple[tuple[str, str, str], ...]:
    """(from, to, label) of the story's choices, each pair of scenes once."""
    first = {(c.from_scene, c.to_scene): c.label for c in reversed(story.choices)}
    ordered = dict.fromkeys((c.from_scene, c.to_scene) for c in story.choices)
    return tuple((start, end, first[start, end]) for start, end in ordered)
