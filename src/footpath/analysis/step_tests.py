"""Whether some counts lie above a log-linear trend through others: many such tests at once, in one iteration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from footpath.model.events import Floats, Longs

NEWTON_STEPS = 50
LONGEST_STEP = 4.0
CONVERGED = 1e-9
NEARLY_NOTHING = 1e-7  # of likelihood: where it converges, Newton's next step gains about the square of it
HALF = 0.5  # added to every count where the first fit is begun, so that it has a logarithm
RIDGE = 1e-9  # keeps what a column of nothing tells solvable

Design = NDArray[np.float64]  # (k, n, p)


def step_ps(counts: Floats, exposure: Floats, x: Floats, inside: Longs) -> tuple[Floats, Floats]:
    """One-sided p values, and the counts that the trend through the rest lets expect; shape (k,) each.

    A Poisson regression of level and slope against one with a step on top (likelihood ratio, signed root). Counts
    outside must not all be 0.

    `counts`, `exposure`, `x`: shape (k, n); a row may be filled up with an exposure of 0 at its end. `inside`: shape
    (k,), how many counts at the begin of each row are the stretch.
    """
    known = exposure > 0
    middle = np.where(known, x, 0.0).sum(axis=1) / known.sum(axis=1)
    span = np.where(known, x, -np.inf).max(axis=1) - np.where(known, x, np.inf).min(axis=1)
    centred = np.where(known, (x - middle[:, None]) / np.maximum(span, 1.0)[:, None], 0.0)
    step = (np.arange(x.shape[1]) < inside[:, None]).astype(np.float64)
    stepped = np.stack([np.ones_like(x), centred, step], axis=2)
    trend = stepped * np.array([1.0, 1.0, 0.0])
    fits, likelihoods = _fits(np.tile(counts, (2, 1)), np.tile(exposure, (2, 1)), np.concatenate([trend, stepped]))
    full, (plain, better) = fits[len(x) :], likelihoods.reshape(2, -1)
    root = np.copysign(np.sqrt(np.maximum(0.0, 2 * (better - plain))), full[:, 2])
    expected = (exposure * step * np.exp(_linear(trend, full))).sum(axis=1)
    return np.asarray(ndtr(-root), dtype=np.float64), np.asarray(expected, dtype=np.float64)


def _fits(counts: Floats, exposure: Floats, design: Design) -> tuple[Floats, Floats]:
    """Coefficients (k, p) of log-linear Poisson regressions and their likelihoods, by Newton's method, steps halved.

    A column of `design` that is 0 throughout keeps a coefficient of 0.
    """
    fit, likelihood, mean = _begun(counts, exposure, design)
    rows = np.arange(len(counts))
    for _ in range(NEWTON_STEPS):
        if not len(rows):
            break
        some = counts[rows], exposure[rows], design[rows]
        step, reached, mean[rows] = _steps(*some, fit[rows], likelihood[rows], mean[rows])
        gained = reached - likelihood[rows]
        fit[rows] += step
        likelihood[rows] = reached
        rows = rows[(np.abs(step).max(axis=1) > CONVERGED) & (gained > NEARLY_NOTHING)]
    return fit, likelihood


def _begun(counts: Floats, exposure: Floats, design: Design) -> tuple[Floats, Floats, Floats]:
    """Fits to begin with, their likelihoods and means: from the counts, or the level alone where that is likelier.

    From the counts it is half as far, but counts of next to no exposure lead it astray.
    """
    level = np.zeros((len(counts), design.shape[2]))
    level[:, 0] = np.log(counts.sum(axis=1) / exposure.sum(axis=1))
    near = _first_step(counts, exposure, design)
    with np.errstate(over="ignore", invalid="ignore"):
        likely, mean = _likelihoods(counts, exposure, design, near)
    plain, flat = _likelihoods(counts, exposure, design, level)
    better = likely > plain
    fit, mean = (np.where(better[:, None], one, other) for one, other in ((near, level), (mean, flat)))
    return fit, np.where(better, likely, plain), mean


def _first_step(counts: Floats, exposure: Floats, design: Design) -> Floats:
    """Of iteratively reweighted least squares, from the counts; McCullagh & Nelder (1989) 2.5."""
    mean = np.where(exposure > 0, counts + HALF, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        told = np.where(exposure > 0, mean * np.log(mean / exposure) - HALF, 0.0)
    return _solved(design, mean, told)


def _solved(design: Design, weight: Floats, slope: Floats) -> Floats:
    """Of each regression, the coefficients (k, p) whose weighted sums of squares have this slope."""
    turned = np.swapaxes(design, 1, 2)
    information = turned @ (design * weight[:, :, None]) + RIDGE * np.eye(design.shape[2])
    return np.asarray(np.linalg.solve(information, turned @ slope[:, :, None])[:, :, 0], dtype=np.float64)


def _steps(
    counts: Floats, exposure: Floats, design: Design, fit: Floats, best: Floats, mean: Floats
) -> tuple[Floats, Floats, Floats]:
    """One step of each regression, halved until it is no step back; the likelihoods and means that it reaches."""
    step = _solved(design, mean, counts - mean)
    step *= np.minimum(1.0, LONGEST_STEP / np.maximum(np.abs(step).max(axis=1), 1e-300))[:, None]
    while True:
        reached, there = _likelihoods(counts, exposure, design, fit + step)
        back = (reached < best) & (np.abs(step).max(axis=1) > CONVERGED)
        if not back.any():
            return step, reached, there
        step[back] /= 2


def _linear(design: Design, fit: Floats) -> Floats:
    return np.asarray((design @ fit[:, :, None])[:, :, 0], dtype=np.float64)


def _likelihoods(counts: Floats, exposure: Floats, design: Design, fit: Floats) -> tuple[Floats, Floats]:
    """The likelihood of each regression, and the counts that it expects."""
    linear = _linear(design, fit)
    mean = exposure * np.exp(linear)
    return np.asarray((counts * linear - mean).sum(axis=1), dtype=np.float64), mean
