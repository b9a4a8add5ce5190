"""The clicks by where in the picture they lie: who clicked in a region is told without a look at every click."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.model.clicks import Clicks
from footpath.model.events import Bools, Floats, Ints, Longs
from footpath.model.selection import Region

CELLS = 64  # across the picture, and as many down it


@dataclass(frozen=True, slots=True)
class ClickGrid:
    """The clicks with a position, cell after cell, row after row of cells; what lies outside is in the outermost ones.

    Attributes:
        click: index into `Clicks`, shape (p,).
        session: the session of each, shape (p,).
        first: where each cell begins among them, shape (CELLS² + 1,).
    """

    click: Ints
    session: Ints
    first: Longs

    @classmethod
    def of(cls, clicks: Clicks) -> ClickGrid:
        placed = np.flatnonzero(~(np.isnan(clicks.x) | np.isnan(clicks.y))).astype(np.int32)
        cell = (_cell(clicks.y[placed]) * CELLS + _cell(clicks.x[placed])).astype(np.uint16)
        order = np.argsort(cell, kind="stable")
        first = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=CELLS**2))])
        click = placed[order]
        return cls(click, clicks.session[click], first)

    def sessions_in(self, region: Region, clicks: Clicks, sessions: int) -> Bools:
        """Who clicked in a region, its edges included; shape (s,). Of the cells at its edges every click is looked at.

        `clicks`: those that the grid was made of; `sessions`: how many there are.
        """
        x0, y0, x1, y1 = region
        inner, edge = self._cells_of(region)
        click = _joined(self.click, edge)
        x, y = clicks.x[click], clicks.y[click]
        inside = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        found = np.zeros(sessions, dtype=np.bool_)
        found[_joined(self.session, edge)[inside]] = True
        found[_joined(self.session, inner)] = True
        return found

    def _cells_of(self, region: Region) -> tuple[list[slice], list[slice]]:
        """The stretches of clicks in cells that lie in a region whole, and in those that its edges pass."""
        left, top, right, bottom = _cell(np.array(region)).tolist()
        between = range(top + 1, bottom)
        inner = [self._row(y, left + 1, right) for y in between]
        edge = [self._row(y, left, right + 1) for y in sorted({top, bottom})]
        edge += [self._row(y, x, x + 1) for y in between for x in sorted({left, right})]
        return inner, edge

    def _row(self, y: int, x: int, end_x: int) -> slice:
        """The clicks in the cells [x, end_x) of a row; none where it ends before it begins."""
        first = y * CELLS
        return slice(int(self.first[first + x]), int(self.first[first + max(x, end_x)]))


def _cell(place: Floats) -> Longs:
    """The row or column of cells of each coordinate."""
    return np.minimum(np.floor(np.clip(place, 0.0, 1.0) * CELLS), CELLS - 1).astype(np.int64)


def _joined(values: Ints, parts: list[slice]) -> Ints:
    return np.concatenate([values[part] for part in parts]) if parts else values[:0]
