"""A region that moves, fitted to the clicks in and around a tube: its path, its size, its beginning and end."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc

from footpath.analysis.candidate_track import LEAST_RADIUS, MOST_RADIUS, RADII_OF_SPREAD, Track
from footpath.model.events import Bools, Floats

Density = Callable[[Floats, Floats, Floats], Floats]
NODE_S = 0.5
BEYOND_S = 3.0
ROUNDS = 4
LEAST_SPREAD, FIRST_SPREAD = 0.01, 0.02
LEAST_RATE, LEAST_WEIGHT = 0.1, 1e-3
WIDTHS_S = (0.4, 2.5)
LEAST_S = 1.5
REACH, BOX = 0.11, 0.4
MOST_EDGES = 100
LEAST_CLICKS = 3
LEAST_SIDE, GAP_P = 5, 1e-6
MOST_GROWTHS = 60
MOST_CLICKS, MOMENT_S = 200, 0.1  # of more, those of a moment count as one
WIDER = 0.7  # seconds of smoothing for each second beyond the ends
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Near:
    """Clicks: media time (ascending), place in widths, and whether each may be taken; all of shape (k,)."""

    t_s: Floats
    x: Floats
    y: Floats
    free: Bools

    def around(self, track: Track) -> tuple[Floats, Floats, Floats]:
        """The free ones near a track's path while it lasts, or shortly before or after."""
        rows = slice(*np.searchsorted(self.t_s, [track.start_s - BEYOND_S, track.end_s + BEYOND_S]))
        t_s, x, y = self.t_s[rows], self.x[rows], self.y[rows]
        near = np.flatnonzero(self.free[rows])
        path = track.x, track.y  # a box around all of the path first: most clicks are elsewhere
        for value, centre in zip((x, y), path, strict=True):
            near = near[np.abs(value[near] - (centre.min() + centre.max()) / 2) <= np.ptp(centre) / 2 + BOX]
        near = near[track.distance(t_s[near], x[near], y[near]) <= REACH]
        return t_s[near], x[near], y[near]


def fit_track(begin: Track, clicks: Near, density: Density, clicks_a_width: float) -> Track | None:
    """Expectation and maximisation (Dempster, Laird & Rubin 1977): round clicks on a moving middle over the background.

    Args:
        begin: where to look.
        clicks: all there are.
        density: false clicks a second and square of the width that the background holds, by time and place.
        clicks_a_width: how many clicks the width of smoothing holds.
    """
    track: Track | None = begin
    for _ in range(MOST_GROWTHS):
        if track is None:
            return None
        before = track
        track = _fit_once(before, clicks, density, clicks_a_width)
        if track is None or (track.start_s > before.start_s - 1 and track.end_s < before.end_s + 1):
            return track
    return track


def _fit_once(begin: Track, clicks: Near, density: Density, clicks_a_width: float) -> Track | None:
    t_s, x, y = clicks.around(begin)
    if len(t_s) < LEAST_CLICKS:
        return None
    fit = _Fit(t_s, x, y, density, begin)
    for _ in range(ROUNDS):
        if not fit.improve(clicks_a_width):
            return None
    return fit.track()


class _Fit:
    """A fit under way: clicks of shape (k,), and the path at `nodes`."""

    def __init__(self, t_s: Floats, x: Floats, y: Floats, density: Density, begin: Track) -> None:
        self.t_s, self.x, self.y, self.density = t_s, x, y, density
        self.start_s, self.end_s = begin.start_s, begin.end_s
        self.nodes = np.arange(begin.start_s - BEYOND_S, begin.end_s + BEYOND_S + NODE_S, NODE_S)
        self.background = density(t_s, x, y)
        self.spread = float(np.clip(begin.radius / RADII_OF_SPREAD, LEAST_SPREAD, FIRST_SPREAD))
        self.path = begin.place(self.nodes)
        self.off = self._distance()
        close = (self.off <= 2 * self.spread) & self._alive(t_s)
        per_area = float(density(self.nodes, *self.path)[self._alive(self.nodes)].mean())
        chance = per_area * math.pi * (2 * self.spread) ** 2
        self.rate = max(float(close.sum()) / (self.end_s - self.start_s) - chance, LEAST_RATE)

    def improve(self, clicks_a_width: float) -> bool:
        """One round; False where there is nothing to fit to."""
        weight = self._weight()
        total = float(weight.sum())
        if total < LEAST_CLICKS:
            return False
        self._follow(weight, clicks_a_width * (self.end_s - self.start_s) / total)
        spread = math.sqrt((weight * self.off**2).sum() / total / 2)
        self.spread = float(np.clip(spread, LEAST_RADIUS / RADII_OF_SPREAD, MOST_RADIUS / RADII_OF_SPREAD))
        inside = self.off <= RADII_OF_SPREAD * self.spread
        if inside.sum() < LEAST_CLICKS:
            return False
        per_node = self.density(self.nodes, *self.path) * math.pi * (RADII_OF_SPREAD * self.spread) ** 2 * NODE_S
        edges = np.append(self.nodes, self.nodes[-1] + NODE_S) - NODE_S / 2
        self.start_s, self.end_s = stretch(self.t_s[inside], edges, np.append(0.0, np.cumsum(per_node)))
        self.rate = total / max(self.end_s - self.start_s, NODE_S)
        return True

    def track(self) -> Track:
        """What was fitted."""
        keep = (self.nodes >= self.start_s - NODE_S) & (self.nodes <= self.end_s + NODE_S)
        x, y = (path[keep] for path in self.path)
        end = round(self.end_s, 3) + 1e-3
        return Track(self.nodes[keep], x, y, RADII_OF_SPREAD * self.spread, round(self.start_s, 3), end)

    def _alive(self, t_s: Floats) -> Bools:
        return np.asarray((t_s >= self.start_s) & (t_s <= self.end_s))

    def _distance(self) -> Floats:
        x, y = (np.interp(self.t_s, self.nodes, path) for path in self.path)
        return np.asarray(np.hypot(self.x - x, self.y - y))

    def _weight(self) -> Floats:
        """Each click's chance to be one of the thing's."""
        signal = self.rate / (2 * math.pi * self.spread**2) * np.exp(-0.5 * (self.off / self.spread) ** 2)
        signal *= self._alive(self.t_s)
        return np.asarray(signal / (signal + self.background + TINY))

    def _follow(self, weight: Floats, width_s: float) -> None:
        used = weight > LEAST_WEIGHT
        beyond = np.maximum(np.maximum(self.start_s - self.nodes, self.nodes - self.end_s), 0)
        width = np.clip(width_s, *WIDTHS_S) + WIDER * beyond
        points = np.stack([self.x[used], self.y[used]], axis=1)
        x, y = smooth(self.nodes, self.t_s[used], points, weight[used], width).T
        self.path = x, y
        self.off = self._distance()


