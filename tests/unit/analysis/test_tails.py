"""Tails against the plain sums of their terms."""

import math
from fractions import Fraction

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from footpath.analysis.significance import fisher_p
from footpath.analysis.tails import binomial_tail
from footpath.model.rate import Rate


@given(trials=st.integers(0, 40), at_least=st.integers(0, 45), share=st.floats(0.001, 0.999))
def test_the_tail_is_the_sum_of_its_terms(trials, at_least, share):
    terms = (math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(at_least, trials + 1))
    got = binomial_tail(np.array([float(at_least)]), np.array([float(trials)]), np.array([share]))
    assert math.isclose(got[0], min(math.fsum(terms), 1.0), rel_tol=1e-9, abs_tol=1e-300)


@given(a=st.integers(0, 12), b=st.integers(0, 12), more_a=st.integers(0, 12), more_b=st.integers(0, 12))
def test_fishers_test_is_the_sum_over_tables_that_are_no_likelier(a, b, more_a, more_b):
    assume(a + more_a and b + more_b)
    one, other = Rate(a, a + more_a), Rate(b, b + more_b)
    hits, total = a + b, one.of + other.of
    chances = {
        n: Fraction(math.comb(one.of, n) * math.comb(other.of, hits - n), math.comb(total, hits))
        for n in range(max(0, hits - other.of), min(hits, one.of) + 1)
    }
    slow = sum(chance for chance in chances.values() if chance <= chances[a])
    assert math.isclose(fisher_p(one, other), float(slow), rel_tol=1e-6)
