"""Paths and the curves along them, against following every session one by one."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import oracle_curves
import pytest
from build import events, row
from hypothesis import given, settings
from strategies import selected_studies, to_events

from footpath.analysis.compare_curves import compare_along, compare_curves
from footpath.analysis.data import read_data
from footpath.analysis.retention import in_window
from footpath.analysis.selecting import path_of, scope_of, session_mask
from footpath.analysis.walk import Walk, Way
from footpath.model.selection import Selection
from footpath.model.settings import Settings
from footpath.model.story import Media, Scene, Story
from footpath.study.curves import Curves

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_most_trodden_path(drawn):
    (story, rows), selection = drawn
    events, sessions = to_events(rows, story)
    data = read_data(story, events, sessions, Settings())
    mask = session_mask(selection, data)
    visits = data.reading.visits
    paths = [
        tuple(visits.scene[visits.session == s].tolist()) for s in range(len(mask)) if mask[s] and s in visits.session
    ]
    wanted, prefix = [], ()
    while paths:
        following = [p for p in paths if p[: len(prefix)] == prefix]
        ended = sum(p == prefix for p in following)
        onwards = Counter(p[len(prefix)] for p in following if len(p) > len(prefix))
        if not onwards or max(onwards.values()) < ended:
            break
        scene = min(s for s, n in onwards.items() if n == max(onwards.values()))
        prefix = (*prefix, scene)
        wanted.append((scene, onwards[scene]))
    assert [(s.scene, s.sessions) for s in Walk.along(Way(), data.reading, mask).steps] == wanted


COUNTS = ("plays", "viewers", "exits", "events", "at_risk")


@given(selected_studies())
@settings(max_examples=2 * EXAMPLES)
def test_curves_along_a_path(drawn):
    (story, rows), selection = drawn
    data = read_data(story, *to_events(rows, story), Settings())
    scope = scope_of(selection, data)
    way = Way(path_of(selection, data))
    got = Curves(data).along(session_mask(selection, data), way, selection.any_time)
    curves = in_window(got.curves, (scope.start_s, scope.end_s), Settings())
    wanted = oracle_curves.along(rows, story, Settings(), selection)
    assert [(story.scenes[s.scene].id, s.sessions) for s in got.steps] == [(scene, n) for _, scene, n, _ in wanted]
    with_bins = [(step, scene, bins) for step, scene, _, bins in wanted if bins is not None]
    assert [(s.step, s.scene_id) for s in curves.scenes] == [(step, scene) for step, scene, _ in with_bins]
    for scene, (_, _, bins) in zip(curves.scenes, with_bins, strict=True):
        for name in COUNTS:
            recorded = got.curves.exits_recorded or name in {"plays", "viewers", "exits"}
            assert not recorded or (name, getattr(scene, name).tolist()) == (name, [b[name] for b in bins])
        for name in ("present_s", *(("survival", "low", "high") if got.curves.exits_recorded else ())):
            assert getattr(scene, name).tolist() == pytest.approx([b[name] for b in bins], nan_ok=True), name


LOOP = Story(
    "T", (Media("m", duration_s=30.0),), tuple(Scene(n, n, "m", k * 10.0, k * 10.0 + 10) for k, n in enumerate("abc"))
)


def visits(name, *scenes):
    """Four seconds of each scene, then away."""
    rows, at = [], 0.0
    for scene in scenes:
        start = 10.0 * "abc".index(scene)
        rows += [row(name, at, "scene_enter", start, scene_id=scene), row(name, at, "play", start)]
        at += 4.0
        rows.append(row(name, at, "pause", start + 4.0))
    return [*rows, row(name, at, "exit", start + 4.0, scene_id=scene)]


def looped(paths):
    made = [r for k, path in enumerate(paths) for r in visits(f"s{k:02d}", *path)]
    return read_data(LOOP, *events(LOOP, *made), Settings())


def test_those_who_left_the_path_are_not_counted_and_exits_lie_at_their_own_step():
    data = looped(["aba"] * 5 + ["ab"] * 2 + ["ac"] * 3 + ["a"])
    found = Curves(data).along(np.ones(11, bool), Way())
    assert [(step.scene, step.sessions) for step in found.steps] == [(0, 11), (1, 7), (0, 5)]
    first, second, third = found.curves.scenes
    assert [int(s.viewers[0]) for s in (first, second, third)] == [11, 7, 5]
    assert [int(s.exits.sum()) for s in (first, second, third)] == [1, 2, 5]
    whole = Curves(data).of(np.ones(11, bool)).scenes
    assert int(whole[0].exits.sum()) == 6
    assert {(m.scene_id, m.step) for m in found.curves.moments} == {("a", 0), ("b", 1), ("a", 2)}
    elsewhere = Curves(data).along(np.ones(11, bool), Way(None, (0, 2)))
    assert [step.sessions for step in elsewhere.steps] == [11, 3]


def going_round(name, *, longer):
    """The first four seconds of a, four of b, then a from its second second on; away there."""
    rows = visits(name, "a", "b")[:-1]
    end = 9.0 if longer else 6.0
    rows += [row(name, 8.0, "scene_enter", 2.0, scene_id="a"), row(name, 8.0, "play", 2.0)]
    return [*rows, row(name, 6.0 + end, "exit", end, scene_id="a")]


def test_of_a_scene_that_comes_twice_each_step_has_its_own_visit():
    made = [r for k in range(40) for r in going_round(f"s{k:02d}", longer=k % 2 == 0)]
    data = read_data(LOOP, *events(LOOP, *made), Settings())
    found = Curves(data).along(np.ones(40, bool), Way()).curves
    first, _, again = found.scenes
    assert first.viewers.tolist() == [40] * 4 + [0] * 6
    assert again.viewers.tolist() == [0, 0] + [40] * 4 + [20] * 3 + [0]
    assert (first.plays == first.viewers).all()
    assert int(first.exits.sum()) == 0
    assert again.exits.nonzero()[0].tolist() == [6, 9]
    assert again.survival[5:7].tolist() == pytest.approx([1.0, 0.5])
    assert [m for m in found.moments if m.kind == "spike"] == []  # what is watched again there is another visit
    whole = Curves(data).of(np.ones(40, bool))
    assert whole.scenes[0].plays[:4].tolist() == [40, 40, 80, 80]

    one, two = np.arange(40) % 2 == 0, np.arange(40) % 2 == 1
    compared = compare_along(data, one, two, Way(None, (0, 1, 0)))
    assert [(x.step, x.t_s, x.at_risk, x.exits) for x in compared.bins] == [(2, 6.0, (20, 20), (0, 20))]


def test_the_path_ends_before_a_few_are_left_of_many():
    data, everyone = looped(["abc"] * 4 + ["ab"] * 5 + ["a"] * 6), np.ones(15, bool)
    lengths = [len(Walk.along(Way(), data.reading, everyone, few).steps) for few in (0, 4, 9, 10, 16)]
    assert lengths == [2, 2, 2, 1, 2]
    data, everyone = looped(["abc"] * 4 + ["ab"] * 3 + ["a"] * 6), np.ones(13, bool)
    assert [len(Walk.along(Way(), data.reading, everyone, few).steps) for few in (4, 5, 13, 14)] == [3, 2, 1, 3]


def test_a_path_that_is_selected_begins_where_it_is_first_passed():
    data = looped(["cab"] * 4 + ["ab"] * 3 + ["ca"] * 9)
    mask = session_mask(Selection(through=("a", "b")), data)
    found = Curves(data).along(mask, Way(path_of(Selection(through=("a", "b")), data)))
    assert [(step.scene, step.sessions) for step in found.steps] == [(0, 7), (1, 7)]


def test_two_sides_are_compared_along_the_path_of_the_first():
    data = looped(["abc"] * 20 + ["ab"] * 20 + ["ac"] * 10)
    one, two = np.arange(50) % 2 == 0, np.arange(50) % 2 == 1
    found = compare_along(data, one, two, Way(None, (0, 1, 2)))
    assert {x.step: x.at_risk for x in found.bins} == {1: (20, 20), 2: (10, 10)}
    assert {x.step: x.exits for x in found.bins} == {1: (10, 10), 2: (10, 10)}
    assert found.sessions == (25, 25)
    assert found.p_value > 0.9
    assert [(step.scene, step.sessions) for step in found.steps] == [(0, 50), (1, 40), (2, 20)]
    everywhere = compare_curves(data, one, two)
    assert everywhere.steps is None
    assert {x.scene_id: x.at_risk for x in everywhere.bins}["c"] == (15, 15)