def stretch(t_s: Floats, edges: Floats, chance: Floats) -> tuple[float, float]:
    """From which to which click the count is least like chance: Kulldorff's (1997) likelihood ratio, in time.

    Args:
        t_s: clicks, ascending.
        edges: moments, ascending.
        chance: clicks expected until each of them.
    """
    chosen = np.unique(np.linspace(0, len(t_s) - 1, MOST_EDGES).astype(int)) if len(t_s) > MOST_EDGES else None
    index = np.arange(len(t_s)) if chosen is None else chosen
    until = np.interp(t_s[index], edges, chance)
    seen = (index[None] - index[:, None] + 1).astype(np.float64)
    spans = t_s[index][None] - t_s[index][:, None]
    per_s = (chance[-1] - chance[0]) / (edges[-1] - edges[0])
    expected = np.maximum(until[None] - until[:, None] + per_s * np.maximum(LEAST_S - spans, 0), 0.02)
    ratio = np.where(seen > expected, seen * np.log(np.maximum(seen, 1) / expected) - (seen - expected), -1.0)
    ratio[np.tril_indices(len(index))] = -1.0
    first, last = np.unravel_index(int(ratio.argmax()), ratio.shape)
    low, high = float(t_s[index[first]]), float(t_s[index[last]])
    short = max(LEAST_S - (high - low), 0) / 2
    return low - short, high + short


def gap(t_s: Floats) -> tuple[int, int] | None:
    """The clicks before and after a pause so long that one thing would hardly leave it: two things then.

    `t_s`, ascending. Poisson's chance of so few clicks at the lesser of the rates before and after.
    """
    chosen = np.unique(np.linspace(0, len(t_s) - 1, MOST_EDGES).astype(int))
    before, after = chosen[chosen >= LEAST_SIDE - 1], chosen[chosen <= len(t_s) - LEAST_SIDE]
    i, j = (side.ravel() for side in np.meshgrid(before, after, indexing="ij"))
    i, j = i[j > i], j[j > i]
    if not len(i):
        return None
    rates = (i + 1) / np.maximum(t_s[i] - t_s[0], LEAST_S), (len(t_s) - j) / np.maximum(t_s[-1] - t_s[j], LEAST_S)
    chance = gammaincc(j - i, np.minimum(*rates) * (t_s[j] - t_s[i]))
    least = int(chance.argmin())
    return (int(i[least]), int(j[least])) if chance[least] < GAP_P else None


def smooth(nodes: Floats, t_s: Floats, values: Floats, weight: Floats, width_s: Floats) -> Floats:
    """Local straight lines (Cleveland 1979), weighted by nearness in time; shape (nodes, 2), as `values`."""
    if len(t_s) > MOST_CLICKS:
        t_s, values, weight = _by_moment(t_s, values, weight)
    offset = t_s[None] - nodes[:, None]
    near = np.exp(-0.5 * (offset / width_s[:, None]) ** 2) + 1e-9 / (1 + offset**2)
    near *= weight
    w, wt, wtt = near.sum(axis=1), (near * offset).sum(axis=1), (near * offset**2).sum(axis=1)
    wtt += 0.05 * width_s**2 * w
    level, slope = near @ values, (near * offset) @ values
    return np.asarray((wtt[:, None] * level - wt[:, None] * slope) / (w * wtt - wt * wt)[:, None])


def _by_moment(t_s: Floats, values: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Weighted means of each tenth of a second, and their weights."""
    moment = ((t_s - t_s[0]) / MOMENT_S).astype(np.int64)
    total = np.bincount(moment, weight)
    used = total > 0
    mean_t, mean_x, mean_y = (np.bincount(moment, weight * v)[used] / total[used] for v in (t_s, *values.T))
    return mean_t, np.stack([mean_x, mean_y], axis=1), np.asarray(total[used], dtype=np.float64)
