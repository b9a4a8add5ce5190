"""Spikes and dips a second time, bin by bin."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footpath.analysis.moments import moments
from footpath.model.results import SceneRetention

BINS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), min_size=1, max_size=30)


def scene(pairs: list[tuple[int, int]]) -> SceneRetention:
    viewers = np.array([n for n, _ in pairs])
    plays = np.array([n + again if n else 0 for n, again in pairs])
    t, none = np.arange(len(pairs), dtype=float), np.zeros(len(pairs), dtype=int)
    nan = np.full(len(pairs), np.nan)
    return SceneRetention("s", "m", t, plays, viewers, none, none, none, t, nan, nan, nan)


def spikes_bin_by_bin(one: SceneRetention, few: int) -> list[tuple[str, int]]:
    bins, found = len(one.viewers), []
    for k in range(1, bins - 1):
        near = range(max(0, k - 8), min(bins, k + 9))
        n, plays = one.viewers[k], one.plays[k]
        if n >= few and n and plays / n >= 1.25 and plays == max(one.plays[i] for i in near):
            found.append(("spike", k))
    return found


def dips_bin_by_bin(viewers: list[int], few: int) -> list[tuple[str, int]]:
    def under(k: int, most: int) -> bool:
        return Fraction(viewers[k]) <= Fraction(85, 100) * most

    found, k = [], 1
    while k < len(viewers):
        before, stretch = viewers[k - 1], []
        if before and before >= few and under(k, before):
            while k < len(viewers) and under(k, before) and any(under(k, n) for n in viewers[k + 1 :]):
                stretch.append(k)
                k += 1
        if stretch:
            found.append(("dip", min(stretch, key=lambda at: viewers[at])))
        else:
            k += 1
    return found


@given(BINS, st.integers(0, 8))
def test_spikes_and_dips(pairs, few):
    one = scene(pairs)
    wanted = spikes_bin_by_bin(one, few) + dips_bin_by_bin(one.viewers.tolist(), few)
    got = [(m.kind, m.t_s) for m in moments((one,), few) if m.kind in {"spike", "dip"}]
    assert sorted(got) == sorted(wanted)
    assert [at for _, at in got] == sorted(at for _, at in got)


def dips(viewers: list[int], few: int = 30) -> list[tuple[float, float]]:
    return [(m.t_s, m.value) for m in moments((scene([(n, 0) for n in viewers]),), few) if m.kind == "dip"]


def test_a_skip_of_many_bins_is_one_dip_at_its_fewest():
    assert dips([800, 793, 545, 545, 542, 541, 541, 789, 780]) == [(5, pytest.approx(541 / 793))]
    assert dips([100, *[80] * 40, 99]) == [(1, 0.8)]


def test_a_dip_ends_where_viewers_are_back_and_needs_that_they_come_back():
    assert dips([100, 50, 100, 50, 100]) == [(1, 0.5), (3, 0.5)]
    assert dips([1000, 800, 600, 800, 1000]) == [(2, 0.6)]
    assert dips([100, 50, 49, 48]) == []
    assert dips([100, 85, 100]) == [(1, 0.85)]
    assert dips([100, 86, 100]) == []


def test_few_viewers_tell_neither_dip_nor_spike():
    assert dips([29, 5, 29]) == []
    assert dips([30, 5, 30]) == [(1, pytest.approx(1 / 6))]
    again = [[(n, 0), (n, n), (n, 0)] for n in (29, 30)]
    assert [[m.kind for m in moments((scene(one),), 30) if m.kind == "spike"] for one in again] == [[], ["spike"]]


def test_the_intro_is_what_is_left_after_half_a_minute():
    intro, top = moments((scene([(12 - k // 4, 0) for k in range(40)]),), 30)
    assert (intro.t_s, intro.value) == (30, pytest.approx(5 / 12))
    assert (top.t_s, top.value) == (0, 12)
