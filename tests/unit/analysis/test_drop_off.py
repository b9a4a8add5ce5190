"""Drop-off points: the planted one is found, what only looks like one is not."""

from __future__ import annotations

import numpy as np
import pytest
from build import events, row
from scipy import optimize, stats

from footpath.analysis.data import read_data
from footpath.analysis.drop_off import drop_offs
from footpath.analysis.step_tests import step_ps
from footpath.model.results import SceneRetention
from footpath.model.settings import Settings
from footpath.model.story import Media, Scene, Story
from footpath.study.curves import Curves

BINS = 30


def story(*, ending: bool = False) -> Story:
    return Story("t", (Media("m", duration_s=BINS),), (Scene("s", "S", "m", 0, BINS, ending=ending),))


def curves(exits, present) -> tuple[SceneRetention, ...]:
    none = np.zeros(BINS, dtype=np.int64)
    t, nan = np.arange(BINS, dtype=np.float64), np.full(BINS, np.nan)
    whole = np.asarray(present, dtype=np.float64)
    return (SceneRetention("s", "m", t, none, none, np.asarray(exits), none, none, whole, nan, nan, nan),)


def found(exits, present, **kind: bool):
    return drop_offs(curves(exits, present), story(**kind), Settings())


def test_a_planted_stretch_is_found_once_with_its_edges():
    exits = np.full(BINS, 10)
    exits[14:17] = [40, 70, 35]
    (one,) = found(exits, np.linspace(1000, 500, BINS))
    assert (one.start_s, one.end_s, one.exits) == (14, 17, 145)
    assert one.expected == pytest.approx(30, abs=3)
    assert one.q_value >= one.p_value


def test_waiting_for_a_choice_at_the_last_frame_is_no_drop_off():
    exits, present = np.full(BINS, 10), np.full(BINS, 1000.0)
    exits[-1] = 50
    assert found(exits, present)
    present[-1] = 5000.0
    assert not found(exits, present)


def test_leaving_on_arrival_is_held_against_nothing():
    exits = np.full(BINS, 10)
    exits[:3] = [90, 60, 40]
    assert not found(exits, np.full(BINS, 1000.0))


def test_a_steady_rise_is_explained_by_its_trend():
    exits = np.round(10 * 1.1 ** np.arange(BINS)).astype(int)
    assert not found(exits, np.full(BINS, 1000.0))


def test_few_that_stay_behind_leaving_as_before_are_no_drop_off():
    present = np.full(BINS, 1000.0)
    present[-4:] = 400.0
    assert not found(np.full(BINS, 40), present)


def test_nobody_can_drop_off_in_the_tail_of_an_ending():
    exits = np.full(BINS, 30)
    exits[-2:] = 0
    assert not found(exits, np.full(BINS, 1000.0), ending=True)


def test_where_nothing_is_planted_something_is_found_in_at_most_one_run_of_twenty():
    random = np.random.default_rng(5)
    false_alarms = 0
    for _ in range(200):
        present = np.sort(random.uniform(200, 3000, BINS))[::-1]
        false_alarms += bool(found(random.poisson(present * random.uniform(0.002, 0.02)), present))
    assert false_alarms <= stats.binom.ppf(0.999, 200, 0.05)


def test_a_step_on_a_trend_by_another_optimiser():
    random = np.random.default_rng(6)
    x = np.arange(20.0)
    exposure = random.uniform(50, 200, 20)
    counts = random.poisson(exposure * np.exp(-2 + 0.05 * x)).astype(float)
    counts[:2] += 15

    def minus_likelihood(fit, design):
        linear = design @ fit
        return -(counts * linear - exposure * np.exp(linear)).sum()

    plain = np.stack([np.ones(20), x / 20], axis=1)
    step = np.column_stack([plain, x < 2])
    best = [optimize.minimize(minus_likelihood, np.zeros(d.shape[1]), (d,), tol=1e-10) for d in (plain, step)]
    (p_value,), (expected,) = step_ps(counts[None], exposure[None], x[None], np.array([2]))
    assert p_value == pytest.approx(stats.norm.sf(np.sqrt(2 * (best[0].fun - best[1].fun))), rel=1e-3)
    rest = best[1].x[:2]
    assert expected == pytest.approx((exposure[:2] * np.exp(plain[:2] @ rest)).sum(), rel=1e-3)


def test_a_bin_that_begins_a_rounding_before_everyone_leaves():
    """20.13 + 20 is less than 40.13, so that the bin after it holds those exits and next to no time."""
    rows = []
    for k in range(200):
        early = 20.13 + k % 20 + 0.5 if k % 16 == 0 else None
        rows += [row(f"s{k:03d}", 0.0, "play", 20.13), row(f"s{k:03d}", 20.0, "exit", early or 40.13)]
    for k in range(3):
        rows += [row(f"z{k}", 0.0, "play", 42.13), row(f"z{k}", 17.0, "exit", 59.63)]
    stretch = Story("t", (Media("m"),), (Scene("s", "S", "m", 20.13, 60.13),))
    found = Curves(read_data(stretch, *events(stretch, *rows), Settings())).of(np.ones(203, bool))
    seconds = found.scenes[0].present_s
    assert 0 < seconds[20] < 1e-9
    surest = min(found.drop_offs, key=lambda drop: drop.p_value)
    assert (surest.start_s, surest.exits) == (pytest.approx(40.13), 187)
