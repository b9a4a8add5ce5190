"""Tubes followed on at both ends for as long as they stand out the more."""

from __future__ import annotations

import numpy as np

from footpath.analysis.candidate_open import CELL
from footpath.analysis.candidate_scan import FASTEST, FLOOR, PIECE_BINS, TURNS, Seeds, Sums, Tube, find_seeds
from footpath.analysis.candidate_volume import tail
from footpath.model.events import Floats, Longs

GROW_PIECES = 4
STRAIGHT_ON = 0.01  # a turn has to be worth more than this, in roots of a count
Piece = tuple[Floats, Floats, Floats, Floats]  # middles and velocities, shape (n, 2); viewers and expectation, (n,)


def find_tubes(sums: Sums, most_p: float) -> list[Tube]:
    """Tubes whose p is below `most_p`, surest first: what stands out most, followed on at both ends."""
    seeds = find_seeds(sums)
    if not len(seeds.start):
        return []
    pieces = _pieces(sums, seeds)
    first, last = _best_stretch(pieces, sums.spread)
    seen, chance = (_held(pieces, which, first, last) for which in (2, 3))
    p = tail(seen, np.maximum(chance, FLOOR), np.full(len(seen), sums.spread))
    chosen = np.flatnonzero(p < most_p)
    chosen = chosen[np.lexsort((-seen[chosen], p[chosen]))]
    return [_tube(int(i), seeds, pieces, range(first[i], last[i] + 1), float(p[i]), sums.start_s) for i in chosen]


def _pieces(sums: Sums, seeds: Seeds) -> dict[int, Piece]:
    """By number: 0 and 1 are a seed's own, those before and after follow on."""
    place = np.stack([seeds.row, seeds.column], axis=1).astype(np.float64)
    after = place + (seeds.way + seeds.second) * PIECE_BINS / 2
    pieces = {
        0: (place, seeds.way, *sums.piece(seeds.start, place[:, 0], place[:, 1], seeds.way)),
        1: (after, seeds.second, *sums.piece(seeds.start + PIECE_BINS, after[:, 0], after[:, 1], seeds.second)),
    }
    for k in range(2, GROW_PIECES + 2):
        pieces[k] = _next(sums, seeds.start + k * PIECE_BINS, pieces[k - 1], 1)
    for k in range(-1, -GROW_PIECES - 1, -1):
        pieces[k] = _next(sums, seeds.start + k * PIECE_BINS, pieces[k + 1], -1)
    return pieces


def _sums_until(pieces: dict[int, Piece], which: int) -> Floats:
    """Viewers (2) or expectation (3) of all pieces before each number, shape (numbers + 1, n)."""
    none = np.zeros(len(pieces[0][which]))
    return np.asarray(np.cumsum([none, *(pieces[k][which] for k in sorted(pieces))], axis=0))


def _best_stretch(pieces: dict[int, Piece], spread: float) -> tuple[Longs, Longs]:
    """The first and last piece that stand out most together, of each tube; the fewer, if as good."""
    seen, chance = _sums_until(pieces, 2), _sums_until(pieces, 3)
    n = seen.shape[1]
    z, first, last = np.full(n, -np.inf), np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for low in range(0, -GROW_PIECES - 1, -1):
        for high in range(GROW_PIECES + 2):
            a, b = low + GROW_PIECES, high + GROW_PIECES + 1
            count, expected = seen[b] - seen[a], chance[b] - chance[a]
            here = (np.sqrt(count + 0.375) - np.sqrt(expected + 0.375)) / np.sqrt(1 + spread * expected)
            more = here > z
            z[more], first[more], last[more] = here[more], low, high
    return first, last


def _held(pieces: dict[int, Piece], which: int, first: Longs, last: Longs) -> Floats:
    until, index = _sums_until(pieces, which), np.arange(len(first))
    return np.asarray(until[last + GROW_PIECES + 1, index] - until[first + GROW_PIECES, index])


def _next(sums: Sums, start: Longs, before: Piece, sign: int) -> Piece:
    """The piece that follows, of those a little turned the one that stands out most."""
    place, way = before[:2]
    top = np.full(len(start), -np.inf)
    out = place.copy(), way.copy(), np.zeros(len(start)), np.zeros(len(start))
    for turn in TURNS:
        turned = way + np.array(turn) * sums.step
        too_fast = np.hypot(*turned.T) > FASTEST + 1e-9
        there = place + sign * (way + turned) * PIECE_BINS / 2
        seen, chance = sums.piece(start, there[:, 0], there[:, 1], turned)
        z = np.sqrt(seen + 0.375) - np.sqrt(chance + 0.375) - STRAIGHT_ON * (turn != (0, 0))
        more = (z > top) & ~too_fast
        top[more] = z[more]
        for store, value in zip(out, (there, turned, seen, chance), strict=True):
            store[more] = value[more]
    return out


def _tube(i: int, seeds: Seeds, pieces: dict[int, Piece], numbers: range, p_value: float, start_s: float) -> Tube:
    half = PIECE_BINS / 2
    places, velocities = (np.array([pieces[k][which][i] for k in numbers]) for which in (0, 1))
    starts = seeds.start[i] + np.array(numbers) * PIECE_BINS
    middles = start_s + starts + half
    t = np.array([middles[0] - half, *middles, middles[-1] + half])
    points = np.array([places[0] - half * velocities[0], *places, places[-1] + half * velocities[-1]])
    rows, columns = ((points[:, axis] + 0.5) * CELL for axis in (0, 1))
    return Tube(t, columns, rows, p_value, (starts, places[:, 0], places[:, 1], velocities))
