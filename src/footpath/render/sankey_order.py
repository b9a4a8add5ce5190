"""The order of the nodes in each column: weighted barycentre sweeps and swaps of neighbours, best kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footpath.model.results import PathLink

SWEEPS = 8
SWAPS = 4

Columns = list[list[str]]
Reals = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Gap:
    """The bands between a column and the next: rows of the left and of the right column, and sessions."""

    left: Indices
    right: Indices
    weight: Reals
    size: tuple[int, int]

    def matrix(self, order: list[Indices], at: int) -> Reals:
        """Sessions from every place of the left column to every place of the right one, in an order."""
        places = [np.empty(n, dtype=np.int64) for n in self.size]
        for place, rows in zip(places, order[at : at + 2], strict=True):
            place[rows] = np.arange(len(rows))
        flat = places[0][self.left] * self.size[1] + places[1][self.right]
        counted = np.bincount(flat, self.weight, self.size[0] * self.size[1])
        return np.asarray(counted.reshape(self.size), dtype=np.float64)


def fewest_crossings(columns: Columns, links: Sequence[PathLink]) -> Columns:
    """The columns, each reordered; where nothing crosses less, as they were."""
    gaps = _gaps(columns, links)
    order = [np.arange(len(column)) for column in columns]
    best, fewest = _best_swept(gaps, order)
    if fewest:
        best = _swapped(gaps, best)
    return [[column[k] for k in rows] for column, rows in zip(columns, best, strict=True)]


def _best_swept(gaps: list[_Gap], order: list[Indices]) -> tuple[list[Indices], float]:
    """The best order that sweeping there and back comes by, and its crossings; it ends once it would go round."""
    best, fewest = order, _total(gaps, order)
    seen = set[tuple[bool, bytes]]()
    for sweep in range(SWEEPS if fewest else 0):
        forwards = sweep % 2 == 0
        order = _swept(gaps, order, forwards=forwards)
        state = forwards, b"".join(rows.tobytes() for rows in order)
        if state in seen:
            break
        seen.add(state)
        count = _total(gaps, order)
        if count < fewest:
            best, fewest = order, count
        if not fewest:
            break
    return best, fewest


def crossings(links: Sequence[PathLink], columns: Columns) -> float:
    """Σ of the products of the sessions of every two bands that cross between neighbouring columns."""
    return _total(_gaps(columns, links), [np.arange(len(column)) for column in columns])


def _gaps(columns: Columns, links: Sequence[PathLink]) -> list[_Gap]:
    place = {name: (c, i) for c, column in enumerate(columns) for i, name in enumerate(column)}
    found: list[list[tuple[int, int, int]]] = [[] for _ in columns[1:]]
    for link in links:
        (c, i), (d, j) = place[link.source], place[link.target]
        if d == c + 1:
            found[c].append((i, j, link.sessions))
    gaps = []
    for c, bands in enumerate(found):
        rows = np.array(bands, dtype=np.int64).reshape(-1, 3)
        size = (len(columns[c]), len(columns[c + 1]))
        gaps.append(_Gap(rows[:, 0], rows[:, 1], rows[:, 2].astype(np.float64), size))
    return gaps


def _total(gaps: list[_Gap], order: list[Indices]) -> float:
    return float(sum(_crossed(gap.matrix(order, c)) for c, gap in enumerate(gaps)))


def _crossed(sessions: Reals) -> float:
    """For every band, what starts below it and ends above it."""
    below = np.cumsum(sessions[::-1], axis=0)[::-1]
    above = np.cumsum(below[1:], axis=1)
    return float((sessions[:-1, 1:] * above[:, :-1]).sum())


def _swept(gaps: list[_Gap], order: list[Indices], *, forwards: bool) -> list[Indices]:
    """Each column sorted by the weighted mean place of its neighbours in the column before (or after)."""
    order = list(order)
    for c in range(1, len(order)) if forwards else range(len(order) - 2, -1, -1):
        gap = gaps[c - 1 if forwards else c]
        own, other = (gap.right, gap.left) if forwards else (gap.left, gap.right)
        place = _places(order[c - 1 if forwards else c + 1])
        weight = np.bincount(own, gap.weight, len(order[c]))
        mine = _places(order[c])
        with np.errstate(invalid="ignore", divide="ignore"):
            centre = np.bincount(own, gap.weight * place[other], len(order[c])) / weight
        centre = np.where(weight > 0, centre, mine)
        order[c] = np.lexsort((mine, centre))
    return order


def _places(rows: Indices) -> Reals:
    place = np.empty(len(rows))
    place[rows] = np.arange(len(rows))
    return place


def _swapped(gaps: list[_Gap], order: list[Indices]) -> list[Indices]:
    """Neighbours exchanged wherever that crosses less, every other pair at a time, until no pair does."""
    order, unchanged = list(order), 0
    sessions = [gap.matrix(order, c) for c, gap in enumerate(gaps)]
    for turn in range(SWAPS):
        unchanged += 1
        for c in range(len(order)):
            swap = _gaining(sessions, c, np.arange(turn % 2, len(order[c]) - 1, 2))
            if len(swap):
                unchanged = 0
                _exchange(sessions, order, c, swap)
        if unchanged == 2:
            break
    return order


def _gaining(sessions: list[Reals], c: int, upper: Indices) -> Indices:
    """Of the places `upper` in a column those at which less crosses once the node there and the next are exchanged."""
    gain = np.zeros(len(upper))
    if len(upper) and c > 0:
        gain += _gain(sessions[c - 1].T, upper)
    if len(upper) and c < len(sessions):
        gain += _gain(sessions[c], upper)
    return upper[gain > 0]


def _exchange(sessions: list[Reals], order: list[Indices], c: int, upper: Indices) -> None:
    """The nodes of a column at these places and the next; `sessions`: of each gap, by places."""
    places = np.arange(len(order[c]))
    places[upper], places[upper + 1] = upper + 1, upper
    order[c] = order[c][places]
    if c > 0:
        sessions[c - 1] = sessions[c - 1][:, places]
    if c < len(sessions):
        sessions[c] = sessions[c][places]


def _gain(sessions: Reals, upper: Indices) -> Reals:
    """How much less crosses once each row and the next are exchanged."""
    one, two = sessions[upper], sessions[upper + 1]
    now = (one[:, 1:] * np.cumsum(two, axis=1)[:, :-1]).sum(axis=1)
    then = (two[:, 1:] * np.cumsum(one, axis=1)[:, :-1]).sum(axis=1)
    return np.asarray(now - then)
