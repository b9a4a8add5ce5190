"""Paths and the drop-off timeline a second time, by walking every session."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import ceil, exp, floor, isfinite, log, nan, sqrt

from oracle_metrics import One, chosen_sessions, window

from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings
from footpath.model.story import Scene, Story

Z = 1.959963984540054


def paths(
    sessions: dict[str, list[dict]],
    story: Story,
    settings: Settings,
    what: Selection = EVERYTHING,
    origin: str | None = None,
) -> dict:
    """Nodes: id → sessions; links: (source, target) → (sessions, by default, chosen)."""
    nodes, links = Counter(), {}
    for one in chosen_sessions(sessions, story, settings, what):
        visits = one.read.visits
        if origin is not None:
            visits = visits[[*(scene for scene, _ in visits), origin].index(origin) :]
        if not visits:
            continue
        steps = [(f"{i}/{scene}", arrival) for i, (scene, arrival) in enumerate(visits)]
        steps.append((f"{len(visits)}/{one.read.outcome}", "end"))
        nodes.update(name for name, _ in steps)
        for (source, _), (target, arrival) in pairwise(steps):
            n, default, chosen = links.get((source, target), (0, 0, 0))
            links[source, target] = (n + 1, default + (arrival == "default"), chosen + (arrival == "chosen"))
    return {"nodes": dict(nodes), "links": links}


def retention(sessions: dict[str, list[dict]], story: Story, settings: Settings, what: Selection = EVERYTHING) -> dict:
    """Scene → list of bins as dictionaries."""
    ones = chosen_sessions(sessions, story, settings, what)
    low, high = window(what)
    out = {}
    for scene in story.scenes:
        if what.scene in {None, scene.id} and what.media in {None, scene.media_id}:
            bins = _bins(scene, ones, settings.retention_bin_s)
            if bins:
                out[scene.id] = [b for b in bins if low <= b["t"] < high]
    return out


def along(sessions: dict[str, list[dict]], story: Story, settings: Settings, what: Selection = EVERYTHING) -> list:
    """(step, scene, how many came along to it, bins) along the path that is selected, and on where most go."""
    named = [Place(what.through)] if what.through else list(what.passed)
    place = named[0] if len(named) == 1 else Place(())
    following = []  # (session, its scenes from where the path begins)
    for one in chosen_sessions(sessions, story, settings, what):
        scenes = [scene for scene, _ in one.read.visits]
        start = _begin_of(place, scenes, one.read.outcome)
        if start is not None and start < len(scenes):
            following.append((one, scenes[start:]))
    low, high = window(what)
    found = []
    while following:
        step = len(found)
        onwards = Counter(scenes[step] for _, scenes in following if len(scenes) > step)
        ended = sum(len(scenes) == step for _, scenes in following)
        if not onwards or max(onwards.values()) < ended:
            break
        scene = next(s for s in story.scenes if onwards[s.id] == max(onwards.values()))
        following = [(one, scenes) for one, scenes in following if scenes[step : step + 1] == [scene.id]]
        came, over = [one for one, _ in following], [one for one, scenes in following if len(scenes) == step + 1]
        looked_at = what.scene in {None, scene.id} and what.media in {None, scene.media_id}
        bins = _bins(scene, came, settings.retention_bin_s, over) if looked_at else []
        found.append((step, scene.id, len(came), [b for b in bins if low <= b["t"] < high] if bins else None))
    return found


def _begin_of(place: Place, scenes: list[str], outcome: str) -> int | None:
    first = 0
    if place.origin is not None:
        if place.origin not in scenes:
            return None
        first = scenes.index(place.origin)
    if place.step is not None or not place.scenes:
        return first
    wanted = list(place.scenes)
    for k in range(first, len(scenes) - len(wanted) + 1):
        ends = place.end is None or (k + len(wanted) == len(scenes) and outcome == place.end)
        if scenes[k : k + len(wanted)] == wanted and ends:
            return k
    return None


def _bins(scene: Scene, ones: list[One], width: float, over: list[One] | None = None) -> list[dict]:
    pieces = {o.sid: [(a, b) for s, a, b in o.read.pieces if s == scene.id] for o in ones}
    every = [piece for mine in pieces.values() for piece in mine]
    stop = scene.end_s if isfinite(scene.end_s) else max([b for _, b in every], default=scene.start_s)
    left = [o for o in ones if o.read.dropped_off and o.read.exit_scene == scene.id and (over is None or o in over)]
    spans = []
    for one in ones:
        mine = pieces[one.sid]
        if mine:
            spans.append((min(a for a, _ in mine), max(b for _, b in mine), one in left))
    count = ceil((stop - scene.start_s) / width - 1e-9)

    def slot(t: float) -> int:
        return min(max(floor((t - scene.start_s) / width), 0), count - 1)

    exits = Counter(slot(o.read.exit_s) for o in left if o.read.exit_s is not None)
    events = Counter(slot(end) for _, end, event in spans if event)
    held = sum(seconds for o in ones for where, seconds in o.read.holds if where == scene.id)
    bins = []
    for k in range(count):
        t = scene.start_s + k * width
        survival, low, high = survival_at(t, spans)
        bins.append(
            {
                "t": t,
                "plays": sum(a <= t < b for a, b in every),
                "viewers": sum(any(a <= t < b for a, b in mine) for mine in pieces.values()),
                "exits": exits[k],
                "events": events[k],
                "at_risk": sum(a < t <= b for a, b, _ in spans),
                "present_s": sum(max(0.0, min(b, t + width) - max(a, t)) for a, b in every)
                + (held if k == count - 1 else 0.0),
                "survival": survival,
                "low": low,
                "high": high,
            }
        )
    return bins


def survival_at(t: float, spans: list[tuple[float, float, bool]]) -> tuple[float, float, float]:
    """Kaplan-Meier with delayed entry and the log-log interval by Greenwood."""
    if not spans:
        return nan, nan, nan
    left, greenwood = 1.0, 0.0
    for moment in sorted({end for _, end, event in spans if event and end <= t}):
        risk = sum(start < moment <= end for start, end, _ in spans)
        events = sum(end == moment and event for _, end, event in spans)
        left *= 1 - events / risk
        greenwood += events / (risk * (risk - events)) if risk > events else 0.0
    if left in {0.0, 1.0}:
        return left, left, left
    half = Z * sqrt(greenwood) / abs(log(left))
    return left, exp(log(left) * exp(half)), exp(log(left) * exp(-half))
