"""Many step tests at once say what each says alone."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_steps import step_p

from footpath.analysis.step_tests import step_ps


@pytest.mark.parametrize("inside", [1, 2, 4])
def test_every_row_is_as_the_test_alone(inside):
    dice = np.random.default_rng(inside)
    lengths = dice.integers(8, 31, 60)
    counts, exposure, x = (np.zeros((60, 31)) for _ in range(3))
    alone = []
    for k, n in enumerate(lengths):
        seconds = dice.uniform(1, 500, n)
        own = dice.poisson(seconds * dice.uniform(0.001, 0.2)).astype(float)
        own[-1] += 1
        own[:inside] *= dice.integers(0, 5)
        places = np.r_[np.arange(20, 20 + inside), np.sort(dice.choice(60, n - inside, replace=False))].astype(float)
        counts[k, :n], exposure[k, :n], x[k, :n] = own, seconds, places
        alone.append(step_p(own, seconds, places, inside))
    p_values, expected = step_ps(counts, exposure, x, np.full(60, inside))
    assert p_values == pytest.approx([p for p, _ in alone], rel=1e-5, abs=1e-12)
    assert expected == pytest.approx([e for _, e in alone], rel=1e-5)


def test_counts_of_next_to_no_exposure_lead_nothing_astray():
    """As where a bin's edge lies a rounding before the moment at which most stop."""
    dice = np.random.default_rng(5)
    counts, exposure = np.full((80, 40), 2.0), np.full((80, 40), 100.0)
    counts[:, 0] = 40
    for k in range(80):
        odd = dice.choice(np.arange(1, 40), 1 + k % 4, replace=False)
        counts[k, odd], exposure[k, odd] = dice.choice([30, 300, 3000]), dice.choice([1e-15, 1e-12, 1e-9])
    x = np.tile(np.arange(40.0), (80, 1))
    p_values, expected = step_ps(counts, exposure, x, np.ones(80, np.int64))
    alone = [step_p(counts[k], exposure[k], x[k], 1) for k in range(80)]
    assert p_values == pytest.approx([p for p, _ in alone], rel=1e-4, abs=1e-12)
    assert np.isfinite(expected).all()
