"""The drop-off timeline: plays, unique viewers, survival and exits over media time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import group_starts, repeated
from footpath.analysis.drop_off import drop_offs
from footpath.analysis.moments import moments
from footpath.model.events import Bools, Floats, Ints, Longs
from footpath.model.rate import Z_95
from footpath.model.reading import Reading
from footpath.model.results import Retention, SceneRetention
from footpath.model.settings import Settings
from footpath.model.story import Scene, Story

MOST_SHORT = 32_000


def retention(
    reading: Reading,
    story: Story,
    mask: Bools,
    settings: Settings,
    *,
    exits_recorded: bool,
    media_index: int | None = None,
    scene_index: int | None = None,
    window: tuple[float, float] = (-math.inf, math.inf),
) -> Retention:
    """Every scene's curves for the chosen sessions.

    Args:
        reading: how the sessions were read.
        story: the scenes.
        mask: shape (s,), the sessions chosen.
        settings: bin width and false discovery rate.
        exits_recorded: whether the source records exits at all.
        media_index: only this media's scenes.
        scene_index: only this scene.
        window: only bins that start in [start, end) of media time.
    """
    by_scene = _Pieces.of(reading, len(story.scenes), mask)
    scenes = []
    for index, scene in enumerate(story.scenes):
        wanted = scene_index in {None, index} and media_index in {None, story.media_index[scene.media_id]}
        curves = _scene(reading, index, scene, by_scene, settings, recorded=exits_recorded) if wanted else None
        if curves is not None:
            scenes.append(curves)
    whole = tuple(scenes)
    found = drop_offs(whole, story, settings) if exits_recorded else ()
    everything = Retention(whole, settings.retention_bin_s, exits_recorded, found, moments(whole))
    return in_window(everything, window)


def in_window(whole: Retention, window: tuple[float, float]) -> Retention:
    """Of whole curves the bins that start in [start, end) of media time, and what was found there."""
    if window == (-math.inf, math.inf):
        return whole
    found = tuple(d for d in whole.drop_offs if d.start_s < window[1] and d.end_s > window[0])
    clipped = tuple(_clip(scene, window) for scene in whole.scenes)
    return Retention(clipped, whole.bin_s, whole.exits_recorded, found, moments(clipped))


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Chosen sessions' watched pieces, drop-offs and holds, each grouped by scene and there in session order."""

    pieces: Longs
    pieces_end: Longs
    left: Longs
    left_end: Longs
    holds: Longs
    holds_end: Longs

    @classmethod
    def of(cls, reading: Reading, scenes: int, mask: Bools) -> _Pieces:
        left = np.flatnonzero(reading.dropped_off & mask & (reading.exit_scene >= 0))
        return cls(
            *_grouped(np.flatnonzero(mask[reading.pieces.session]), reading.pieces.scene, scenes),
            *_grouped(left, reading.exit_scene, scenes),
            *_grouped(np.flatnonzero(mask[reading.holds.session]), reading.holds.scene, scenes),
        )


def _grouped(rows: Longs, scene: Ints, scenes: int) -> tuple[Longs, Longs]:
    """Rows by scene, and where each scene's rows end."""
    of = scene[rows].astype(np.int16 if scenes < MOST_SHORT else np.int32)
    return rows[np.argsort(of, kind="stable")], np.cumsum(np.bincount(of, minlength=scenes))


def _group(rows: Longs, ends: Longs, index: int) -> Longs:
    return rows[ends[index - 1] if index else 0 : ends[index]]


def _scene(
    reading: Reading, index: int, scene: Scene, by_scene: _Pieces, settings: Settings, *, recorded: bool
) -> SceneRetention | None:
    rows = _group(by_scene.pieces, by_scene.pieces_end, index)
    session, start, end = reading.pieces.session[rows], reading.pieces.start_s[rows], reading.pieces.end_s[rows]
    left = _group(by_scene.left, by_scene.left_end, index)
    stop = scene.end_s if math.isfinite(scene.end_s) else float(end.max(initial=scene.start_s))
    width = settings.retention_bin_s
    count = math.ceil((stop - scene.start_s) / width - 1e-9)
    if count <= 0:
        return None
    t = (scene.start_s + np.arange(count) * width).astype(np.float64)
    first = group_starts(session)
    watchers, entered, furthest = session[first], _least(start, first), -_least(-end, first)
    is_event = reading.dropped_off[watchers] & (reading.exit_scene[watchers] == index)
    survival, low, high = survival_at(t, entered, furthest, is_event)
    edges = np.append(t, t[-1] + width)
    risk = (_before(edges, entered) - _before(edges, furthest))[:-1]
    events = _binned(furthest[is_event], scene.start_s, width, count)
    if not recorded:
        survival, low, high = (np.full(count, np.nan) for _ in range(3))
        risk, events = np.zeros_like(risk), np.zeros_like(events)
    present = _seconds(edges, start, end)
    begun, ended = _merged(session, start, end)
    present[-1] += reading.holds.seconds[_group(by_scene.holds, by_scene.holds_end, index)].sum()
    return SceneRetention(
        scene.id,
        scene.media_id,
        t,
        plays=(_at_or_before(edges, start) - _at_or_before(edges, end))[:-1],
        viewers=(_at_or_before(edges, begun) - _at_or_before(edges, ended))[:-1],
        exits=_binned(reading.exit_s[left], scene.start_s, width, count),
        events=events,
        at_risk=risk,
        present_s=present,
        survival=survival,
        low=low,
        high=high,
    )


