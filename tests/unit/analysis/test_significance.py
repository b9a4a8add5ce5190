"""Intervals and tests a second time: from published examples, from enumeration, from other people's code."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from footpath.analysis.significance import (
    Sample,
    adjusted,
    clustered_difference,
    mean_difference,
    rate_difference,
    rates_differ,
    rates_vary,
    trend_p,
)
from footpath.model.rate import Rate

SMALL = st.integers(1, 12).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def test_newcombes_own_example():
    # Newcombe (1998), Statistics in Medicine 17, 873, table II, method 10.
    difference = rate_difference(Rate(56, 70), Rate(48, 80))
    assert (difference.low, difference.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))
    none = rate_difference(Rate(0, 10), Rate(0, 20))
    assert (none.low, none.high) == (pytest.approx(-0.1611, abs=1e-4), pytest.approx(0.2775, abs=1e-4))


@given(SMALL, SMALL)
def test_small_rates_by_counting_every_table(a, b):
    (n, of), (m, other) = a, b
    hits, total = n + m, of + other
    ways = {k: comb(of, k) * comb(other, hits - k) for k in range(max(0, hits - other), min(of, hits) + 1)}
    share = sum(w for w in ways.values() if w <= ways[n]) / comb(total, hits)
    if min(of, other) * min(hits, total - hits) < 5 * total:
        assert rates_differ(Rate(n, of), Rate(m, other)) == pytest.approx(share)


def test_large_rates_by_the_four_cells():
    observed = np.array([[30, 170], [60, 180]])
    expected = observed.sum(1, keepdims=True) * observed.sum(0) / observed.sum()
    chi = ((observed - expected) ** 2 / expected).sum() * (observed.sum() - 1) / observed.sum()
    assert rates_differ(Rate(30, 200), Rate(60, 240)) == pytest.approx(stats.chi2.sf(chi, 1))


def test_several_rates_as_a_table():
    rates = [Rate(30, 200), Rate(60, 240), Rate(10, 90), Rate(0, 0)]
    table = [[30, 60, 10], [170, 180, 80]]
    assert rates_vary(rates) == pytest.approx(stats.chi2_contingency(table, correction=False)[1])
    assert rates_vary([Rate(0, 4), Rate(0, 9), Rate(0, 2)]) == 1.0


@given(st.lists(st.integers(0, 9), min_size=2, max_size=9), st.lists(st.integers(0, 9), min_size=2, max_size=9))
def test_means_by_scipy(a, b):
    one, other = np.array(a, dtype=float), np.array(b, dtype=float)
    if one.std() == 0 or other.std() == 0:
        return
    wanted = stats.ttest_ind(one, other, equal_var=False)
    interval = wanted.confidence_interval(0.95)
    got = mean_difference(Sample.of(one), Sample.of(other))
    assert got.p_value == pytest.approx(wanted.pvalue)
    assert (got.low, got.high) == (pytest.approx(interval.low), pytest.approx(interval.high))


def test_means_without_any_spread():
    same, other = Sample(3, 2.0, 0.0), Sample(4, 5.0, 0.0)
    assert mean_difference(same, same).p_value == 1.0
    assert mean_difference(same, other).p_value == 0.0


def test_clustered_shares_are_wider_than_independent_ones_where_sessions_are_alike():
    whole = np.full(40, 10.0)
    half = np.array([10.0, 0.0] * 20)
    apart = clustered_difference((half, whole), (half[::-1], whole))
    error = np.sqrt(2 * sum((n - 0.5 * w) ** 2 for n, w in zip(half, whole, strict=True)) * 40 / 39 / 400**2)
    assert apart.value == 0
    assert apart.high == pytest.approx(1.959964 * error)
    assert apart.high > 2 * rate_difference(Rate(200, 400), Rate(200, 400)).high


@given(st.lists(SMALL, min_size=2, max_size=5))
def test_the_trend_is_the_correlation_of_score_and_outcome(groups):
    scores = [i for i, (_, of) in enumerate(groups) for _ in range(of)]
    outcomes = [int(k < n) for n, of in groups for k in range(of)]
    got = trend_p([Rate(n, of) for n, of in groups])
    if len(set(outcomes)) < 2:
        assert got is None
        return
    r = np.corrcoef(scores, outcomes)[0, 1]
    assert got[0] == pytest.approx(r * np.sqrt(len(scores)), abs=1e-9)
    assert got[1] == pytest.approx(stats.chi2.sf(r * r * len(scores), 1))


@given(st.lists(st.floats(1e-9, 1), min_size=1, max_size=12))
def test_q_values_by_scipy(p_values):
    assert adjusted(np.array(p_values)) == pytest.approx(stats.false_discovery_control(p_values))
