"""From cells that stand out to regions that move: the path of each, its size, its beginning and end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import generate_binary_structure, label

from footpath.analysis.candidate_volume import BIN_S, Tested, cell_indices
from footpath.model.events import Bools, Floats
from footpath.model.story import Keyframe

GROW_P = 1e-3
LEAST_RADIUS = 0.02
MOST_RADIUS = 0.12
RADII_OF_SPREAD = 2.5
STRAIGHT = 0.012
CORNERS = 12


@dataclass(frozen=True, slots=True)
class Track:
    """Centres (widths) at `t_s`, linear between them; a disc of `radius` follows them through [start_s, end_s)."""

    t_s: Floats
    x: Floats
    y: Floats
    radius: float
    start_s: float
    end_s: float

    def holds(self, t_s: Floats, x: Floats, y: Floats) -> Bools:
        """Whether each click lies in the moving disc; `t_s` ascending."""
        low, high = np.searchsorted(t_s, [self.start_s, self.end_s])
        t_s, held = t_s[low:high], np.zeros(len(t_s), dtype=np.bool_)
        across, down = x[low:high] - np.interp(t_s, self.t_s, self.x), y[low:high] - np.interp(t_s, self.t_s, self.y)
        held[low:high] = across**2 + down**2 <= self.radius**2
        return held

    def keyframes(self, aspect: float) -> tuple[Keyframe, ...]:
        """Polygons with as many corners at the few moments where the path bends."""
        angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        found: list[Keyframe] = []
        for k in _bends(np.stack([self.x, self.y], axis=1), self.t_s):
            x = np.clip(self.x[k] + self.radius * np.cos(angles), 0, 1)
            y = np.clip((self.y[k] + self.radius * np.sin(angles)) * aspect, 0, 1)
            corners = tuple((round(float(a), 5), round(float(b), 5)) for a, b in zip(x, y, strict=True))
            if not found or found[-1].t_s < round(float(self.t_s[k]), 3):
                found.append(Keyframe(round(float(self.t_s[k]), 3), corners))
        return tuple(found)


def find_tracks(tested: Tested, t_s: Floats, x: Floats, y: Floats, peak_p: float) -> list[Track]:
    """One for each connected set of cells that stand out and holds one below `peak_p`."""
    groups, count = label(tested.p_value < GROW_P, generate_binary_structure(3, 3))
    if not count:
        return []
    peaks = np.full(count + 1, 1.0)
    np.minimum.at(peaks, groups.ravel(), tested.p_value.ravel())
    mine = groups[cell_indices(t_s, x, y, tested.grid)]
    tracks = [_track(t_s[mine == g], x[mine == g], y[mine == g]) for g in range(1, count + 1) if peaks[g] < peak_p]
    return [track for track in tracks if track is not None]


def _track(t_s: Floats, x: Floats, y: Floats) -> Track | None:
    if len(t_s) < 3:
        return None
    order = np.argsort(t_s, kind="stable")
    t_s, x, y = t_s[order], x[order], y[order]
    start, end = _core(t_s)
    nodes = np.arange(start, end + BIN_S / 2, BIN_S) if end - start > BIN_S else np.array([start, end])
    keep = np.ones(len(t_s), dtype=np.bool_)
    radius = MOST_RADIUS
    for _ in range(3):
        cx, cy = _smooth(nodes, t_s[keep], x[keep]), _smooth(nodes, t_s[keep], y[keep])
        off = np.hypot(x - np.interp(t_s, nodes, cx), y - np.interp(t_s, nodes, cy))
        spread = float(np.median(off[keep])) / 1.1774
        radius = float(np.clip(RADII_OF_SPREAD * spread, LEAST_RADIUS, MOST_RADIUS))
        keep = off <= radius
        if keep.sum() < 3:
            return None
    start, end = _core(t_s[keep])
    return Track(nodes, cx, cy, radius, start, end + 1e-3)


def _core(t_s: Floats) -> tuple[float, float]:
    low, high = np.quantile(t_s, [0.02, 0.98])
    return round(float(low), 3), round(float(high), 3)


def _smooth(nodes: Floats, t_s: Floats, values: Floats) -> Floats:
    """Local straight lines, weighted by nearness in time (a second or so); shape of `nodes`."""
    out = np.empty(len(nodes))
    for k, node in enumerate(nodes):
        offset = t_s - node
        weight = np.exp(-0.5 * (offset / 1.2) ** 2) + 1e-9
        w, wt = weight.sum(), (weight * offset).sum()
        wtt, wv = (weight * offset * offset).sum() + 0.3 * w, (weight * values).sum()
        wtv = (weight * offset * values).sum()
        out[k] = (wtt * wv - wt * wtv) / (w * wtt - wt * wt)
    return out


def _bends(points: NDArray[np.float64], t_s: Floats) -> list[int]:
    """Douglas & Peucker (1973) over time: the nodes whose removal would move the path by more than a little."""
    kept, open_spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        if last - first < 2:
            continue
        inner = np.arange(first + 1, last)
        share = ((t_s[inner] - t_s[first]) / (t_s[last] - t_s[first]))[:, None]
        off = np.hypot(*(points[inner] - points[first] - share * (points[last] - points[first])).T)
        if off.max() > STRAIGHT:
            middle = int(inner[off.argmax()])
            kept.add(middle)
            open_spans += [(first, middle), (middle, last)]
    return sorted(kept)
