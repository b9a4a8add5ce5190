"""The step test of one stretch, slowly: Newton's method from a flat fit until nothing moves."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr

STEPS, LONGEST, CONVERGED = 50, 4.0, 1e-9


def step_p(counts, exposure, x, inside):
    """Whether the first `inside` counts lie above a log-linear trend through all: one-sided p, and what is expected.

    A Poisson regression of level and slope against one with a step on top (likelihood ratio, signed root); expected
    counts are those of the trend through the rest. Counts outside must not all be 0, and no exposure may be.
    """
    centred = (x - x.mean()) / max(float(np.ptp(x)), 1.0)
    trend = np.stack([np.ones(len(x)), centred], axis=1)
    stepped = np.column_stack([trend, np.arange(len(x)) < inside])
    plain, full = _poisson(counts, exposure, trend), _poisson(counts, exposure, stepped)
    ratio = max(0.0, 2 * (_likelihood(counts, exposure, stepped, full) - _likelihood(counts, exposure, trend, plain)))
    expected = float((exposure[:inside] * np.exp(trend[:inside] @ full[:2])).sum())
    root = math.copysign(math.sqrt(ratio), full[2])
    return float(ndtr(-root)), expected


def _poisson(counts, exposure, design):
    """Coefficients of a log-linear Poisson regression, by Newton's method with halved steps."""
    fit = np.zeros(design.shape[1])
    fit[0] = math.log(counts.sum() / exposure.sum())
    best = _likelihood(counts, exposure, design, fit)
    for _ in range(STEPS):
        mean = exposure * np.exp(design @ fit)
        information = design.T @ (design * mean[:, None]) + 1e-9 * np.eye(len(fit))
        step = np.linalg.solve(information, design.T @ (counts - mean))
        step *= min(1.0, LONGEST / max(float(np.abs(step).max()), 1e-300))
        while np.abs(step).max() > CONVERGED and _likelihood(counts, exposure, design, fit + step) < best:
            step /= 2
        if np.abs(step).max() <= CONVERGED:
            break
        fit += step
        best = _likelihood(counts, exposure, design, fit)
    return fit


def _likelihood(counts, exposure, design, fit):
    """Log likelihood but for a constant."""
    linear = design @ fit
    return float((counts * linear - exposure * np.exp(linear)).sum())
