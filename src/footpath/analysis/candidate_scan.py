"""A scan of the space-time volume for tubes: places that hold still or move and hold more viewers than expected."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

from footpath.analysis.candidate_open import CELL
from footpath.analysis.candidate_track import Track
from footpath.analysis.candidate_volume import Tested, tail
from footpath.model.events import Floats, Longs

Singles = NDArray[np.float32]
Keys = NDArray[np.int32]
KEYS, PARTS = 1024, 8  # eighths of a click times this, and which way it is: the most and its way are one maximum
LEAST_KEY = -(2**31)
PIECE_BINS = 3
HALVES = 2 * PIECE_BINS
FASTEST = 4.0  # cells a second
STEPS, SEEDS_A_BIN, MANY = (2 / 3, 4 / 3), (15, 4), 200_000  # fewer where clicks are many, and clusters with them
WIDE = 3  # cells
CHUNK_BINS = 32
LEAST_Z = 3.0
GROW_PIECES = 4
ROOM = math.ceil(FASTEST * PIECE_BINS / 2) + 1
FLOOR = 1e-3
TURNS = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))


@dataclass(frozen=True, slots=True)
class Tube:
    """A bent way through the volume: centres (widths) at `t_s`, seconds from the film's start, linear between."""

    t_s: Floats
    x: Floats
    y: Floats
    p_value: float
    pieces: tuple[Longs, Floats, Floats, Floats]  # as `Sums.piece` has it


@dataclass(frozen=True, slots=True)
class Seeds:
    """Tubes of one or two pieces of `PIECE_BINS`.

    `start`, `row`, `column`: first bin, and middle of the first piece (cells), shape (n,); `way`, `second`: velocity of
    each piece (rows, columns a second), shape (n, 2).
    """

    start: Longs
    row: Longs
    column: Longs
    way: Floats
    second: Floats


