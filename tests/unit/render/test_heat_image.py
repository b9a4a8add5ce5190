"""Scales are fixed for the film and monotonic; contours hold the share of clicks that they say."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from footpath.model.results import HeatGrid
from footpath.render.contours import SHARES, contours, level_of
from footpath.render.heat_image import SCALES, heat_bgra, heat_levels


def grid(density, peak: float = 8.0) -> HeatGrid:
    return HeatGrid(np.asarray(density, np.float32), 1, (0, 2), 24.0, peak, None, np.linspace(0.1, 8.0, 101))


@pytest.mark.parametrize("scale", SCALES)
def test_more_is_never_paler_nothing_is_nothing_and_the_peak_is_full(scale: str):
    levels = heat_levels(grid([np.linspace(0, 12, 200)]), scale)[0].astype(int)
    assert (np.diff(levels) >= 0).all()
    assert (levels[0], levels[-1]) == (0, 255)
    assert levels[150] == 255  # beyond the film's peak


def test_scales_are_what_they_are_called():
    half = grid([[4.0]])
    assert heat_levels(half, "linear")[0, 0] == round(255 * 0.5)
    assert heat_levels(half, "root")[0, 0] == round(255 * np.sqrt(0.5))
    assert heat_levels(half, "log")[0, 0] == round(255 * (1 + np.log10(0.5) / 2.5))
    assert heat_levels(half, "percentile")[0, 0] == round(255 * (4.0 - 0.1) / 7.9)


def test_a_window_of_less_is_drawn_paler_than_one_of_more():
    few, many = heat_bgra(grid(np.full((4, 4), 1.0))), heat_bgra(grid(np.full((4, 4), 6.0)))
    assert few.sum() < many.sum()
    assert heat_bgra(grid(np.zeros((4, 4))))[..., 3].max() == 0


def test_contours_hold_their_share_of_the_clicks_in_the_fewest_cells():
    random = np.random.default_rng(2)
    density = cv2.GaussianBlur(random.poisson(0.02, (90, 160)).astype(np.float32), (0, 0), 6)
    for contour in contours(density):
        level = level_of(density, contour.share)
        held = density[density >= level].sum() / density.sum()
        assert contour.share <= held <= contour.share + 0.01
        mask = np.zeros((900, 1600), np.uint8)
        cv2.fillPoly(mask, [np.rint(line * [1600, 900]).astype(np.int32) for line in contour.lines], 1)
        inside = cv2.resize(mask.astype(np.float32), (160, 90), interpolation=cv2.INTER_AREA)
        assert (inside * density).sum() / density.sum() == pytest.approx(contour.share, abs=0.06)
    assert [c.share for c in contours(density)] == list(SHARES)
    assert contours(np.zeros((4, 4), np.float32)) == ()
