"""The drop-off timeline: plays, unique viewers, survival and exits over media time."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from footpath.analysis.drop_off import drop_offs
from footpath.analysis.moments import moments
from footpath.analysis.retention_table import RetentionTable
from footpath.analysis.tally import EVERY
from footpath.analysis.walk import Walk
from footpath.model.events import Bools, Longs
from footpath.model.results import Retention, SceneRetention
from footpath.model.settings import Settings
from footpath.model.story import Story


def retention(
    table: RetentionTable,
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
        table: what the curves are counted from, of the settings' bin width.
        story: the scenes.
        mask: shape (s,), the sessions chosen.
        settings: bin width and false discovery rate.
        exits_recorded: whether the source records exits at all.
        media_index: only this media's scenes.
        scene_index: only this scene.
        window: only bins that start in [start, end) of media time.
    """
    counts = _count(table, mask, recorded=exits_recorded)
    scenes = []
    for index in range(len(story.scenes)):
        bins = table.bins(index, mask) if _in_scope(story, index, media_index, scene_index) else 0
        if bins > 0:
            scenes.append(_scene(table, counts, story, index, bins))
    return in_window(_told(tuple(scenes), story, settings, exits_recorded=exits_recorded), window, settings)


def retention_along(
    table: RetentionTable,
    story: Story,
    walk: Walk,
    settings: Settings,
    *,
    exits_recorded: bool,
    media_index: int | None = None,
    scene_index: int | None = None,
) -> Retention:
    """The curves of each step of a path: what those who came along it up to there watched on this visit, and left in.

    `table` is one of visits; the other arguments are as of `retention`.
    """
    scenes = []
    for step, at in enumerate(walk.steps):
        here = walk.visits(step)
        bins = table.bins(at.scene, here) if _in_scope(story, at.scene, media_index, scene_index) else 0
        if bins > 0:
            counts = _count(table, here, recorded=exits_recorded, scene=at.scene)
            scenes.append(replace(_scene(table, counts, story, at.scene, bins), step=step))
    return _told(tuple(scenes), story, settings, exits_recorded=exits_recorded)


def _in_scope(story: Story, scene: int, media_index: int | None, scene_index: int | None) -> bool:
    media = story.media_index[story.scenes[scene].media_id]
    return scene_index in {None, scene} and media_index in {None, media}


def _told(scenes: tuple[SceneRetention, ...], story: Story, settings: Settings, *, exits_recorded: bool) -> Retention:
    """Whole curves with what is found in them."""
    found = drop_offs(scenes, story, settings) if exits_recorded else ()
    return Retention(
        scenes, settings.retention_bin_s, exits_recorded, found, moments(scenes, settings.few_sessions)
    )


def in_window(whole: Retention, window: tuple[float, float], settings: Settings) -> Retention:
    """Of whole curves the bins that start in [start, end) of media time, and what was found there."""
    if window == (-math.inf, math.inf):
        return whole
    found = tuple(d for d in whole.drop_offs if d.start_s < window[1] and d.end_s > window[0])
    clipped = tuple(_clip(scene, window) for scene in whole.scenes)
    return Retention(clipped, whole.bin_s, whole.exits_recorded, found, moments(clipped, settings.few_sessions))


_SURVIVAL = ("survival", "low", "high")
_COLUMNS = ("t_s", "plays", "viewers", "exits", "events", "present_s", "at_risk", *_SURVIVAL)


def _count(table: RetentionTable, mask: Bools, *, recorded: bool, scene: int | None = None) -> dict[str, np.ndarray]:
    """All scenes' curves by slot or by edge, `held_s` by scene; `scene`: only this one is counted."""
    slots = EVERY if scene is None else table.edges.slots_of(scene)
    ones, reals = mask.astype(np.int32), mask.astype(np.float64)
    plays = np.cumsum(table.plays.total(ones, slots))
    counts = {
        "plays": plays,
        "viewers": plays - np.cumsum(table.again.total(ones, slots)),
        "exits": table.exits.total(ones, slots),
        "events": table.events.total(ones, slots),
        "part_s": table.part_s.total(reals, slots),
        "held_s": table.held_s.total(reals, EVERY if scene is None else slice(scene, scene + 1)),
    }
    if recorded:
        at_edges = table.survival.at_edges(ones, scene)
        return counts | dict(zip(("at_risk", *_SURVIVAL), at_edges, strict=True))
    nothing = dict.fromkeys(("events", "at_risk"), np.zeros_like(plays))
    return counts | nothing | dict.fromkeys(_SURVIVAL, np.full(len(table.edges.flat_s), np.nan))


def _scene(table: RetentionTable, counts: dict[str, np.ndarray], story: Story, index: int, bins: int) -> SceneRetention:
    """One scene's share of the counts; what lies beyond the last of `bins` falls into it."""
    edges, scene = table.edges, story.scenes[index]
    first, slot = int(edges.first[index]), int(edges.slot_first[index])
    here, rest = slice(slot, slot + bins), slice(slot + bins, slot + int(edges.bins[index]))
    edge_s = edges.flat_s[first : first + bins + 1]
    present_s = counts["plays"][here] * np.diff(edge_s) + counts["part_s"][slot + 1 : slot + bins + 1]
    anybody = present_s.any()
    present_s[-1] += counts["held_s"][index]
    unknown = np.full(bins, np.nan)  # the survival of nobody
    survival, low, high = (counts[name][first : first + bins] if anybody else unknown for name in _SURVIVAL)
    return SceneRetention(
        scene.id,
        scene.media_id,
        edge_s[:-1],
        plays=counts["plays"][here],
        viewers=counts["viewers"][here],
        exits=_gathered(counts["exits"], here, rest),
        events=_gathered(counts["events"], here, rest),
        at_risk=counts["at_risk"][first : first + bins],
        present_s=present_s,
        survival=survival,
        low=low,
        high=high,
    )


def _gathered(values: Longs, here: slice, rest: slice) -> Longs:
    mine = values[here].copy()
    mine[-1] += values[rest].sum()
    return mine


def _clip(scene: SceneRetention, window: tuple[float, float]) -> SceneRetention:
    kept = (scene.t_s >= window[0]) & (scene.t_s < window[1])
    if kept.all():
        return scene
    columns = {name: getattr(scene, name)[kept] for name in _COLUMNS}
    return replace(scene, **columns)
