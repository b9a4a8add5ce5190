"""Counting bits in place of sessions, against looking at each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from footpath.analysis.columns import bits, flagged, grouped, unpacked
from footpath.analysis.day_order import Days
from footpath.analysis.planes import Planes
from footpath.analysis.summaries import median, summary_of_counts

SESSIONS = 150
MASKS = arrays(np.bool_, SESSIONS)
NUMBERS = arrays(np.int64, SESSIONS, elements=st.integers(0, 9))
SOME_FLOATS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


@given(NUMBERS, MASKS, MASKS)
def test_planes_sum_over_the_sessions_in_all_masks(numbers, mask, other):
    wanted = sum(int(n) for n, a, b in zip(numbers, mask, other, strict=True) if a and b)
    assert Planes.of(numbers).total(bits(mask), bits(other)) == wanted


@given(arrays(np.int64, SESSIONS, elements=st.sampled_from([-3, 0, 1, 19000, 1 << 40])), NUMBERS, MASKS, MASKS)
def test_days_count_and_sum_day_by_day(day, numbers, flags, mask):
    days = Days.of(day)
    chosen, planes = days.ordered(bits(mask)), Planes.of(numbers)
    ordered = Planes(tuple(days.ordered(plane) for plane in planes.planes))
    assert days.days.tolist() == sorted(set(day.tolist()))
    assert days.days[days.place].tolist() == day.tolist()
    for k, one in enumerate(days.days.tolist()):
        here = (day == one) & mask
        assert days.count(days.ordered(bits(flags)), chosen)[k] == (here & flags).sum()
        assert days.total(ordered, chosen)[k] == numbers[here].sum()


def test_no_session_has_no_day():
    days = Days.of(np.zeros(0, dtype=np.int64))
    assert not len(days.count(days.ordered(bits(np.zeros(0, dtype=np.bool_)))))


@given(SOME_FLOATS)
def test_the_median_is_the_middle(values):
    assert median(np.array(values)) == pytest.approx(float(np.median(values)))


@given(st.lists(st.integers(0, 6), max_size=30))
def test_the_summary_of_counts_is_that_of_the_numbers(numbers):
    found = summary_of_counts(np.bincount(np.array(numbers, dtype=np.int64)))
    if not numbers:
        assert (found.mean, found.median, found.n) == (None, None, 0)
    else:
        assert found.mean == pytest.approx(float(np.mean(numbers)))
        assert (found.median, found.n) == (float(np.median(numbers)), len(numbers))


@given(st.lists(st.integers(-5, 5), max_size=30))
def test_grouped_names_each_key_once(keys):
    names, place = grouped(np.array(keys, dtype=np.int64))
    assert names.tolist() == sorted(set(keys))
    assert names[place].tolist() == keys


@given(st.lists(st.integers(0, 99), max_size=30))
def test_flagged_are_those_named(named):
    assert np.flatnonzero(unpacked(flagged(np.array(named, dtype=np.int64), 100), 100)).tolist() == sorted(set(named))
