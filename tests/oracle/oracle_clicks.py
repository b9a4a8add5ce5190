"""Every click's class a second time: one click, one element after the other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from footpath.model.settings import Settings
from footpath.model.story import Element, Story
from oracle import OracleSession


@dataclass
class OracleClick:
    row: int
    klass: str
    element: str | None
    miss: str = "none"
    missed: str | None = None
    disagrees: bool = False


def polygon_at(element: Element, t: float) -> list[tuple[float, float]] | None:
    """The boundary at t; None while it is hidden or where there is none."""
    frames = element.boundary
    if not frames:
        return None
    if t <= frames[0].t_s:
        return None if frames[0].hidden else list(frames[0].polygon)
    at = max(i for i, k in enumerate(frames) if k.t_s <= t)
    this = frames[at]
    if this.hidden:
        return None
    if at + 1 < len(frames):
        following = frames[at + 1]
        if not following.hidden and len(following.polygon) == len(this.polygon):
            share = (t - this.t_s) / (following.t_s - this.t_s)
            return [
                (x + (u - x) * share, y + (v - y) * share)
                for (x, y), (u, v) in zip(this.polygon, following.polygon, strict=True)
            ]
    return list(this.polygon)


def inside(polygon: list[tuple[float, float]], x: float, y: float) -> bool:
    """Even-odd; on the edge is inside."""
    crossings = 0
    for (ax, ay), (bx, by) in pairwise([*polygon, polygon[0]]):
        cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if cross == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossings += 1
    return crossings % 2 == 1


def distance_px(polygon: list[tuple[float, float]], x: float, y: float, aspect: float, width: float) -> float:
    sx, sy = width, width / aspect
    best = float("inf")
    for (ax, ay), (bx, by) in pairwise([*polygon, polygon[0]]):
        px, py, qx, qy, ux, uy = x * sx, y * sy, ax * sx, ay * sy, bx * sx, by * sy
        length = (ux - qx) ** 2 + (uy - qy) ** 2
        along = 0.0 if length == 0 else ((px - qx) * (ux - qx) + (py - qy) * (uy - qy)) / length
        along = min(1.0, max(0.0, along))
        best = min(best, hypot(px - qx - along * (ux - qx), py - qy - along * (uy - qy)))
    return best


def active(element: Element, media: str | None, t: float, story: Story) -> bool:
    if element.media_id != media:
        return False
    if element.start_s <= t < element.end_s:
        return True
    return t == element.end_s and any(s.media_id == media and s.end_s == t for s in story.scenes)


def classify(rows: list[dict], session: OracleSession, story: Story, settings: Settings) -> list[OracleClick]:
    return [_classify_one(rows, i, session, story, settings) for i, row in enumerate(rows) if row["kind"] == "click"]


def _classify_one(rows: list[dict], i: int, session: OracleSession, story: Story, settings: Settings) -> OracleClick:
    row, media = rows[i], session.row_media[i]
    t, x, y, named = row["media_time"], row["x"], row["y"], row["element_id"]
    if x is None:
        return OracleClick(i, "beside", named)
    shapes = [
        (e, polygon_at(e, t)) for e in story.elements if e.boundary and media is not None and active(e, media, t, story)
    ]
    shapes = [(e, p) for e, p in shapes if p is not None]
    struck = next((e.id for e, p in reversed(shapes) if inside(p, x, y)), None)
    known = next((e for e in story.elements if e.id == named), None)
    bounded = known is not None and bool(known.boundary)
    disagrees = named is not None and (bounded or struck is not None) and named != struck
    if struck is not None:
        return OracleClick(i, "hit", struck, disagrees=disagrees)
    if known is not None and not bounded:
        return OracleClick(i, "hit", named, disagrees=disagrees)
    followed = any(
        r["kind"] in {"play", "pause", "seek"} and 0 <= r["at"] - row["at"] <= settings.control_click_ms
        for r in rows[i + 1 :]
    )
    if not (0 <= x <= 1 and 0 <= y <= 1) or followed:
        return OracleClick(i, "control", None, disagrees=disagrees)
    miss, missed = _near(x, y, t, media, shapes, story, settings)
    return OracleClick(i, "near_miss" if missed else "false", None, miss, missed, disagrees)


def _near(x, y, t, media, shapes, story: Story, settings: Settings) -> tuple[str, str | None]:
    if media is None:
        return "none", None
    aspect, width = story.media[story.media_index[media]].aspect, settings.reference_width_px
    best: tuple[float, str] | None = None
    for element, polygon in shapes:
        distance = distance_px(polygon, x, y, aspect, width)
        if distance <= settings.near_miss_width_share * width and (best is None or distance <= best[0]):
            best = (distance, element.id)
    if best:
        return "space", best[1]
    late: tuple[float, str, str] | None = None
    for e in story.elements:
        if e.media_id != media or not e.boundary or active(e, media, t, story):
            continue
        early = t < e.start_s
        gap, frame = (e.start_s - t, e.boundary[0]) if early else (t - e.end_s, e.boundary[-1])
        limit = settings.near_miss_before_s if early else settings.near_miss_after_s
        if frame.hidden or gap > limit or not inside(list(frame.polygon), x, y):
            continue
        if late is None or gap <= late[0]:
            late = (gap, "early" if early else "late", e.id)
    return (late[1], late[2]) if late else ("none", None)


def rage_runs(rows: list[dict], session: OracleSession, story: Story, settings: Settings) -> list[list[int]]:
    """Runs as lists of row numbers."""
    runs, before = [], None
    for i, row in enumerate(rows):
        if row["kind"] != "click" or row["x"] is None:
            continue
        media = session.row_media[i]
        near = False
        if before is not None and before[0] == media and row["at"] - before[1]["at"] <= settings.rage_gap_ms:
            aspect = story.media[story.media_index[media]].aspect if media else 16 / 9
            dx = (row["x"] - before[1]["x"]) * settings.reference_width_px
            dy = (row["y"] - before[1]["y"]) * settings.reference_width_px / aspect
            near = hypot(dx, dy) <= settings.rage_distance_px
        if not near:
            runs.append([])
        runs[-1].append(i)
        before = (media, row)
    return [run for run in runs if len(run) >= settings.rage_clicks]