def _least(values: Floats, first: Longs) -> Floats:
    return np.minimum.reduceat(values, first) if len(first) else values


def _binned(t_s: Floats, start_s: float, width_s: float, count: int) -> Longs:
    slots = np.clip(np.floor((t_s[~np.isnan(t_s)] - start_s) / width_s), 0, count - 1).astype(np.int64)
    return np.bincount(slots, minlength=count)


def _edges_up_to(edges: Floats, moments: Floats) -> Longs:
    """For each moment, how many of the evenly spaced edges are not after it."""
    width = edges[1] - edges[0]
    slot = np.clip(((moments - edges[0]) / width).astype(np.int64), 0, len(edges) - 1)
    slot += (slot + 1 < len(edges)) & (edges[np.minimum(slot + 1, len(edges) - 1)] <= moments)
    return np.asarray(slot + (edges[slot] <= moments), dtype=np.int64)


def _at_or_before(edges: Floats, moments: Floats) -> Longs:
    """For each edge, how many moments are not after it."""
    passed = _edges_up_to(edges, moments)
    exact = (passed > 0) & (edges[passed - 1] == moments)
    return np.asarray(np.cumsum(np.bincount(passed - exact, minlength=len(edges) + 1))[:-1], dtype=np.int64)


def _before(edges: Floats, moments: Floats) -> Longs:
    """For each edge, how many moments lie before it."""
    slots = np.bincount(_edges_up_to(edges, moments), minlength=len(edges) + 1)
    return np.asarray(np.cumsum(slots)[:-1], dtype=np.int64)


def _seconds(edges: Floats, start: Floats, end: Floats) -> Floats:
    """Seconds of all stretches [start, end) together between each edge and the next."""
    return np.diff(_passed(edges, start) - _passed(edges, end))


def _passed(edges: Floats, moments: Floats) -> Floats:
    """For each edge, the seconds since every moment before it, summed."""
    slots = _edges_up_to(edges, moments)
    count = np.cumsum(np.bincount(slots, minlength=len(edges) + 1))[:-1]
    total = np.cumsum(np.bincount(slots, moments - edges[0], minlength=len(edges) + 1))[:-1]
    return np.asarray((edges - edges[0]) * count - total, dtype=np.float64)


def _merged(session: Ints, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The union of each session's stretches, as stretches that don't overlap; in session order."""
    several = repeated(session)
    if not several.any():
        return start, end
    begun, ended = _united(session[several], start[several], end[several])
    return np.concatenate([start[~several], begun]), np.concatenate([end[~several], ended])


def _united(session: Ints, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    order = np.lexsort((start, session))
    session, start, end = session[order], start[order], end[order]
    values, rank = np.unique(end, return_inverse=True)
    group = np.cumsum(np.concatenate([[0], session[1:] != session[:-1]]))
    reach = np.maximum.accumulate(group * len(values) + rank) - group * len(values)
    fresh = np.ones(len(session), dtype=np.bool_)
    fresh[1:] = (session[1:] != session[:-1]) | (start[1:] > values[reach[:-1]])
    last = np.append(np.flatnonzero(fresh)[1:] - 1, len(session) - 1)
    return start[fresh], values[reach[last]]


def survival_at(t: Floats, entered: Floats, furthest: Floats, is_event: Bools) -> tuple[Floats, Floats, Floats]:
    """S(t) with delayed entry, and its 95 % log-log interval.

    Kaplan & Meier (1958) with Greenwood's variance; events come before censorings at the same time.
    """
    times, deaths = np.unique(furthest[is_event], return_counts=True)
    risk = np.searchsorted(np.sort(entered), times) - np.searchsorted(np.sort(furthest), times)
    with np.errstate(divide="ignore"):
        log_s = np.concatenate([[0.0], np.cumsum(np.log1p(-deaths / risk))])
        greenwood = np.concatenate([[0.0], np.cumsum(deaths / (risk * (risk - deaths).astype(np.float64)))])
    slot = np.searchsorted(times, t, side="right")
    survival = np.exp(log_s[slot])
    low, high = survival.copy(), survival.copy()
    inner = (survival > 0) & (survival < 1)
    log_inner = log_s[slot][inner]
    half = Z_95 * np.sqrt(greenwood[slot][inner]) / np.abs(log_inner)
    low[inner], high[inner] = np.exp(log_inner * np.exp(half)), np.exp(log_inner * np.exp(-half))
    return survival, low, high


def _clip(scene: SceneRetention, window: tuple[float, float]) -> SceneRetention:
    kept = (scene.t_s >= window[0]) & (scene.t_s < window[1])
    if kept.all():
        return scene
    return SceneRetention(
        scene.scene_id, scene.media_id, scene.t_s[kept], scene.plays[kept], scene.viewers[kept], scene.exits[kept],
        scene.events[kept], scene.at_risk[kept], scene.present_s[kept],
        scene.survival[kept], scene.low[kept], scene.high[kept],
    )  # fmt: skip
