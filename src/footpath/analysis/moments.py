"""Moments worth a look: how many stay through the intro, where most watch, what is watched again or skipped."""

from __future__ import annotations

import numpy as np

from footpath.model.results import Moment, SceneRetention

INTRO_S = 30.0
SPIKE = 0.25
DIP = 0.15
NEIGHBOURS = 8


def moments(scenes: tuple[SceneRetention, ...]) -> tuple[Moment, ...]:
    """Each found by the rule it carries."""
    return tuple(moment for scene in scenes if len(scene.t_s) for moment in _moments(scene))


def _moments(scene: SceneRetention) -> list[Moment]:
    viewers, plays = scene.viewers.astype(float), scene.plays.astype(float)
    found = []
    if viewers[0] > 0:
        at = min(int(np.searchsorted(scene.t_s, scene.t_s[0] + INTRO_S)), len(viewers) - 1)
        rule = "viewers 30 s in (or at the last bin) ÷ at the start"
        found.append(_moment(scene, "intro", at, viewers[at] / viewers[0], rule))
    top = int(viewers.argmax())
    found.append(_moment(scene, "top", top, viewers[top], "most unique viewers"))
    for k in range(1, len(viewers) - 1):
        around = np.r_[max(0, k - NEIGHBOURS) : k, k + 1 : min(len(viewers), k + NEIGHBOURS + 1)]
        again = plays[k] / viewers[k] - 1 if viewers[k] else 0.0
        peak = plays[k] == plays[max(0, k - NEIGHBOURS) : k + NEIGHBOURS + 1].max()
        if again >= SPIKE and peak:
            rule = "plays ÷ viewers − 1 at least 0.25, most plays within 8 bins"
            found.append(_moment(scene, "spike", k, again, rule))
        middle = float(np.median(viewers[around]))
        lowest = viewers[k] == viewers[max(0, k - NEIGHBOURS) : k + NEIGHBOURS + 1].min()
        if middle and lowest and viewers[k] < (1 - DIP) * min(viewers[k - 1 : k].max(), viewers[k + 1 :].max()):
            rule = "viewers at least 15 % under the bin before and a later one, fewest within 8 bins"
            found.append(_moment(scene, "dip", k, viewers[k] / middle, rule))
    return found


def _moment(scene: SceneRetention, kind: str, k: int, value: float, rule: str) -> Moment:
    return Moment(kind, scene.scene_id, scene.media_id, float(scene.t_s[k]), float(value), rule)
