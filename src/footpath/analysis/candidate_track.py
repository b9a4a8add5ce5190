"""A region that moves: a disc along a path."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footpath.analysis.candidate_open import CELL
from footpath.model.events import Bools, Floats
from footpath.model.story import Keyframe

LEAST_RADIUS = 0.02
MOST_RADIUS = 0.12
RADII_OF_SPREAD = 2.5
STRAIGHT = 0.012
CORNERS = 12
SLOPE_S = 2.0


@dataclass(frozen=True, slots=True)
class Track:
    """Centres (widths) at `t_s`, linear between them; a disc of `radius` follows them through [start_s, end_s)."""

    t_s: Floats
    x: Floats
    y: Floats
    radius: float
    start_s: float
    end_s: float
    usual: float = 1.0  # times as much as the background has it is clicked here at other times

    @property
    def area_cells(self) -> float:
        """Of the disc, in cells of the volume."""
        return math.pi * self.radius**2 / CELL**2

    def holds(self, t_s: Floats, x: Floats, y: Floats) -> Bools:
        """Whether each click lies in the moving disc; `t_s` ascending."""
        low, high = np.searchsorted(t_s, [self.start_s, self.end_s])
        t_s, held = t_s[low:high], np.zeros(len(t_s), dtype=np.bool_)
        across, down = x[low:high] - np.interp(t_s, self.t_s, self.x), y[low:high] - np.interp(t_s, self.t_s, self.y)
        held[low:high] = across**2 + down**2 <= self.radius**2
        return held

    def place(self, t_s: Floats) -> tuple[Floats, Floats]:
        """Centres at any moments; beyond the ends of the path straight on as in its last two seconds."""
        out = [np.interp(t_s, self.t_s, path) for path in (self.x, self.y)]
        for edge, back, beyond in ((0, SLOPE_S, t_s < self.t_s[0]), (-1, -SLOPE_S, t_s > self.t_s[-1])):
            if not beyond.any():
                continue
            inner = float(np.clip(self.t_s[edge] + back, self.t_s[0], self.t_s[-1]))
            span = self.t_s[edge] - inner
            for at, path in zip(out, (self.x, self.y), strict=True):
                slope = (path[edge] - np.interp(inner, self.t_s, path)) / span if span else 0.0
                at[beyond] = path[edge] + slope * (t_s[beyond] - self.t_s[edge])
        return out[0], out[1]

    def distance(self, t_s: Floats, x: Floats, y: Floats) -> Floats:
        """From the centre at each moment, picture widths."""
        at = self.place(t_s)
        return np.asarray(np.hypot(x - at[0], y - at[1]))

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
