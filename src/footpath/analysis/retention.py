"""The drop-off timeline: plays, unique viewers, survival and exits over media time."""

from __future__ import annotations

import math

import numpy as np

from footpath.analysis.drop_off import drop_offs
from footpath.analysis.moments import moments
from footpath.model.events import Bools, Floats, Longs
from footpath.model.rate import Z_95
from footpath.model.reading import Reading
from footpath.model.results import Retention, SceneRetention
from footpath.model.settings import Settings
from footpath.model.story import Scene, Story


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
    scenes = []
    for index, scene in enumerate(story.scenes):
        wanted = scene_index in {None, index} and media_index in {None, story.media_index[scene.media_id]}
        curves = _scene(reading, index, scene, mask, settings, recorded=exits_recorded) if wanted else None
        if curves is not None:
            scenes.append(curves)
    found = drop_offs(tuple(scenes), story, settings) if exits_recorded else ()
    found = tuple(d for d in found if d.start_s < window[1] and d.end_s > window[0])
    clipped = tuple(_clip(scene, window) for scene in scenes)
    return Retention(clipped, settings.retention_bin_s, exits_recorded, found, moments(clipped))


def _scene(
    reading: Reading, index: int, scene: Scene, mask: Bools, settings: Settings, *, recorded: bool
) -> SceneRetention | None:
    pieces = reading.pieces
    rows = np.flatnonzero((pieces.scene == index) & mask[pieces.session])
    session, start, end = pieces.session[rows], pieces.start_s[rows], pieces.end_s[rows]
    left = np.flatnonzero(reading.dropped_off & mask & (reading.exit_scene == index))
    stop = scene.end_s if math.isfinite(scene.end_s) else float(end.max(initial=scene.start_s))
    width = settings.retention_bin_s
    count = math.ceil((stop - scene.start_s) / width - 1e-9)
    if count <= 0:
        return None
    t = (scene.start_s + np.arange(count) * width).astype(np.float64)
    exits = _binned(reading.exit_s[left], scene.start_s, width, count)
    watchers, entered, furthest = _spans(session, start, end)
    is_event = np.isin(watchers, left)
    survival, low, high = survival_at(t, entered, furthest, is_event)
    risk = _at_risk(t, np.sort(entered), np.sort(furthest))
    events = _binned(furthest[is_event], scene.start_s, width, count)
    if not recorded:
        survival, low, high = (np.full(count, np.nan) for _ in range(3))
        risk, events = np.zeros_like(risk), np.zeros_like(events)
    plays = _over(t, start, end)
    viewers = _over(t, *_merged(session, start, end))
    present = _seconds(np.append(t, t[-1] + width), start, end)
    held = (reading.holds.scene == index) & mask[reading.holds.session]
    present[-1] += reading.holds.seconds[held].sum()
    return SceneRetention(
        scene.id, scene.media_id, t, plays, viewers, exits, events, risk, present, survival, low, high
    )


def _binned(t_s: Floats, start_s: float, width_s: float, count: int) -> Longs:
    slots = np.clip(np.floor((t_s[~np.isnan(t_s)] - start_s) / width_s), 0, count - 1).astype(np.int64)
    return np.bincount(slots, minlength=count)


def _over(t: Floats, start: Floats, end: Floats) -> Longs:
    """How many stretches [start, end) hold each instant."""
    begun = np.searchsorted(np.sort(start), t, side="right")
    return np.asarray(begun - np.searchsorted(np.sort(end), t, side="right"), dtype=np.int64)


def _seconds(edges: Floats, start: Floats, end: Floats) -> Floats:
    """Seconds of all stretches [start, end) together between each edge and the next."""
    return np.diff(_passed(edges, np.sort(start)) - _passed(edges, np.sort(end)))


def _passed(edges: Floats, moments: Floats) -> Floats:
    """For each edge, the seconds since every moment before it, summed; `moments` are sorted."""
    total = np.concatenate([[0.0], np.cumsum(moments)])
    before = np.searchsorted(moments, edges)
    return np.asarray(edges * before - total[before], dtype=np.float64)


def _merged(session: np.ndarray, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The union of each session's stretches, as stretches that don't overlap."""
    if not len(session):
        return start, end
    order = np.lexsort((start, session))
    session, start, end = session[order], start[order], end[order]
    values, rank = np.unique(end, return_inverse=True)
    group = np.cumsum(np.concatenate([[0], session[1:] != session[:-1]]))
    reach = np.maximum.accumulate(group * len(values) + rank) - group * len(values)
    fresh = np.ones(len(session), dtype=np.bool_)
    fresh[1:] = (session[1:] != session[:-1]) | (start[1:] > values[reach[:-1]])
    last = np.append(np.flatnonzero(fresh)[1:] - 1, len(session) - 1)
    return start[fresh], values[reach[last]]


def _spans(session: np.ndarray, start: Floats, end: Floats) -> tuple[np.ndarray, Floats, Floats]:
    """Per session: earliest watched start, furthest watched end."""
    watchers, place = np.unique(session, return_inverse=True)
    entered, furthest = np.full(len(watchers), np.inf), np.full(len(watchers), -np.inf)
    np.minimum.at(entered, place, start)
    np.maximum.at(furthest, place, end)
    return watchers, entered, furthest


def _at_risk(t: Floats, entered: Floats, furthest: Floats) -> Longs:
    """E < t ≤ T; both sorted."""
    begun = np.searchsorted(entered, t, side="left")
    return np.asarray(begun - np.searchsorted(furthest, t, side="left"), dtype=np.int64)


def survival_at(t: Floats, entered: Floats, furthest: Floats, is_event: Bools) -> tuple[Floats, Floats, Floats]:
    """S(t) with delayed entry, and its 95 % log-log interval.

    Kaplan & Meier (1958) with Greenwood's variance; events come before censorings at the same time.
    """
    times, deaths = np.unique(furthest[is_event], return_counts=True)
    risk = _at_risk(times, np.sort(entered), np.sort(furthest))
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
