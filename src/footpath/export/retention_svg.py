"""The drop-off timeline of one media as SVG: plays and viewers over time, survival below, drop-offs marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from footpath.export.html_text import clock, number
from footpath.export.xml_text import attributes, text
from footpath.model.events import Floats
from footpath.model.results import DropOff, Retention, SceneRetention
from footpath.render.colours import CHOSEN, DEFAULT_BRANCH, EXIT

WIDTH, UPPER, LOWER, GAP = 1060.0, 200.0, 110.0, 34.0
LEFT, RIGHT, TOP = 52.0, 18.0, 20.0
TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600)
SURVIVAL = "#55606B"

Place = Callable[[float], float]


class _Scale:
    """Media seconds and counts to pixels."""

    def __init__(self, start_s: float, end_s: float, most: int) -> None:
        self.start_s, self.end_s, self.most = start_s, max(end_s, start_s + 1e-9), max(most, 1)

    def x(self, t_s: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (t_s - self.start_s) / (self.end_s - self.start_s)

    def count(self, n: float) -> float:
        return TOP + UPPER * (1 - n / self.most)

    @staticmethod
    def share(s: float) -> float:
        return TOP + UPPER + GAP + LOWER * (1 - s)


def retention_svg(retention: Retention, media_id: str, labels: Mapping[str, str]) -> str:
    """`labels` by scene id."""
    scenes = [scene for scene in retention.scenes if scene.media_id == media_id and len(scene.t_s)]
    if not scenes:
        return ""
    drops = [drop for drop in retention.drop_offs if drop.media_id == media_id]
    ends = [float(scene.t_s[-1]) + retention.bin_s for scene in scenes]
    scale = _Scale(min(float(s.t_s[0]) for s in scenes), max(ends), max(int(s.plays.max()) for s in scenes))
    parts = [_drop(drop, scale, labels) for drop in drops] + _axes(scale, recorded=retention.exits_recorded)
    for scene, end_s in zip(scenes, ends, strict=True):
        parts.append(_scene_label(scene, end_s, scale, labels))
        parts += _curves(scene, scale, retention.bin_s, recorded=retention.exits_recorded)
    height = TOP + UPPER + GAP + (LOWER if retention.exits_recorded else 0) + 6
    size = attributes(xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH:g} {height:g}", role="img")
    return f"<svg{size}><title>Plays, viewers and survival over media time</title>{''.join(parts)}</svg>"


def _axes(scale: _Scale, *, recorded: bool) -> list[str]:
    parts = []
    for n in _round_counts(scale.most):
        parts += [_line(LEFT, scale.count(n), WIDTH - RIGHT, scale.count(n)), _text(LEFT - 6, scale.count(n) + 3.5,
                  number(n), "end")]  # fmt: skip
    for t_s in _round_times(scale.start_s, scale.end_s):
        parts.append(_text(scale.x(t_s), TOP + UPPER + 14, clock(t_s)[:-2], "middle"))
    for share in (0.0, 0.5, 1.0) if recorded else ():
        y = scale.share(share)
        parts += [_line(LEFT, y, WIDTH - RIGHT, y), _text(LEFT - 6, y + 3.5, f"{share:.0%}", "end")]
    return parts


def _round_counts(most: int) -> list[int]:
    step = 10 ** int(np.log10(max(most, 1)))
    step = next(s for s in (step // 5, step // 2, step, 2 * step, 5 * step) if s and most / s <= 5)
    return list(range(0, most + 1, step))


def _round_times(start_s: float, end_s: float) -> list[float]:
    step = next((s for s in TICKS if (end_s - start_s) / s <= 14), TICKS[-1])
    return [float(t) for t in range(int(-(-start_s // step)) * step, int(end_s) + 1, step)]


def _curves(scene: SceneRetention, scale: _Scale, bin_s: float, *, recorded: bool) -> list[str]:
    plays = _steps(scene.t_s, scene.plays, bin_s, scale.x, scale.count)
    viewers = _steps(scene.t_s, scene.viewers, bin_s, scale.x, scale.count)
    parts = [_path(plays, DEFAULT_BRANCH, 1.3), _path(viewers, CHOSEN, 2.0)]
    known = np.isfinite(scene.survival)
    if recorded and known.any():
        xs = [f"{scale.x(float(t)):.1f}" for t in scene.t_s[known]]
        low, high = (_filled(values[known], scene.survival[known]) for values in (scene.low, scene.high))
        upper = [f"{x},{scale.share(float(s)):.1f}" for x, s in zip(xs, high, strict=True)]
        under = [f"{x},{scale.share(float(s)):.1f}" for x, s in zip(xs, low, strict=True)]
        band = attributes(points=" ".join([*upper, *reversed(under)]), fill=SURVIVAL, fill_opacity=0.18)
        curve = _steps(scene.t_s[known], scene.survival[known], bin_s, scale.x, scale.share)
        parts += [f"<polygon{band}/>", _path(curve, SURVIVAL, 1.6)]
    return parts


def _filled(values: Floats, where_unknown: Floats) -> Floats:
    return np.where(np.isfinite(values), values, where_unknown)


def _steps(times: Floats, values: Iterable[float], bin_s: float, x: Place, y: Place) -> str:
    points: list[str] = []
    for t_s, value in zip(times, values, strict=True):
        at = f"{y(float(value)):.1f}"
        points += [f"{x(float(t_s)):.1f} {at}", f"{x(float(t_s) + bin_s):.1f} {at}"]
    return f"M{'L'.join(points)}"


def _drop(drop: DropOff, scale: _Scale, labels: Mapping[str, str]) -> str:
    x0, x1 = scale.x(drop.start_s), scale.x(drop.end_s)
    box = attributes(x=f"{x0:.1f}", y=TOP, width=f"{max(x1 - x0, 2):.1f}", height=UPPER, fill=EXIT, fill_opacity=0.3)
    said = (
        f"{labels.get(drop.scene_id, drop.scene_id)}, {clock(drop.start_s)} to {clock(drop.end_s)}: "
        f"{number(drop.exits)} left for good, {drop.expected:.0f} expected"
    )
    return f"<g><title>{text(said)}</title><rect{box}/>{_text((x0 + x1) / 2, TOP + UPPER - 3, '▼', 'middle')}</g>"


def _scene_label(scene: SceneRetention, end_s: float, scale: _Scale, labels: Mapping[str, str]) -> str:
    x0, x1 = scale.x(float(scene.t_s[0])), scale.x(end_s)
    name = labels.get(scene.scene_id, scene.scene_id)
    room = int((x1 - x0) / 5.6)
    short = name if len(name) <= room else f"{name[: max(room - 1, 0)]}…" if room > 2 else ""
    return _line(x0, TOP - 14, x0, TOP + UPPER) + _text(x0 + 3, TOP - 5, short, "start")


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    ends = attributes(x1=f"{x0:.1f}", y1=f"{y0:.1f}", x2=f"{x1:.1f}", y2=f"{y1:.1f}")
    return f'<line class="g"{ends}/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    place = attributes(x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)
    return f'<text class="n"{place}>{text(words)}</text>'


def _path(path: str, colour: str, width: float) -> str:
    return f"<path{attributes(d=path, fill='none', stroke=colour, stroke_width=width)}/>"
