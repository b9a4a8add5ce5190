"""Densities against counts made one click at a time; rates against viewer-seconds added up by hand."""

from __future__ import annotations

import numpy as np
import pytest

from footpath.analysis.heat import (
    FilmScale,
    Presence,
    cells_of,
    counted,
    film_scale,
    grid_shape,
    heat_grid,
)

ASPECT = 16 / 9
PLAIN = FilmScale(1.0, np.linspace(0, 1, 101))


def places(count: int, seed: int = 1):
    random = np.random.default_rng(seed)
    return random.uniform(-0.1, 1.1, count), random.uniform(-0.1, 1.1, count)


@pytest.mark.parametrize("aspect", [16 / 9, 1.0, 9 / 16])
def test_cells_are_what_a_count_click_by_click_gives(aspect: float):
    x, y = places(3000)
    x[:5] = np.nan
    x[5], y[5] = 1.0, 1.0
    rows, columns = grid_shape(aspect)
    slow = np.zeros((rows, columns))
    for a, b in zip(x, y, strict=True):
        if 0 <= a <= 1 and 0 <= b <= 1:
            slow[min(int(b * rows), rows - 1), min(int(a * columns), columns - 1)] += 1
    assert (counted(cells_of(x, y, aspect), aspect) == slow).all()
    assert rows / columns == pytest.approx(1 / aspect, rel=0.01)


def test_blurring_keeps_the_sum_and_a_rate_divides_by_the_viewer_seconds():
    x, y = np.full(40, 0.5), np.full(40, 0.5)
    raw = heat_grid(cells_of(x, y, ASPECT), ASPECT, window_s=(0, 2), bandwidth_px=24.0, scale=PLAIN)
    assert raw.density.sum() == pytest.approx(40, rel=1e-3)
    rate = heat_grid(cells_of(x, y, ASPECT), ASPECT, window_s=(0, 2), bandwidth_px=24.0, scale=PLAIN, present_s=200.0)
    assert np.allclose(rate.density * 200, raw.density)
    assert (raw.present_s, rate.present_s) == (None, 200.0)


def test_viewer_seconds_are_the_overlaps_added_up():
    random = np.random.default_rng(4)
    start = random.uniform(0, 50, 200)
    end = start + random.exponential(8, 200)
    presence = Presence.of(start, end)
    for low, high in ((0, 10), (12.3, 14.3), (40, 90), (-5, 500)):
        slow = sum(max(0.0, min(b, high) - max(a, low)) for a, b in zip(start, end, strict=True))
        assert presence.viewer_seconds(low, high) == pytest.approx(slow, abs=1e-6)
    assert Presence.of(np.zeros(0), np.zeros(0)).viewer_seconds(0, 10) == 0


def test_the_films_peak_is_its_densest_window_and_single_clicks_dont_glow():
    x, y = np.full(60, 0.5), np.full(60, 0.5)
    t = np.concatenate([np.full(10, 0.5), np.full(50, 6.5)])
    cells = cells_of(x, y, ASPECT)
    scale = film_scale(t, cells, ASPECT, 2.0, 24.0)
    densest = heat_grid(cells[10:], ASPECT, window_s=(6, 8), bandwidth_px=24.0, scale=scale)
    assert scale.peak == pytest.approx(float(densest.density.max()))
    assert (np.diff(scale.quantiles) >= 0).all()
    lonely = film_scale(t[:1], cells[:1], ASPECT, 2.0, 24.0)
    assert lonely.peak == pytest.approx(3 * float(densest.density.max()) / 50, rel=0.05)


def test_a_moment_few_saw_is_hot_in_a_rate_and_hardly_in_a_count():
    x, y = np.full(60, 0.5), np.full(60, 0.5)
    t = np.concatenate([np.full(50, 0.5), np.full(10, 6.5)])
    presence = Presence.of(np.array([0.0] * 100 + [6.0] * 20), np.array([2.0] * 100 + [8.0] * 20))
    cells = cells_of(x, y, ASPECT)
    scale = film_scale(t, cells, ASPECT, 2.0, 24.0, presence)
    few = heat_grid(cells[50:], ASPECT, window_s=(6, 8), bandwidth_px=24.0, scale=scale, present_s=40.0)
    many = heat_grid(cells[:50], ASPECT, window_s=(0, 2), bandwidth_px=24.0, scale=scale, present_s=200.0)
    assert float(few.density.max()) == pytest.approx(float(many.density.max()))


def test_hovering_reads_the_clicks_around_a_place():
    x, y = np.full(40, 0.5), np.full(40, 0.5)
    grid = heat_grid(cells_of(x, y, ASPECT), ASPECT, window_s=(0, 2), bandwidth_px=60.0, scale=PLAIN)
    expected = 40 * 44**2 / (2 * np.pi * 60**2)
    assert grid.around(0.5, 0.5) == pytest.approx(expected, rel=0.05)
    assert grid.around(0.02, 0.02) == pytest.approx(0, abs=1e-6)
    assert np.isnan(grid.around(1.2, 0.5))
