"""The binomial tail against the plain sum of its terms."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from footpath.analysis.tails import binomial_tail


@given(trials=st.integers(0, 40), at_least=st.integers(0, 45), share=st.floats(0.001, 0.999))
def test_the_tail_is_the_sum_of_its_terms(trials, at_least, share):
    terms = (math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(at_least, trials + 1))
    got = binomial_tail(np.array([float(at_least)]), np.array([float(trials)]), np.array([share]))
    assert math.isclose(got[0], min(math.fsum(terms), 1.0), rel_tol=1e-9, abs_tol=1e-300)
