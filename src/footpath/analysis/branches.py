"""The audience of each branch: who went along it, and how they differ from those who took another way out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from footpath.analysis.columns import group_starts, unpacked
from footpath.analysis.data import Data
from footpath.analysis.facts import Facts
from footpath.analysis.look import Look
from footpath.analysis.remembering import remembered
from footpath.analysis.significance import adjusted, rates_differ
from footpath.analysis.summaries import summary
from footpath.analysis.tally import Tally
from footpath.model.events import Bools, Floats, Longs
from footpath.model.more_metrics import Branch
from footpath.model.rate import Measured, Rate
from footpath.model.reading import Arrival
from footpath.model.results import Metrics, Summary
from footpath.model.story import Story

Edges = tuple[tuple[str, str, str], ...]
GOALS = {"engagement_rate": "interacted", "completion_rate": "reached_ending", "conversion_rate": "converted"}
FLAGS = ("played", *GOALS.values())
CODES = 1 << len(FLAGS) + 1
BY_DEFAULT = 1 << len(FLAGS)


@dataclass(frozen=True, slots=True)
class _Moves:
    """The sessions that went along the edges of the story.

    Attributes:
        edges: (from, to, label) of each.
        went: sessions that went along an edge, once each, by edge × `CODES` + a bit for each of `FLAGS` and one for
            being led by default.
        left: sessions that left a scene along an edge, once each, by scene × `CODES` + the same bits.
        watched: for each edge the sessions that played, and the seconds they watched.
    """

    edges: Edges
    went: Tally
    left: Tally
    watched: tuple[tuple[Longs, Floats], ...]


def branches(look: Look, facts: Facts, metrics: Metrics) -> tuple[Branch, ...]:
    """One for each edge; what `metrics` say can't be recorded can't be on a branch."""
    return remembered(look.who, "branches", lambda: _branches(look, facts, metrics))


def _branches(look: Look, facts: Facts, metrics: Metrics) -> tuple[Branch, ...]:
    data, mask = look.data, look.mask
    moves = remembered(data, "moves", lambda: _read_moves(data, facts))
    went, left = (tally.total(mask).reshape(-1, CODES) for tally in (moves.went, moves.left))
    played, sessions = _with(went, "played"), went.sum(axis=1)
    by_default = went[:, BY_DEFAULT:].sum(axis=1)
    reached = {name: _with(went, "played", flag) for name, flag in GOALS.items()}
    left_played, left_converted = _with(left, "played"), _with(left, "played", "converted")

    def rate(name: str, k: int) -> Measured:
        return _measured(metrics, name, int(reached[name][k]), int(played[k]))

    def elsewhere(k: int, scene: int) -> Measured:
        converted = left_converted[scene] - reached["conversion_rate"][k]
        return _measured(metrics, "conversion_rate", int(converted), int(left_played[scene] - played[k]))

    found = tuple(
        Branch(
            from_scene=start,
            to_scene=end,
            label=label,
            sessions=int(sessions[k]),
            by_default=int(by_default[k]),
            watch_time=_watch_time(moves.watched[k], mask),
            engagement_rate=rate("engagement_rate", k),
            completion_rate=rate("completion_rate", k),
            conversion_rate=rate("conversion_rate", k),
            elsewhere=elsewhere(k, data.story.scene_index[start]),
        )
        for k, (start, end, label) in enumerate(moves.edges)
    )
    return _tested(found, data.settings.few_sessions)


def _watch_time(watched: tuple[Longs, Floats], mask: Bools) -> Summary:
    return summary(np.compress(mask.take(watched[0]), watched[1]))


def _with(counts: Longs, *flags: str) -> Longs:
    """Sessions of each row with all of the flags."""
    wanted = sum(1 << FLAGS.index(flag) for flag in flags)
    has: Longs = counts[:, (np.arange(CODES) & wanted) == wanted].sum(axis=1)
    return has


def _measured(metrics: Metrics, name: str, part: int, whole: int) -> Measured:
    total: Measured = getattr(metrics, name)
    return Rate(part, whole) if isinstance(total, Rate) else total


def _tested(found: tuple[Branch, ...], few: int) -> tuple[Branch, ...]:
    """Conversion against those who took another way, where both sides have enough; q over all branches tested."""
    tested: dict[int, float] = {}
    for k, one in enumerate(found):
        here, elsewhere = one.conversion_rate, one.elsewhere
        if isinstance(here, Rate) and isinstance(elsewhere, Rate) and min(here.of, elsewhere.of) >= few:
            tested[k] = rates_differ(here, elsewhere)
    q_values = dict(zip(tested, adjusted(np.array(list(tested.values()))).tolist(), strict=True))
    return tuple(replace(one, p_value=tested.get(k), q_value=q_values.get(k)) for k, one in enumerate(found))


def _read_moves(data: Data, facts: Facts) -> _Moves:
    edges, reading, codes = _edges(data.story), data.reading, _codes(data, facts)
    session, edge, default = _along(data, edges)
    of_edge = [np.flatnonzero(edge == k) for k in range(len(edges))]
    went, groups, watched = [], [], []
    for k, rows in enumerate(of_edge):
        mine, led = session.take(rows), session.take(np.compress(default.take(rows), rows))
        mine = mine[group_starts(mine)]
        group = codes.take(mine)
        group[np.searchsorted(mine, led)] |= BY_DEFAULT
        went.append(mine)
        groups.append(group + k * CODES)
        played = np.compress(reading.played.take(mine), mine)
        watched.append((played, reading.watched_s.take(played)))
    return _Moves(
        edges,
        Tally.counting(_joined(groups), _joined(went), (len(edges) * CODES, len(codes))),
        _left(data, edges, went, codes),
        tuple(watched),
    )


def _left(data: Data, edges: Edges, went: list[Longs], codes: Longs) -> Tally:
    """The sessions that left each scene along any of its edges."""
    index, sessions, groups = data.story.scene_index, [], []
    for start in dict.fromkeys(start for start, _, _ in edges):
        flags = np.zeros(len(data.sessions), dtype=np.bool_)
        for (begin, _, _), mine in zip(edges, went, strict=True):
            if begin == start:
                flags[mine] = True
        sessions.append(np.flatnonzero(flags))
        groups.append(codes.take(sessions[-1]) + index[start] * CODES)
    return Tally.counting(_joined(groups), _joined(sessions), (len(data.story.scenes) * CODES, len(codes)))


def _joined(parts: list[Longs]) -> Longs:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _codes(data: Data, facts: Facts) -> Longs:
    """Each session's `FLAGS`, one bit each; shape (s,)."""
    codes = np.zeros(len(data.sessions), dtype=np.int64)
    for place, flag in enumerate(FLAGS):
        codes |= unpacked(getattr(facts, flag), len(codes)).astype(np.int64) << place
    return codes


def _along(data: Data, edges: Edges) -> tuple[Longs, Longs, Bools]:
    """Every step of a session from one scene to the next along an edge: session, edge, whether by default."""
    visits, story = data.reading.visits, data.story
    known = np.full((len(story.scenes), len(story.scenes)), -1, dtype=np.int64)
    for k, (start, end, _) in enumerate(edges):
        known[story.scene_index[start], story.scene_index[end]] = k
    edge = known[visits.scene[:-1], visits.scene[1:]]
    along = np.flatnonzero((visits.session[1:] == visits.session[:-1]) & (edge >= 0))
    default: Bools = visits.arrival.take(along + 1) == Arrival.DEFAULT
    return visits.session.take(along).astype(np.int64), edge.take(along), default


def _edges(story: Story) -> Edges:
    """(from, to, label) of the story's choices, each pair of scenes once."""
    first = {(c.from_scene, c.to_scene): c.label for c in reversed(story.choices)}
    ordered = dict.fromkeys((c.from_scene, c.to_scene) for c in story.choices)
    return tuple((start, end, first[start, end]) for start, end in ordered)
