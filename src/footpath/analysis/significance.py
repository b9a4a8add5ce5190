"""Tests and intervals for differences: closed forms, no resampling; sources in docs/metrics.md."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, gammaln, ndtr, stdtr, stdtrit

from footpath.model.events import Floats, Longs
from footpath.model.rate import Z_95, Rate

SMALL_EXPECTED = 5.0
SAME_CHANCE = 1e-7  # equal but for rounding


@dataclass(frozen=True, slots=True)
class Difference:
    """a − b with its 95 % interval and two-sided p value."""

    value: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What Welch's test needs of some values."""

    n: int
    mean: float
    variance: float

    @classmethod
    def of(cls, values: Floats) -> Sample:
        """At least one value; the variance of a single one is 0."""
        spread = float(values.var(ddof=1)) if len(values) > 1 else 0.0
        return cls(len(values), float(values.mean()), spread)


def adjusted(p_values: Floats) -> Floats:
    """The q values of Benjamini & Hochberg (1995)."""
    order = np.argsort(p_values)
    scaled = p_values[order] * len(p_values) / np.arange(1, len(p_values) + 1)
    q_values = np.empty(len(p_values))
    q_values[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q_values


def rate_difference(a: Rate, b: Rate) -> Difference:
    """Newcombe's (1998) hybrid score interval; p by `rates_differ`. Both denominators are at least 1."""
    (low_a, high_a), (low_b, high_b) = _bounds(a), _bounds(b)
    share_a, share_b = a.n / a.of, b.n / b.of
    value = share_a - share_b
    down = math.hypot(share_a - low_a, high_b - share_b)
    up = math.hypot(high_a - share_a, share_b - low_b)
    return Difference(value, value - down, value + up, rates_differ(a, b))


def _bounds(rate: Rate) -> tuple[float, float]:
    interval = rate.interval
    if interval is None:
        raise ValueError("a rate of nothing has no interval")
    return interval


def rates_differ(a: Rate, b: Rate) -> float:
    """Two-sided p: Fisher's exact test where an expected count is under 5, else chi-squared with (N − 1)/N.

    Source: Campbell (2007), Statistics in Medicine 26, 3661.
    """
    total, hits = a.of + b.of, a.n + b.n
    if hits in {0, total}:
        return 1.0
    pooled = hits / total
    if min(a.of, b.of) * min(pooled, 1 - pooled) < SMALL_EXPECTED:
        return fisher_p(a, b)
    spread = pooled * (1 - pooled) * (1 / a.of + 1 / b.of)
    statistic = (a.n / a.of - b.n / b.of) ** 2 / spread * (total - 1) / total
    return float(chdtrc(1, statistic))


def fisher_p(a: Rate, b: Rate) -> float:
    """Fisher's (1922) exact test, two-sided: all tables with the same margins that are no likelier than this one."""
    hits = a.n + b.n
    least, most = max(0, hits - b.of), min(hits, a.of)
    n = np.arange(least, most + 1)
    chances = np.exp(_log_choose(a.of, n) + _log_choose(b.of, hits - n) - _log_choose(a.of + b.of, hits))
    return min(1.0, float(chances[chances <= chances[a.n - least] * (1 + SAME_CHANCE)].sum()))


def _log_choose(n: int, k: Longs | int) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(np.asarray(k) + 1) - gammaln(n - np.asarray(k) + 1), dtype=np.float64)


def mean_difference(a: Sample, b: Sample) -> Difference:
    """Welch's (1947) interval and test for the difference of two means."""
    value = a.mean - b.mean
    part_a, part_b = a.variance / a.n, b.variance / b.n
    error = math.sqrt(part_a + part_b)
    if not error:
        return Difference(value, value, value, 1.0 if value == 0 else 0.0)
    freedom = (part_a + part_b) ** 2 / sum(p * p / (s.n - 1) for p, s in ((part_a, a), (part_b, b)) if p)
    half = float(stdtrit(freedom, 0.975)) * error
    return Difference(value, value - half, value + half, 2 * float(stdtr(freedom, -abs(value) / error)))


def clustered_difference(a: tuple[Floats, Floats], b: tuple[Floats, Floats]) -> Difference:
    """Difference of two shares of things that come in clusters: ratio estimates, linearised (Cochran 1977, 6.4).

    Args:
        a: numerator and denominator of each cluster (session), shape (k,) each; the denominators sum to more than 0.
        b: the same of the other side.
    """
    (share_a, variance_a), (share_b, variance_b) = _ratio(*a), _ratio(*b)
    value, error = share_a - share_b, math.sqrt(variance_a + variance_b)
    if not error:
        return Difference(value, value, value, 1.0 if value == 0 else 0.0)
    half = Z_95 * error
    return Difference(value, value - half, value + half, 2 * float(ndtr(-abs(value) / error)))


def _ratio(part: Floats, whole: Floats) -> tuple[float, float]:
    """A ratio estimate and its variance."""
    clusters, total = len(whole), float(whole.sum())
    share = float(part.sum()) / total
    if clusters < 2:
        return share, 0.0
    residual = part - share * whole
    return share, float((residual * residual).sum()) * clusters / (clusters - 1) / total**2


def trend_p(rates: Sequence[Rate]) -> tuple[float, float] | None:
    """(z, two-sided p) of the trend over ordered groups scored 0, 1, 2, …: Cochran (1954), Armitage (1955).

    None where there is nothing to tell: fewer than two groups with anyone, or all or none of them with a hit.
    """
    hits, counts = np.array([r.n for r in rates], dtype=float), np.array([r.of for r in rates], dtype=float)
    total, share = counts.sum(), hits.sum() / max(counts.sum(), 1.0)
    if (counts > 0).sum() < 2 or share in {0.0, 1.0}:
        return None
    scores = np.arange(len(rates)) - (np.arange(len(rates)) * counts).sum() / total
    spread = share * (1 - share) * (counts * scores * scores).sum()
    z = float((scores * (hits - counts * share)).sum() / math.sqrt(spread))
    return z, 2 * float(ndtr(-abs(z)))


def rates_vary(rates: Sequence[Rate]) -> float:
    """The p value of several rates being one: Pearson's chi-squared; of two, `rates_differ`. Rates of 0 don't count."""
    known = [r for r in rates if r.of]
    if len(known) == 2:
        return rates_differ(*known)
    hits, total = sum(r.n for r in known), sum(r.of for r in known)
    if len(known) < 2 or hits in {0, total}:
        return 1.0
    share = hits / total
    statistic = sum((r.n - r.of * share) ** 2 / (r.of * share * (1 - share)) for r in known)
    return float(chdtrc(len(known) - 1, statistic))