class Sums:
    """Viewers and expectation over squares of cells, with room around."""

    def __init__(self, tested: Tested) -> None:
        self.bins, self.rows, self.columns = tested.observed.shape
        self.seen = _squares(tested.halves.astype(np.float32), 2 * PIECE_BINS)
        self.chance = _squares(tested.expected.astype(np.float32), PIECE_BINS)
        beyond = [self.seen[half::2] - self.chance / 2 for half in (0, 1)]
        self.keys = [np.rint(part * PARTS).astype(np.int32) * np.int32(KEYS) for part in beyond]
        many = int(tested.observed.sum() > MANY)
        self.step, self.seeds_a_bin = STEPS[many], SEEDS_A_BIN[many]
        self.spread, self.start_s = float(tested.spread.min()), tested.grid.start_s

    def piece(self, start: Longs, row: Floats, column: Floats, way: Floats) -> tuple[Floats, Floats]:
        """Viewers and expectation of pieces, by first bin, middle (cells) and velocity; shape (n,) each."""
        seen, chance = np.zeros(len(start)), np.zeros(len(start))
        alive = (start > -PIECE_BINS) & (start < self.bins)
        first = np.clip(start, -PIECE_BINS, self.bins) + PIECE_BINS
        for k, after in enumerate(_MOMENTS):
            r = np.rint(row + way[:, 0] * after).astype(np.int64) + ROOM
            c = np.rint(column + way[:, 1] * after).astype(np.int64) + ROOM
            inside = alive & (r >= 0) & (r < self.seen.shape[1]) & (c >= 0) & (c < self.seen.shape[2])
            r, c = np.where(inside, r, 0), np.where(inside, c, 0)
            half = np.where(inside, 2 * first + k, 0)
            seen += np.where(inside, self.seen[half, r, c], 0)
            chance += np.where(inside, self.chance[half // 2, r, c] / 2, 0)
        return seen, chance

    def left(self, tubes: list[Tube]) -> Floats:
        """The p of what is left of each tube, shape (n,)."""
        if not tubes:
            return np.empty(0)
        seen, chance = self.piece(*(np.concatenate([tube.pieces[k] for tube in tubes]) for k in range(4)))
        mine = np.repeat(np.arange(len(tubes)), [len(tube.pieces[0]) for tube in tubes])
        counts, expected = (np.bincount(mine, part) for part in (seen, chance))
        return tail(counts.astype(np.float64), np.maximum(expected, FLOOR), np.full(len(tubes), self.spread))

    def blank(self, track: Track, beyond: float, beyond_s: float) -> None:
        """Take away a region and what is so near it: picture widths, seconds."""
        low, high = ((edge - self.start_s) for edge in (track.start_s - beyond_s, track.end_s + beyond_s))
        first, last = max(-PIECE_BINS, math.floor(low)), min(self.bins + PIECE_BINS, math.ceil(high))
        rows, columns = np.arange(self.seen.shape[1]) - ROOM, np.arange(self.seen.shape[2]) - ROOM
        x, y = (columns + 0.5) * CELL, (rows + 0.5) * CELL
        for k in range(first, last):
            at = track.place(self.start_s + k + np.array([0.25, 0.75]))
            off = np.min([np.hypot(x[None] - at[0][h], y[:, None] - at[1][h]) for h in (0, 1)], axis=0)
            gone = off <= track.radius + beyond + CELL
            bin_ = k + PIECE_BINS
            self.seen[2 * bin_ : 2 * bin_ + 2, gone] = 0
            self.chance[bin_, gone] = 0


_MOMENTS = (np.arange(HALVES) - (HALVES - 1) / 2) / 2


def _squares(volume: Singles, room: int) -> Singles:
    """Sums over `WIDE` by `WIDE` cells; nothing in the room around: `room` bins, `ROOM` cells."""
    padded = np.pad(volume, ((room, room), (ROOM + 1, ROOM + 1), (ROOM + 1, ROOM + 1)))
    rows = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    return np.asarray(rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:])


def ways(step: float) -> Floats:
    """Velocities (rows, columns a second), slow ones first; shape (n, 2)."""
    count = round(FASTEST / step)
    axis = np.arange(-count, count + 1) * step
    grid = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    speed = np.hypot(*grid.T)
    order = np.argsort(speed, kind="stable")
    return np.asarray(grid[order][speed[order] <= FASTEST + 1e-9])


def find_seeds(sums: Sums) -> Seeds:
    """The places where a tube stands out more than those around, with every velocity a thing in a picture has."""
    parts = [
        _chunk(sums, low, min(low + CHUNK_BINS, sums.bins)) for low in range(1 - PIECE_BINS, sums.bins, CHUNK_BINS)
    ]
    return Seeds(*(np.concatenate([getattr(p, name) for p in parts]) for name in Seeds.__slots__))


def _chunk(sums: Sums, low: int, high: int) -> Seeds:
    """The places where a tube that begins in bins [low, high) stands out more than those around."""
    velocities = ways(sums.step)
    size = high - low
    pieces = [_piece_volume(sums, low, high + PIECE_BINS, way) for way in velocities]
    still = _chance_volume(sums, low, high + PIECE_BINS)
    one = np.full((size, sums.rows, sums.columns), LEAST_KEY, dtype=np.int32)
    for k, piece in enumerate(pieces):
        np.maximum(one, piece[:size] + np.int32(KEYS - 1 - k), out=one)
    two = _pairs(pieces, velocities, one.shape, sums.step)
    z = _deviation(one, still[:size], sums.spread)
    paired = _deviation(two, still[:size] + still[PIECE_BINS:], sums.spread)
    which = (KEYS - 1 - one % KEYS).astype(np.int64)
    better = paired > z
    which[better] = len(velocities) + (KEYS - 1 - two[better] % KEYS)
    return _peaks(np.maximum(z, paired), which, sums, low)


def _piece_volume(sums: Sums, low: int, high: int, way: Floats) -> Keys:
    out = np.zeros((high - low, sums.rows, sums.columns), dtype=np.int32)
    for k, after in enumerate(_MOMENTS):
        r, c = ROOM + round(way[0] * after), ROOM + round(way[1] * after)
        first = low + PIECE_BINS + k // 2
        part = sums.keys[k % 2][first : first + high - low, r : r + sums.rows, c : c + sums.columns]
        out[: len(part)] += part
    return out


def _chance_volume(sums: Sums, low: int, high: int) -> Singles:
    out = np.zeros((high - low, sums.rows, sums.columns), dtype=np.float32)
    for k in range(PIECE_BINS):
        first = low + PIECE_BINS + k
        part = sums.chance[first : first + high - low, ROOM : ROOM + sums.rows, ROOM : ROOM + sums.columns]
        out[: len(part)] += part
    return out


def _deviation(keys: Keys, chance: Singles, spread: float) -> Singles:
    """Anscombe's (1948) root of the counts against that of their expectation, in standard deviations.

    `chance` is that of a tube that holds still: one that moves is measured by the same deviation.
    """
    count = np.maximum(chance + (keys >> 10).astype(np.float32) / PARTS, 0)
    z = 2 * (np.sqrt(count + 0.375) - np.sqrt(chance + 0.375))
    return np.asarray(z / np.sqrt(1 + spread * chance), dtype=np.float32)


def _pairs(pieces: list[Keys], velocities: Floats, shape: tuple[int, ...], step: float) -> Keys:
    """Two pieces one after the other, the second a little turned; told by the place of the first."""
    number = {(round(a / step), round(b / step)): k for k, (a, b) in enumerate(velocities)}
    best, size = np.full(shape, LEAST_KEY, dtype=np.int32), shape[0]
    for k, way in enumerate(velocities):
        for turn, (down, across) in enumerate(TURNS):
            other = number.get((round(way[0] / step) + down, round(way[1] / step) + across))
            if other is None:
                continue
            shift = np.rint((way + velocities[other]) * PIECE_BINS / 2).astype(int)
            here, there = _overlap(shift[0], shape[1]), _overlap(shift[1], shape[2])
            if here is None or there is None:
                continue
            (r0, r1, s0, s1), (c0, c1, d0, d1) = here, there
            count = pieces[k][:size, r0:r1, c0:c1] + pieces[other][PIECE_BINS:, s0:s1, d0:d1]
            count += np.int32(KEYS - 1 - len(velocities) * turn - k)
            view = best[:, r0:r1, c0:c1]
            np.maximum(view, count, out=view)
    return best


def _overlap(shift: int, size: int) -> tuple[int, int, int, int] | None:
    """Rows [low, high) whose place `shift` on is still inside, and that place's."""
    low, high = max(0, -shift), min(size, size - shift)
    return None if high <= low else (low, high, low + shift, high + shift)


def _peaks(best: Singles, which: Longs, sums: Sums, low: int) -> Seeds:
    velocities = ways(sums.step)
    peaks = (best >= LEAST_Z) & (best == maximum_filter(best, (3, 3, 3)))
    t, r, c = np.nonzero(peaks)
    z = best[t, r, c]
    chosen = np.argsort(-z, kind="stable")[: sums.seeds_a_bin * len(best)]
    t, r, c, z = t[chosen], r[chosen], c[chosen], z[chosen]
    turn, k = np.divmod(which[t, r, c], len(velocities))
    way = velocities[k]
    turned = way + np.array(TURNS)[np.maximum(turn - 1, 0)] * sums.step
    return Seeds(t + low, r, c, way, np.where((turn > 0)[:, None], turned, way))
