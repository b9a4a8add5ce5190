"""Metrics beside the contract's: same wording, attention bands, depth trend, branches, days, viewers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from footpath.analysis.columns import Bits, bits, count_bits
from footpath.analysis.ctr_by_time import ctr_between
from footpath.analysis.data import Data
from footpath.analysis.exposure import Watching
from footpath.analysis.facts import Facts, facts_of
from footpath.analysis.selecting import scope_of, session_mask
from footpath.analysis.significance import adjusted, rates_vary, trend_p
from footpath.model.events import Bools, Floats, Ints
from footpath.model.more_metrics import BandRate, Branch, Day, MoreMetrics, PerViewer, Trend, Wording
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.reading import Arrival
from footpath.model.results import Metrics, Summary
from footpath.model.selection import Selection
from footpath.model.story import ElementKind, Story

CALLS = (ElementKind.CTA.value, ElementKind.LINK.value)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def more_metrics(data: Data, selection: Selection, metrics: Metrics) -> MoreMetrics:
    """The rest of what a selection tells, given its metrics.

    Raises:
        UserError: if the selection names what the review doesn't have.
    """
    mask, facts = session_mask(selection, data), facts_of(data)
    chosen = bits(mask)
    return MoreMetrics(
        same_wording=same_wording(metrics, data.settings.few_sessions),
        attention_bands=_bands(Watching.of(data, scope_of(selection, data)), mask),
        depth_trend=_depth_trend(metrics),
        branches=_branches(data, facts, mask, chosen),
        by_day=_days(facts, mask),
        per_viewer=_per_viewer(data, facts, mask),
    )


def same_wording(metrics: Metrics, few: int) -> tuple[Wording, ...]:
    """Calls and links whose labels are the same but for case and blanks; q over all groups tested."""
    groups: dict[str, list[int]] = {}
    for i, element in enumerate(metrics.elements):
        if element.kind in CALLS and element.label.strip():
            groups.setdefault(" ".join(element.label.casefold().split()), []).append(i)
    found = []
    for members in (m for m in groups.values() if len(m) > 1):
        placed = [metrics.elements[i] for i in members]
        rates = tuple(e.ctr for e in placed)
        p_value = rates_vary(rates) if min(r.of for r in rates) >= few else None
        found.append(Wording(placed[0].label, tuple(e.id for e in placed), rates, p_value, None))
    q_values = iter(adjusted(np.array([w.p_value for w in found if w.p_value is not None])).tolist())
    return tuple(
        Wording(w.label, w.element_ids, w.rates, w.p_value, None if w.p_value is None else next(q_values))
        for w in found
    )


def _bands(watching: Watching, mask: Bools) -> tuple[BandRate, ...]:
    bands = watching.data.settings.attention_bands
    edges = np.array([start for _, start in bands] + [np.inf])
    return tuple(
        BandRate(bands[k][0], media_id, bands[k][1], bands[k + 1][1] if k + 1 < len(bands) else None, rate)
        for media_id, k, rate in ctr_between(watching, mask, edges)
    )


def _depth_trend(metrics: Metrics) -> Trend | None:
    if isinstance(metrics.conversion_by_depth, NotInstrumented):
        return None
    found = trend_p(list(metrics.conversion_by_depth.values()))
    return None if found is None else Trend(*found)


@dataclass(frozen=True, slots=True)
class _Moves:
    """For each edge of the story: the sessions that went along it, once each, and those of them led by default."""

    edges: tuple[tuple[str, str, str], ...]
    sessions: tuple[Ints, ...]
    by_default: tuple[Ints, ...]


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
    edges, sessions, defaults = _edges(story), [], []
    for start, end, _ in edges:
        mine = pair == story.scene_index[start] * len(story.scenes) + story.scene_index[end]
        sessions.append(np.unique(session[mine]))
        defaults.append(np.unique(session[mine & default]))
    return _Moves(edges, tuple(sessions), tuple(defaults))


def _edges(story: Story) -> tuple[tuple[str, str, str], ...]:
    """(from, to, label) of the story's choices, each pair of scenes once."""
    first = {(c.from_scene, c.to_scene): c.label for c in reversed(story.choices)}
    ordered = dict.fromkeys((c.from_scene, c.to_scene) for c in story.choices)
    return tuple((start, end, first[start, end]) for start, end in ordered)


def _branches(data: Data, facts: Facts, mask: Bools, chosen: Bits) -> tuple[Branch, ...]:
    moves = _moves(data)
    branches = []
    for (start, end, label), sessions, default in zip(moves.edges, moves.sessions, moves.by_default, strict=True):
        went = sessions[mask[sessions]]
        flags = np.zeros(len(mask), dtype=np.bool_)
        flags[went] = True
        played = bits(flags) & facts.played & chosen
        whole = count_bits(played)
        branches.append(
            Branch(
                from_scene=start,
                to_scene=end,
                label=label,
                sessions=len(went),
                by_default=int(mask[default].sum()),
                watch_time=_summary(data.reading.watched_s[went[data.reading.played[went]]]),
                engagement_rate=Rate(count_bits(played, facts.interacted), whole),
                completion_rate=Rate(count_bits(played, facts.reached_ending), whole),
                conversion_rate=Rate(count_bits(played, facts.converted), whole),
            )
        )
    return tuple(branches)


def _summary(values: Floats) -> Summary:
    if not len(values):
        return Summary(None, None, 0)
    return Summary(float(values.mean()), float(np.median(values)), len(values))


def _days(facts: Facts, mask: Bools) -> tuple[Day, ...]:
    """Each day on which a chosen session began."""
    code = facts.day_code[mask]
    counts = np.bincount(code, minlength=16)
    counts = np.append(counts, np.zeros(-len(counts) % 16, dtype=np.int64)).reshape(-1, 16)
    flags = np.arange(16)
    played = counts @ (flags >= 8)
    parts = [counts @ ((flags >= 8) & (flags & bit > 0)) for bit in (4, 2, 1)]
    sessions = counts.sum(axis=1)
    return tuple(
        Day(
            (EPOCH + timedelta(days=facts.first_day + k)).date().isoformat(),
            int(sessions[k]),
            int(played[k]),
            *(Rate(int(part[k]), int(played[k])) for part in parts),
        )
        for k in np.flatnonzero(sessions).tolist()
    )


def _per_viewer(data: Data, facts: Facts, mask: Bools) -> PerViewer | NotInstrumented:
    if not data.sessions.has_viewer_ids:
        return NotInstrumented("the source does not name viewers")
    viewer = data.sessions.viewer[mask]
    sessions = np.bincount(viewer)
    known = np.flatnonzero(sessions)
    watched, acted = (np.bincount(viewer, v[mask])[known] for v in (data.reading.watched_s, facts.interactions))
    return PerViewer(
        returning=Rate(int((sessions >= 2).sum()), len(known)),
        sessions=_summary(np.asarray(sessions[known], dtype=np.float64)),
        watch_time=_summary(np.asarray(watched, dtype=np.float64)),
        interactions=_summary(np.asarray(acted, dtype=np.float64)),
    )
