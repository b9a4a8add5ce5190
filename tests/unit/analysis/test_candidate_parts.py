"""The parts of the search for candidates, each against a slow second computation."""

from __future__ import annotations

import math

import numpy as np

from footpath.analysis import candidate_volume
from footpath.analysis.candidate_fit import GAP_P, LEAST_S, LEAST_SIDE, Near, fit_track, gap, smooth, stretch
from footpath.analysis.candidate_open import CELL, Grid
from footpath.analysis.candidate_scan import Sums
from footpath.analysis.candidate_track import Track
from footpath.analysis.candidate_tracks import SHAPES, choices, expected_in, find_tracks

SHAPE = (30, 23, 40)


def volume(seed: int, chance: float = 0.2) -> candidate_volume.Tested:
    random = np.random.default_rng(seed)
    halves = random.poisson(chance / 2, (2 * SHAPE[0], *SHAPE[1:])).astype(float)
    expected = np.full(SHAPE, chance)
    grid = Grid(SHAPE, 0.0, 1.0, CELL, 16 / 9)
    nothing = np.zeros(SHAPE[1:])
    return candidate_volume.Tested(
        halves[::2] + halves[1::2], halves, expected, np.zeros(SHAPE), np.ones(SHAPE), nothing, grid
    )


def test_a_piece_holds_what_adding_up_its_squares_gives():
    tested = volume(1)
    sums = Sums(tested)
    start, row, column, way = 4, 9, 20, (2.0, -3.0)
    seen = chance = 0.0
    for k in range(6):
        after = (k - 2.5) / 2
        r, c = round(row + way[0] * after), round(column + way[1] * after)
        square = np.s_[r - 1 : r + 2, c - 1 : c + 2]
        seen += tested.halves[2 * start + k][square].sum()
        chance += tested.expected[start + k // 2][square].sum() / 2
    found = sums.piece(np.array([start]), np.array([row]), np.array([column]), np.array([way]))
    assert np.allclose([found[0][0], found[1][0]], [seen, chance])


def test_the_stretch_is_the_one_that_trying_all_of_them_gives():
    random = np.random.default_rng(2)
    t = np.sort(np.concatenate([random.uniform(0, 40, 30), random.uniform(12, 19, 25)]))
    best, found = -1.0, (0.0, 0.0)
    for i in range(len(t)):
        for j in range(i + 1, len(t)):
            n, e = j - i + 1, 0.75 * max(t[j] - t[i], 1.5)
            ratio = n * math.log(n / e) - (n - e) if n > e else -1.0
            if ratio > best:
                best, found = ratio, (t[i], t[j])
    assert np.allclose(stretch(t, np.array([0.0, 40.0]), np.array([0.0, 30.0])), found)


def slow_gap(t: np.ndarray) -> tuple[int, int] | None:
    best, found = GAP_P, None
    for i in range(LEAST_SIDE - 1, len(t)):
        for j in range(i + 1, len(t) - LEAST_SIDE + 1):
            before, after = (i + 1) / max(t[i] - t[0], LEAST_S), (len(t) - j) / max(t[-1] - t[j], LEAST_S)
            mean = min(before, after) * (t[j] - t[i])
            chance = sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(j - i))
            if chance < best:
                best, found = chance, (i, j)
    return found


def test_a_pause_is_the_one_that_trying_all_of_them_gives():
    random = np.random.default_rng(7)
    apart = np.sort(np.concatenate([random.uniform(0, 6, 30), random.uniform(8, 12, 2), random.uniform(14, 20, 40)]))
    pause = gap(apart)
    assert pause == slow_gap(apart)
    assert pause is not None
    assert apart[pause[0]] < 8
    assert apart[pause[1]] > 12
    for seed in range(20):
        whole = np.sort(np.random.default_rng(seed).uniform(0, 20, 60))
        assert gap(whole) is None
        assert slow_gap(whole) is None
    assert gap(np.empty(0)) is None


