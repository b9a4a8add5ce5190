"""Moments worth a look: how many stay through the intro, where most watch, what is watched again or skipped."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d

from footpath.model.events import Floats, Longs
from footpath.model.results import Moment, SceneRetention

INTRO_S = 30.0
SPIKE = 0.25
DIP_PER_CENT = 15
NEIGHBOURS = 8


def moments(scenes: tuple[SceneRetention, ...], few: int) -> tuple[Moment, ...]:
    """Each found by the rule it carries; spikes and dips only where at least `few` viewers tell of them."""
    return tuple(moment for scene in scenes if len(scene.t_s) for moment in _moments(scene, few))


def _moments(scene: SceneRetention, few: int) -> list[Moment]:
    viewers = scene.viewers.astype(np.float64)
    found = []
    if viewers[0] > 0:
        at = min(int(np.searchsorted(scene.t_s, scene.t_s[0] + INTRO_S)), len(viewers) - 1)
        rule = "viewers 30 s in (or at the last bin) ÷ at the start"
        found.append(_moment(scene, "intro", at, viewers[at] / viewers[0], rule))
    top = int(viewers.argmax())
    if viewers[top] > 0:
        found.append(_moment(scene, "top", top, viewers[top], "most unique viewers"))
    least = max(few, 1)
    if viewers[top] < least:
        return found
    return found + sorted(_spikes(scene, viewers, least) + _dips(scene, least), key=lambda moment: moment.t_s)


def _spikes(scene: SceneRetention, viewers: Floats, least: int) -> list[Moment]:
    """In order of media time; never the first or last bin."""
    plays = scene.plays.astype(np.float64)
    again = plays / np.maximum(viewers, 1) - 1
    spike = (again >= SPIKE) & (viewers >= least)
    spike &= plays == maximum_filter1d(plays, 2 * NEIGHBOURS + 1, mode="nearest")
    rule = f"plays ÷ viewers − 1 at least 0.25, most plays within 8 bins, {least} viewers or more"
    inner = np.flatnonzero(spike[1:-1]) + 1
    return [_moment(scene, "spike", k, again[k], rule) for k in inner.tolist()]


def _dips(scene: SceneRetention, least: int) -> list[Moment]:
    """One for each stretch that viewers leave out, at its first bin with the fewest; in order of media time.

    A stretch begins with a bin at least 15 % under the one before, and holds every bin from there on that is at
    least 15 % under both that one and a later one. The next begins after it.
    """
    viewers, left = scene.viewers, 100 - DIP_PER_CENT
    later = np.maximum.accumulate(viewers[::-1])[::-1]
    falls = (100 * viewers[1:-1] <= left * viewers[:-2]) & (viewers[:-2] >= least)
    falls &= 100 * viewers[1:-1] <= left * later[2:]
    rule = (
        f"fewest of a stretch ÷ the bin before it, {least} viewers or more there; "
        "all of the stretch at least 15 % under that bin and a later one"
    )
    found, end = list[Moment](), 0
    for before in np.flatnonzero(falls).tolist():
        if before + 1 >= end:
            end = _end_of_dip(viewers, later, before)
            k = before + 1 + int(viewers[before + 1 : end].argmin())
            found.append(_moment(scene, "dip", k, viewers[k] / viewers[before], rule))
    return found


def _end_of_dip(viewers: Longs, later: Longs, before: int) -> int:
    """The first bin past the stretch that begins after the bin `before`; `later`: the most from each bin on."""
    start, left = before + 1, 100 - DIP_PER_CENT
    most = np.minimum(viewers[before], later[start + 1 :])
    inside = 100 * viewers[start:-1] <= left * most
    return start + (len(inside) if inside.all() else int(inside.argmin()))


def _moment(scene: SceneRetention, kind: str, k: int, value: float, rule: str) -> Moment:
    return Moment(kind, scene.scene_id, scene.media_id, float(scene.t_s[k]), float(value), rule, scene.step)
