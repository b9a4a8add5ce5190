"""The drop-off timeline: plays, unique viewers, survival and exits over media time."""

from __future__ import annotations

import math

import numpy as np

from footpath.analysis.drop_off import drop_offs
from footpath.analysis.moments import moments
from footpath.analysis.retention_table import RetentionTable
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
    for index, scene in enumerate(story.scenes):
        if scene_index in {None, index} and media_index in {None, story.media_index[scene.media_id]}:
            bins = table.bins(index, mask)
            if bins > 0:
                scenes.append(_scene(table, counts, story, index, bins))
    whole = tuple(scenes)
    found = drop_offs(whole, story, settings) if exits_recorded else ()
    told = moments(whole, settings.few_sessions)
    everything = Retention(whole, settings.retention_bin_s, exits_recorded, found, told)
    return in_window(everything, window, settings)


def in_window(whole: Retention, window: tuple[float, float], settings: Settings) -> Retention:
    """Of whole curves the bins that start in [start, end) of media time, and what was found there."""
    if window == (-math.inf, math.inf):
        return whole
    found = tuple(d for d in whole.drop_offs if d.start_s < window[1] and d.end_s > window[0])
    clipped = tuple(_clip(scene, window) for scene in whole.scenes)
    return Retention(clipped, whole.bin_s, whole.exits_recorded, found, moments(clipped, settings.few_sessions))


_BY_EDGE = ("survival", "low", "high")


def _count(table: RetentionTable, mask: Bools, *, recorded: bool) -> dict[str, np.ndarray]:
    """All scenes' curves by slot or by edge; `held_s` by scene."""
    plays = np.cumsum(table.plays.total(mask))
    counts = {
        "plays": plays,
        "viewers": plays - np.cumsum(table.again.total(mask)),
        "exits": table.exits.total(mask),
        "events": table.events.total(mask),
        "at_risk": np.cumsum(table.at_risk.total(mask)),
        "part_s": table.part_s.total(mask),
        "held_s": table.held_s.total(mask),
    }
    if recorded:
        return counts | dict(zip(_BY_EDGE, table.survival.at_edges(mask), strict=True))
    nothing = dict.fromkeys(("events", "at_risk"), np.zeros_like(plays))
    return counts | nothing | dict.fromkeys(_BY_EDGE, np.full(len(table.edges.flat_s), np.nan))


def _scene(
    table: RetentionTable, counts: dict[str, np.ndarray], story: Story, index: int, bins: int
) -> SceneRetention:
    """One scene's share of the counts; what lies beyond the last of `bins` falls into it."""
    edges, scene = table.edges, story.scenes[index]
    first, slot = int(edges.first[index]), int(edges.slot_first[index])
    here, rest = slice(slot, slot + bins), slice(slot + bins, slot + int(edges.bins[index]))
    edge_s = edges.flat_s[first : first + bins + 1]
    present_s = counts["plays"][here] * np.diff(edge_s) + counts["part_s"][slot + 1 : slot + bins + 1]
    anybody = present_s.any()
    present_s[-1] += counts["held_s"][index]
    unknown = np.full(bins, np.nan)  # the survival of nobody
    by_slot = {name: counts[name][here] for name in ("plays", "viewers", "at_risk")}
    return SceneRetention(
        scene.id,
        scene.media_id,
        edge_s[:-1],
        **by_slot,
        exits=_gathered(counts["exits"], here, rest),
        events=_gathered(counts["events"], here, rest),
        present_s=present_s,
        **{name: counts[name][first : first + bins] if anybody else unknown for name in _BY_EDGE},
    )


def _gathered(values: Longs, here: slice, rest: slice) -> Longs:
    mine = values[here].copy()
    mine[-1] += values[rest].sum()
    return mine


def _clip(scene: SceneRetention, window: tuple[float, float]) -> SceneRetention:
    kept = (scene.t_s >= window[0]) & (scene.t_s < window[1])
    if kept.all():
        return scene
    return SceneRetention(
        scene.scene_id, scene.media_id, scene.t_s[kept], scene.plays[kept], scene.viewers[kept], scene.exits[kept],
        scene.events[kept], scene.at_risk[kept], scene.present_s[kept],
        scene.survival[kept], scene.low[kept], scene.high[kept],
    )  # fmt: skip