def test_what_holds_still_is_one_of_fewer_than_what_moves():
    t = np.array([5.0, 15.0])
    still = Track(t, np.array([0.5, 0.5]), np.array([0.3, 0.3]), 0.05, 5.0, 15.0)
    apart = 3 * 23 * 40 * CELL**2 / (math.pi * 0.05**2)  # stretches of time, and discs beside each other
    assert math.isclose(choices(volume(1), still), SHAPES * apart)
    moving = Track(t, np.array([0.3, 0.7]), np.array([0.3, 0.3]), 0.05, 5.0, 15.0)
    assert math.isclose(choices(volume(1), moving), SHAPES * apart * (1 + math.pi * 8**2))


def test_smoothing_is_a_weighted_straight_line_at_each_node():
    random = np.random.default_rng(3)
    t, weight = np.sort(random.uniform(0, 10, 60)), random.uniform(0.1, 1, 60)
    values = np.stack([0.1 * t + random.normal(0, 0.01, 60), 0.5 - 0.02 * t], axis=1)
    nodes, width = np.array([3.0, 5.5, 7.0]), 1.5
    found = smooth(nodes, t, values, weight, np.full(3, width))
    for node, point in zip(nodes, found, strict=True):
        w = weight * np.exp(-0.5 * ((t - node) / width) ** 2)
        slopes = [np.polyfit(t - node, v, 1, w=np.sqrt(w)) for v in values.T]
        assert np.allclose(point, [s[1] for s in slopes], atol=0.003)


def test_what_a_disc_expects_is_its_area_and_time():
    still = Track(np.array([5.0, 15.0]), np.array([0.5, 0.5]), np.array([0.3, 0.3]), 0.05, 5.0, 15.0)
    assert math.isclose(expected_in(volume(1), still), 0.2 * 10 * math.pi * 0.05**2 / CELL**2, rel_tol=1e-6)


def moving(random: np.random.Generator, count: int, there: tuple[float, float], here: tuple[float, float]):
    """Clicks from second 8 to second 20, along a straight line."""
    t = random.uniform(8, 20, count)
    share = (t - 8) / 12
    return t, *(a + (b - a) * share + random.normal(0, 0.012, count) for a, b in zip(here, there, strict=True))


def test_two_paths_that_cross_are_two_regions():
    random = np.random.default_rng(4)
    one, other = moving(random, 120, (0.8, 0.45), (0.2, 0.1)), moving(random, 120, (0.8, 0.1), (0.2, 0.45))
    t, x, y = (np.concatenate([a, b]) for a, b in zip(one, other, strict=True))
    order = np.argsort(t)
    t, x, y = t[order], x[order], y[order]
    tested = volume(5, 0.02)
    place = np.stack([(t * 2).astype(int), (y / CELL).astype(int), (x / CELL).astype(int)])
    np.add.at(tested.halves, tuple(place), 1)
    tracks = find_tracks(tested, t, x, y, 1e-9)
    assert len(tracks) == 2
    assert all(track.end_s - track.start_s > 10 for track in tracks)


def test_a_path_is_followed_within_a_hundredth_of_the_width():
    t, x, y = moving(np.random.default_rng(6), 90, (0.8, 0.45), (0.2, 0.1))
    order = np.argsort(t)
    clicks = Near(t[order], x[order], y[order], np.ones(len(t), dtype=np.bool_))
    begin = Track(np.array([11.0, 17.0]), np.array([0.37, 0.63]), np.array([0.2, 0.35]), 0.05, 11.0, 17.0)
    track = fit_track(begin, clicks, lambda t_s, *_: np.full(len(t_s), 0.5), 8.0)
    assert track is not None
    nodes = np.linspace(9, 19, 21)
    at = track.place(nodes)
    share = (nodes - 8) / 12
    assert np.hypot(at[0] - 0.2 - 0.6 * share, at[1] - 0.1 - 0.35 * share).mean() < 0.01
    assert track.start_s < 9
    assert track.end_s > 19
