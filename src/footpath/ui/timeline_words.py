"""What the timeline says in words: bins, drop-offs, moments, the comparison, and its table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from footpath.model.curves import BinDifference, CurveComparison
from footpath.model.results import DropOff, Moment, SceneRetention
from footpath.ui.wording import clock, number

HEADERS = ["Scene", "Time", "Plays", "Viewers", "Exits", "At risk", "Survival", "95 % from", "to"]
NEAR_CUT_S = 0.5


def is_in(found: DropOff | Moment | BinDifference, scene: SceneRetention) -> bool:
    """Whether it was found in this scene, at this step."""
    return (found.scene_id, found.step) == (scene.scene_id, scene.step)


def bin_text(scene: SceneRetention, k: int) -> str:
    counts = ((scene.plays, "plays"), (scene.viewers, "viewers"), (scene.exits, "exits"))
    lines = [clock(float(scene.t_s[k])), ", ".join(f"{number(int(n[k]))} {word}" for n, word in counts)]
    if not np.isnan(scene.survival[k]):
        interval = f"95 %: {scene.low[k]:.1%} – {scene.high[k]:.1%}"
        lines.append(f"survival {scene.survival[k]:.1%} ({interval}), {number(int(scene.at_risk[k]))} at risk")
    return "\n".join(lines)


def drop_text(drop: DropOff, cuts_s: Sequence[float]) -> str:
    """A drop at a cut is told: where a cut lies in it, or half a second before."""
    at = next((t for t in cuts_s if drop.start_s - NEAR_CUT_S <= t < drop.end_s), None)
    told = f"▼ {number(drop.exits)} left, {drop.expected:.0f} expected (q = {drop.q_value:.2g})"
    return told if at is None else f"{told}, at a cut ({clock(at)})"


def moment_text(moment: Moment) -> str:
    if moment.kind == "intro":
        return f"{_against_start(moment.value)} those at the start ({moment.rule})"
    told = {
        "top": f"★ top moment: {number(round(moment.value))}",
        "spike": f"▲ watched again: {moment.value:.0%}",
        "dip": f"▽ skipped: {moment.value:.0%} of the viewers before are left",
    }
    return f"{told[moment.kind]} ({moment.rule})"


def intro_text(laid_out: Sequence[tuple[SceneRetention, float]], moments: Sequence[Moment]) -> str:
    """How many are left half a minute into what comes first along the axis; empty where nobody was at its start.

    `laid_out`: scenes with what is to be added to their seconds.
    """
    if not laid_out:
        return ""
    scene, by_s = min(laid_out, key=lambda one: float(one[0].t_s[0]) + one[1])
    found = [m for m in moments if m.kind == "intro" and is_in(m, scene) and m.t_s > scene.t_s[0]]
    if not found:
        return ""
    start, at = (clock(t_s + by_s) for t_s in (float(scene.t_s[0]), found[0].t_s))
    return f"at {at} {_against_start(found[0].value)} the viewers at {start}"


def _against_start(value: float) -> str:
    """A share, or how many times as many where people came in later: no share is above 100 %."""
    return f"{value:.0%} of" if value <= 1 else f"{value:.2f} times"


def comparison_text(found: CurveComparison, fdr: float) -> str:
    if found.p_value is None or found.chi_squared is None:
        return f"survival can't be compared. {found.note}"
    differ = sum(x.q_value <= fdr for x in found.bins)
    sides = f"{number(found.sessions[0])} against {number(found.sessions[1])} sessions"
    left = f"{found.observed:.0f} left, {found.expected:.0f} if alike"
    bins = f"{differ} of {len(found.bins)} bins differ"
    return f"log-rank χ² = {found.chi_squared:.1f}, p = {found.p_value:.2g} ({sides}; {left}); {bins}. {found.note}"


def rows_of(scenes: Sequence[SceneRetention], labels: Sequence[str]) -> list[list[str]]:
    """Every bin as a row of texts."""
    return [
        [
            label, clock(float(s.t_s[k])), *(str(int(n[k])) for n in (s.plays, s.viewers, s.exits, s.at_risk)),
            *("" if np.isnan(v[k]) else f"{v[k]:.4f}" for v in (s.survival, s.low, s.high)),
        ]
        for s, label in zip(scenes, labels, strict=True)
        for k in range(len(s.t_s))
    ]  # fmt: skip
