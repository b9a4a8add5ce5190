"""Spikes and dips a second time, bin by bin."""

from __future__ import annotations

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


@given(BINS)
def test_spikes_and_dips(pairs):
    one = scene(pairs)
    wanted = []
    for k in range(1, len(pairs) - 1):
        near = range(max(0, k - 8), min(len(pairs), k + 9))
        n, plays = one.viewers[k], one.plays[k]
        if n and plays / n >= 1.25 and plays == max(one.plays[i] for i in near):
            wanted.append(("spike", k))
        most = min(one.viewers[k - 1], max(one.viewers[k + 1 :]))
        if n == min(one.viewers[i] for i in near) and n < 0.85 * most:
            wanted.append(("dip", k))
    got = [(m.kind, m.t_s) for m in moments((one,)) if m.kind in {"spike", "dip"}]
    assert got == wanted


def test_the_intro_is_what_is_left_after_half_a_minute():
    (intro, top) = (m for m in moments((scene([(12 - k // 4, 0) for k in range(40)]),)) if m.kind in {"intro", "top"})
    assert (intro.t_s, intro.value) == (30, pytest.approx(5 / 12))
    assert (top.t_s, top.value) == (0, 12)
