"""Moments worth a look: how many stay through the intro, where most watch, what is watched again or skipped."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from footpath.model.events import Floats
from footpath.model.results import Moment, SceneRetention

INTRO_S = 30.0
SPIKE = 0.25
DIP = 0.15
NEIGHBOURS = 8


def moments(scenes: tuple[SceneRetention, ...]) -> tuple[Moment, ...]:
    """Each found by the rule it carries."""
    return tuple(moment for scene in scenes if len(scene.t_s) for moment in _moments(scene))


def _moments(scene: SceneRetention) -> list[Moment]:
    viewers = scene.viewers.astype(np.float64)
    found = []
    if viewers[0] > 0:
        at = min(int(np.searchsorted(scene.t_s, scene.t_s[0] + INTRO_S)), len(viewers) - 1)
        rule = "viewers 30 s in (or at the last bin) ÷ at the start"
        found.append(_moment(scene, "intro", at, viewers[at] / viewers[0], rule))
    top = int(viewers.argmax())
    if viewers[top] > 0:
        found.append(_moment(scene, "top", top, viewers[top], "most unique viewers"))
    return found + _spikes_and_dips(scene, viewers)


def _spikes_and_dips(scene: SceneRetention, viewers: Floats) -> list[Moment]:
    """In order of media time; never the first or last bin."""
    plays, window = scene.plays.astype(np.float64), 2 * NEIGHBOURS + 1
    again = np.where(viewers > 0, plays / np.maximum(viewers, 1), 1.0) - 1
    spike = (again >= SPIKE) & (plays == maximum_filter1d(plays, window, mode="nearest"))
    later = np.maximum.accumulate(viewers[::-1])[::-1]
    dip = viewers == minimum_filter1d(viewers, window, mode="nearest")
    dip[1:-1] &= viewers[1:-1] < (1 - DIP) * np.minimum(viewers[:-2], later[2:])
    inner = (np.arange(len(viewers)) > 0) & (np.arange(len(viewers)) < len(viewers) - 1)
    found = []
    for k in np.flatnonzero((spike | dip) & inner).tolist():
        if spike[k]:
            rule = "plays ÷ viewers − 1 at least 0.25, most plays within 8 bins"
            found.append(_moment(scene, "spike", k, again[k], rule))
        if dip[k]:
            around = np.median(np.r_[viewers[max(0, k - NEIGHBOURS) : k], viewers[k + 1 : k + NEIGHBOURS + 1]])
            rule = "viewers at least 15 % under the bin before and a later one, fewest within 8 bins"
            found.append(_moment(scene, "dip", k, viewers[k] / around if around else 0.0, rule))
    return found


def _moment(scene: SceneRetention, kind: str, k: int, value: float, rule: str) -> Moment:
    return Moment(kind, scene.scene_id, scene.media_id, float(scene.t_s[k]), float(value), rule)
