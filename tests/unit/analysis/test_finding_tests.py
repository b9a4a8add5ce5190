"""The tests behind findings: what is planted is told, with numbers known by hand."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from scipy import stats

from footpath.analysis import finding_tests
from footpath.analysis.significance import rates_differ
from footpath.model.more_metrics import BandRate, MoreMetrics
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.results import ElementMetrics, PathGraph, PathLink, PathNode, Retention, SceneRetention
from footpath.model.story import Choice, Media, Scene, Story


class Metrics:
    def __init__(self, *elements: ElementMetrics) -> None:
        self.elements = elements


def element(name: str, n: int, of: int, *, kind: str = "hotspot", px: float | None = None, misses: int = 0):
    return ElementMetrics(name, kind, name, Rate(n, of), n, Rate(n, 1000), None, None, px, misses)


def test_lift_is_held_against_the_rest_of_the_kind():
    found = finding_tests.lift_tests(
        Metrics(element("a", 50, 100), element("b", 10, 100), element("c", 12, 100), element("d", 3, 9, kind="cta"))
    )
    assert [one.name for one in found] == [("a",), ("b",), ("c",)]
    assert found[0].p_value == rates_differ(Rate(50, 100), Rate(22, 200))
    assert found[0].expected == pytest.approx(11)
    assert found[0].ratio == pytest.approx(50 / 11)
    wanted = stats.false_discovery_control([one.p_value for one in found])
    assert [one.q_value for one in found] == pytest.approx(list(wanted))


def test_small_targets_are_held_against_large_ones_alone():
    (found,) = finding_tests.small_target_tests(
        Metrics(element("s", 40, 90, px=20, misses=40), element("l", 95, 200, px=60, misses=5), element("n", 9, 99)), 44
    )
    assert (found.name, found.n, found.of) == (("s",), 40, 80)
    assert found.share_of_rest == pytest.approx(0.05)


def test_bands_are_held_against_the_other_bands_of_their_media():
    def band(label: str, media: str, n: int, of: int) -> BandRate:
        return BandRate(label, media, 0.0, None, Rate(n, of))

    none = NotInstrumented("")
    bands = (band("Hook", "m", 1, 100), band("End", "m", 30, 100), band("Hook", "n", 50, 100))
    found = finding_tests.band_tests(MoreMetrics((), bands, None, (), (), none, {}, none, ()))
    assert [one.name for one in found] == [("m", "Hook"), ("m", "End")]
    assert found[0].p_value == found[1].p_value == rates_differ(Rate(1, 100), Rate(30, 100))


def test_defaults_are_counted_over_all_steps_that_leave_a_fork():
    scenes = tuple(Scene(s, s, "m", i, i + 1) for i, s in enumerate("abc"))
    choices = (Choice("1", "", "a", "b", "e1"), Choice("2", "", "a", "c", "e2"), Choice("3", "", "b", "c"))
    story = Story("t", (Media("m"),), scenes, choices)
    nodes = [PathNode(f"{step}/{s}", "scene", s, step, 0) for step in (0, 1, 2) for s in "abc"]
    links = (
        PathLink("0/a", "1/b", 40, 35, 5), PathLink("0/a", "1/c", 20, 1, 19), PathLink("1/a", "2/b", 4, 4, 0),
        PathLink("1/b", "2/c", 40, 40, 0), PathLink("0/a", "1/exit", 9, 0, 0),
    )  # fmt: skip
    graph = PathGraph((*nodes, PathNode("1/exit", "exit", None, 1, 9)), links, 0)
    (found,) = finding_tests.default_tests(graph, story)
    assert (found.name, found.n, found.of) == (("a", "b"), 39, 44)
    assert found.p_value == pytest.approx(sum(comb(44, k) for k in range(39, 45)) / 2**44)


def test_replays_are_held_against_the_bins_around():
    count = 20
    viewers = np.full(count, 100)
    plays = viewers + 5
    plays[10] += 60
    t, none, nan = np.arange(count, dtype=float), np.zeros(count, dtype=int), np.full(count, np.nan)
    scene = SceneRetention("s", "m", t, plays, viewers, none, none, none, t, nan, nan, nan)
    (found,) = finding_tests.rewatch_tests(Retention((scene,), 1.0, True, (), ()))
    assert (found.name, found.n, found.expected) == (("s", "10.0"), 65, 5.0)
    inside, outside = 65, 16 * 5
    share = 1 / 17
    tail = sum(comb(145, k) * share**k * (1 - share) ** (145 - k) for k in range(inside, inside + outside + 1))
    assert found.p_value == pytest.approx(tail)
    assert found.q_value == pytest.approx(tail * count)
