"""A boundary that moves, looked at for many moments and points at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footpath.model.events import Bools, Floats
from footpath.model.story import Element, Keyframe

Corners = NDArray[np.float64]
ON_EDGE = 1e-9


class MovingPolygon:
    """An element's boundary as arrays, with y scaled so that both axes are in picture widths."""

    def __init__(self, element: Element, aspect: float) -> None:
        self.keyframes: tuple[Keyframe, ...] = tuple(sorted(element.boundary, key=lambda k: k.t_s))
        self.times = np.array([k.t_s for k in self.keyframes])
        self.hidden = np.array([k.hidden for k in self.keyframes], dtype=np.bool_)
        self._corners = [_scaled(k, aspect) for k in self.keyframes]

    def shown(self, t_s: Floats) -> Bools:
        """Whether the boundary is visible at each moment; shape of `t_s`."""
        return ~self.hidden[self._slots(t_s)]

    def inside_and_distance(self, t_s: Floats, x: Floats, y: Floats) -> tuple[Bools, Floats]:
        """Whether each point lies in the boundary at its moment (edge included), and its distance to it.

        Args:
            t_s: media time, shape (n,).
            x: shape (n,), in picture widths.
            y: shape (n,), in picture widths.

        Returns:
            Two arrays of shape (n,): inside; distance in picture widths, 0 inside.
        """
        inside = np.zeros(len(t_s), dtype=np.bool_)
        distance = np.full(len(t_s), np.inf)
        slots = self._slots(t_s)
        for slot in np.unique(slots):
            rows = np.flatnonzero(slots == slot)
            if not len(self._corners[slot]):
                continue
            corners = self._corners_at(int(slot), t_s[rows])
            inside[rows], distance[rows] = _locate(corners, x[rows], y[rows])
        return inside, distance

    def fixed(self, index: int, x: Floats, y: Floats) -> Bools:
        """Whether each point lies in the polygon of one keyframe; never where that keyframe is hidden."""
        corners = self._corners[index]
        if self.hidden[index] or not len(corners):
            return np.zeros(len(x), dtype=np.bool_)
        return _locate(np.broadcast_to(corners, (len(x), *corners.shape)), x, y)[0]

    def sizes(self, t_s: Floats) -> Floats:
        """Smaller side of the bounding box at each moment, picture widths; NaN where hidden. Shape of `t_s`."""
        size = np.full(len(t_s), np.nan)
        slots = self._slots(t_s)
        for slot in np.unique(slots):
            if self.hidden[slot] or not len(self._corners[slot]):
                continue
            rows = np.flatnonzero(slots == slot)
            corners = self._corners_at(int(slot), t_s[rows])
            size[rows] = (corners.max(axis=1) - corners.min(axis=1)).min(axis=1)
        return size

    def turning_moments(self) -> Floats:
        """The keyframes' times, and where two corners pass each other in x or y: between, sides change linearly."""
        moments = [self.times]
        for slot in range(len(self.times) - 1):
            here, there = self._corners[slot], self._corners[slot + 1]
            if len(here) != len(there):
                continue
            gap = here[:, None] - here[None]
            drift = gap - (there[:, None] - there[None])
            share = gap[drift != 0] / drift[drift != 0]
            inner = np.unique(share[(share > 0) & (share < 1)])
            moments.append(self.times[slot] + inner * (self.times[slot + 1] - self.times[slot]))
        return np.unique(np.concatenate(moments))

    def _slots(self, t_s: Floats) -> NDArray[np.int64]:
        return np.asarray(np.maximum(np.searchsorted(self.times, t_s, side="right") - 1, 0), dtype=np.int64)

    def _corners_at(self, slot: int, t_s: Floats) -> Corners:
        """Corners at each moment, shape (n, k, 2): linear to the next keyframe if that has as many."""
        here = self._corners[slot]
        following = slot + 1
        if following == len(self.keyframes) or len(self._corners[following]) != len(here):
            return np.broadcast_to(here, (len(t_s), *here.shape))
        span = self.times[following] - self.times[slot]
        share = np.clip((t_s - self.times[slot]) / span, 0.0, 1.0)[:, None, None]
        return np.asarray(here + share * (self._corners[following] - here), dtype=np.float64)


def _scaled(keyframe: Keyframe, aspect: float) -> Corners:
    corners = np.array(keyframe.polygon, dtype=np.float64).reshape(-1, 2)
    return np.asarray(corners / np.array([1.0, aspect]), dtype=np.float64)


def _locate(corners: Corners, x: Floats, y: Floats) -> tuple[Bools, Floats]:
    """Even-odd rule and distance to the nearest edge, by one pass over the corners."""
    odd = np.zeros(len(x), dtype=np.bool_)
    nearest = np.full(len(x), np.inf)
    count = corners.shape[1]
    for k in range(count):
        ax, ay = corners[:, k, 0], corners[:, k, 1]
        bx, by = corners[:, (k + 1) % count, 0], corners[:, (k + 1) % count, 1]
        dx, dy = bx - ax, by - ay
        straddles = (ay > y) != (by > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            crossing = ax + (y - ay) * dx / dy
            along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)
        odd ^= straddles & (x < crossing)
        along = np.clip(np.nan_to_num(along), 0.0, 1.0)
        nearest = np.minimum(nearest, np.hypot(x - ax - along * dx, y - ay - along * dy))
    inside = odd | (nearest <= ON_EDGE)
    return inside, np.where(inside, 0.0, nearest)
