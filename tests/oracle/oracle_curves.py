"""Paths and the drop-off timeline a second time, by walking every session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, exp, floor, inf, isfinite, log, nan, sqrt

from oracle_metrics import One, chosen_sessions, looked_at, window

from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings
from footpath.model.story import Scene, Story

Z = 1.959963984540054


@dataclass
class Here:
    """What a session watched of a scene, and how long it waited at its last frame."""

    pieces: list[tuple[float, float]]
    held_s: float
    left: bool  # for good
    exit_s: float | None


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
            bins = _bins(scene, [_at_all(one, scene) for one in ones], settings.retention_bin_s)
            if bins:
                out[scene.id] = [b for b in bins if low <= b["t"] < high]
    return out


def along(sessions: dict[str, list[dict]], story: Story, settings: Settings, what: Selection = EVERYTHING) -> list:
    """(step, scene, how many came along to it, bins) along the path that is selected, and on where most go."""
    low, high = window(what)
    found = []
    for step, scene, following in steps_along(sessions, story, settings, what):
        scoped = what.scene in {None, scene.id} and what.media in {None, scene.media_id}
        here = [_here(one, scene, start + step, over=len(scenes) == step + 1) for one, scenes, start in following]
        bins = _bins(scene, here, settings.retention_bin_s) if scoped else []
        found.append((step, scene.id, len(following), [b for b in bins if low <= b["t"] < high] if bins else None))
    return found


def lanes_along(sessions: dict[str, list[dict]], story: Story, settings: Settings, what: Selection) -> tuple:
    """Clicks with a position and the false ones of them: (step, bin of its scene) → how many, along the same path."""
    every, false = Counter(), Counter()
    for step, scene, following in steps_along(sessions, story, settings, what):
        for one, _, start in following:
            for click in one.clicks:
                row, visits = one.rows[click.row], [k for k, i in enumerate(one.read.visit_rows) if i <= click.row]
                there = one.read.row_scene[click.row] == scene.id and one.read.row_media[click.row] == scene.media_id
                looked = looked_at(one.read, one.rows, click.row, what) and what.click_class in {None, click.klass}
                if not there or not looked or row["x"] is None or row["media_time"] is None:
                    continue
                t = min(row["media_time"], story.media[story.media_index[scene.media_id]].duration_s or inf)
                if visits and visits[-1] == start + step and scene.start_s <= t <= scene.end_s:
                    width = settings.retention_bin_s
                    last = ceil((scene.end_s - scene.start_s) / width - 1e-9) - 1 if isfinite(scene.end_s) else inf
                    place = step, min(floor((t - scene.start_s) / width), max(last, 0))
                    every[place] += 1
                    false[place] += click.klass == "false"
    return every, false


def steps_along(sessions: dict[str, list[dict]], story: Story, settings: Settings, what: Selection) -> Iterator:
    """(step, scene, [(session that came along to it, its scenes from where the path begins, how many lie before)])."""
    named = [Place(what.through)] if what.through else list(what.passed)
    place = named[0] if len(named) == 1 else Place(())
    following = []
    for one in chosen_sessions(sessions, story, settings, what):
        scenes = [scene for scene, _ in one.read.visits]
        start = _begin_of(place, scenes, one.read.outcome)
        if start is not None and start < len(scenes):
            following.append((one, scenes[start:], start))
    step = 0
    while following:
        onwards = Counter(scenes[step] for _, scenes, _ in following if len(scenes) > step)
        ended = sum(len(scenes) == step for _, scenes, _ in following)
        if not onwards or max(onwards.values()) < ended:
            break
        scene = next(s for s in story.scenes if onwards[s.id] == max(onwards.values()))
        following = [row for row in following if row[1][step : step + 1] == [scene.id]]
        yield step, scene, following
        step += 1


def _here(one: One, scene: Scene, visit: int, *, over: bool) -> Here:
    """What a session watched and waited in one of its visits, and whether it left there."""
    read = one.read
    pieces = [(a, b) for (_, a, b), step in zip(read.pieces, read.piece_steps, strict=True) if step == visit]
    held = sum(seconds for (_, seconds), step in zip(read.holds, read.hold_steps, strict=True) if step == visit)
    return Here(pieces, held, over and read.dropped_off and read.exit_scene == scene.id, read.exit_s)


def _at_all(one: One, scene: Scene) -> Here:
    """The same of all its visits."""
    read = one.read
    pieces = [(a, b) for s, a, b in read.pieces if s == scene.id]
    held = sum(seconds for s, seconds in read.holds if s == scene.id)
    return Here(pieces, held, read.dropped_off and read.exit_scene == scene.id, read.exit_s)


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


def _bins(scene: Scene, ones: list[Here], width: float) -> list[dict]:
    every = [piece for one in ones for piece in one.pieces]
    stop = scene.end_s if isfinite(scene.end_s) else max([b for _, b in every], default=scene.start_s)
    spans = [(min(a for a, _ in one.pieces), max(b for _, b in one.pieces), one.left) for one in ones if one.pieces]
    count = ceil((stop - scene.start_s) / width - 1e-9)

    def slot(t: float) -> int:
        return min(max(floor((t - scene.start_s) / width), 0), count - 1)

    exits = Counter(slot(one.exit_s) for one in ones if one.left and one.exit_s is not None)
    events = Counter(slot(end) for _, end, event in spans if event)
    held = sum(one.held_s for one in ones)
    bins = []
    for k in range(count):
        t = scene.start_s + k * width
        survival, low, high = survival_at(t, spans)
        bins.append(
            {
                "t": t,
                "plays": sum(a <= t < b for a, b in every),
                "viewers": sum(any(a <= t < b for a, b in one.pieces) for one in ones),
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
