"""Who clicked in a region, by the grid and by looking at every click."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from footpath.analysis.click_grid import CELLS, ClickGrid

SESSIONS = 40


def some_clicks(seed: int, count: int = 3000):
    """Anywhere, often on a cell's edge, some outside of the picture or beside it."""
    dice = np.random.default_rng(seed)
    x, y = dice.uniform(-0.1, 1.1, (2, count))
    on_edges = dice.random(count) < 0.3
    x[on_edges] = dice.integers(0, CELLS + 1, on_edges.sum()) / CELLS
    x[dice.random(count) < 0.05] = np.nan
    y[dice.random(count) < 0.05] = np.nan
    session = dice.integers(0, SESSIONS * 3, count).astype(np.int32) % SESSIONS
    return SimpleNamespace(x=x, y=y, session=session)


def by_every_click(clicks, region):
    x0, y0, x1, y1 = region
    inside = (clicks.x >= x0) & (clicks.x <= x1) & (clicks.y >= y0) & (clicks.y <= y1)
    return np.isin(np.arange(SESSIONS), clicks.session[inside])


@pytest.mark.parametrize("seed", range(20))
def test_by_grid_and_by_every_click(seed: int):
    clicks, dice = some_clicks(seed, 3000 if seed % 2 else 60), np.random.default_rng(100 + seed)
    grid = ClickGrid.of(clicks)
    for _ in range(60):
        place, size = dice.uniform(-0.2, 1.1, 2), dice.uniform(0, dice.choice([0.001, 0.03, 0.3, 1.3]), 2)
        region = (*place.tolist(), *(place + size).tolist())
        if dice.random() < 0.5:
            region = tuple(round(edge * CELLS) / CELLS for edge in region)
        assert (grid.sessions_in(region, clicks, SESSIONS) == by_every_click(clicks, region)).all()


@pytest.mark.parametrize("region", [(0.6, 0.6, 0.4, 0.4), (-9, -9, 9, 9), (0, 0, 0, 0), (0.5, 0, 0.5, 1)])
def test_regions_of_odd_shapes(region):
    clicks = some_clicks(1)
    assert (ClickGrid.of(clicks).sessions_in(region, clicks, SESSIONS) == by_every_click(clicks, region)).all()


def test_without_clicks_nobody():
    none = SimpleNamespace(x=np.zeros(0), y=np.zeros(0), session=np.zeros(0, np.int32))
    assert not ClickGrid.of(none).sessions_in((0.0, 0.0, 1.0, 1.0), none, 3).any()
