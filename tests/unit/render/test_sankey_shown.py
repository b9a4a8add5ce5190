"""Whatever is hidden or folded, what flows into a node flows out of it again."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations, pairwise

import pytest

from footpath.model.place import Place
from footpath.model.results import PathGraph, PathLink, PathNode
from footpath.render import sankey_order
from footpath.render.sankey_layout import layout
from footpath.render.sankey_order import SWEEPS, crossings, fewest_crossings
from footpath.render.sankey_shown import least_for, shown

ENDS = ("exit", "completed", "censored")


def graph_of(paths: list[list[str]]) -> PathGraph:
    """Paths end with how they ended."""
    steps = [[f"{i}/{name}" for i, name in enumerate(path)] for path in paths]
    count = Counter(name for path in steps for name in path)
    links = Counter(pair for path in steps for pair in pairwise(path))
    nodes = tuple(
        PathNode(name, kind if (kind := name.split("/")[1]) in ENDS else "scene",
                 None if kind in ENDS else kind, int(name.split("/")[0]), n)
        for name, n in count.items()
    )  # fmt: skip
    bands = tuple(PathLink(a, b, n, n // 3, n // 2) for (a, b), n in links.items())
    return PathGraph(nodes, bands, len(paths))


def random_paths(seed: int) -> list[list[str]]:
    dice = random.Random(seed)
    return [[dice.choice("abcdefgh") for _ in range(dice.randint(1, 7))] + [dice.choice(ENDS)] for _ in range(300)]


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("least", [0, 8, 40, 10_000])
def test_every_node_balances_and_nobody_is_lost(folded, least):
    paths = random_paths(least)
    found = shown(graph_of(paths), least, folded=folded).graph
    into = Counter({n.id: 0 for n in found.nodes})
    out = Counter({n.id: 0 for n in found.nodes})
    for link in found.links:
        into[link.target] += link.sessions
        out[link.source] += link.sessions
    starts = Counter(n.id for n in found.nodes if n.kind in {"scene", "other"} for _ in range(n.sessions - into[n.id]))
    for node in found.nodes:
        if node.kind in {"scene", "other"}:
            assert out[node.id] == node.sessions >= into[node.id]
        else:
            assert into[node.id] == node.sessions
    assert sum(starts.values()) == len(paths)
    assert sum(n.sessions for n in found.nodes if n.kind in ENDS) == len(paths)
    assert sum(n.sessions for n in found.nodes if n.kind in {"scene", "other"}) == sum(len(p) - 1 for p in paths)


def test_folding_by_scene_leaves_one_node_a_scene_and_loops_go_back():
    found = shown(graph_of([["a", "b", "a", "b", "exit"], ["a", "b", "completed"]]), folded=True)
    scenes = {n.scene_id: n for n in found.graph.nodes if n.kind == "scene"}
    assert {name: (n.step, n.sessions) for name, n in scenes.items()} == {"a": (0, 3), "b": (1, 3)}
    placed = layout(found.graph, 400, 200)
    back = [link for link in placed.links if link.goes_back]
    assert [(x.link.source, x.link.target, x.link.sessions) for x in back] == [("*/b", "*/a", 1)]


def test_nodes_and_bands_know_whom_they_count():
    graph = graph_of([["a", "b", "exit"], ["a", "c", "completed"], ["d", "b", "exit"]])
    plain = shown(graph)
    assert plain.places_of_node("1/b") == (Place(("b",), 1),)
    assert plain.places_of_node("2/exit", "a") == (Place((), 2, "exit", "a"),)
    band = next(x for x in plain.graph.links if (x.source, x.target) == ("0/a", "1/b"))
    assert plain.places_of_link(band) == (Place(("a", "b"), 0),)
    folded = shown(graph, folded=True)
    assert folded.places_of_node("*/b") == (Place(("b",)),)
    gone = next(x for x in folded.graph.links if x.source == "*/b")
    assert folded.places_of_link(gone) == (Place(("b",), None, "exit"),)
    rare = shown(graph, 2)
    assert rare.places_of_node("0/*other") == (Place(("d",), 0),)


def test_about_as_many_nodes_as_asked_for_are_left():
    graph = graph_of(random_paths(5))
    least = least_for(graph, 12)
    assert sum(n.sessions >= least for n in graph.nodes if n.kind == "scene") <= 12
    assert least_for(graph, 1000) == 0


def slow_crossings(links, columns) -> float:
    place = {name: (c, i) for c, column in enumerate(columns) for i, name in enumerate(column)}
    total = 0.0
    for one, two in combinations(links, 2):
        (a, i), (b, j) = place[one.source], place[one.target]
        (c, k), (d, m) = place[two.source], place[two.target]
        if a == c and b == d and (i - k) * (j - m) < 0:
            total += one.sessions * two.sessions
    return total


@pytest.mark.parametrize("seed", range(5))
def test_crossings_are_counted_right_and_never_made_more(seed):
    graph = graph_of(random_paths(seed))
    steps = sorted({n.step for n in graph.nodes})
    columns = [[n.id for n in graph.nodes if n.step == step] for step in steps]
    assert crossings(graph.links, columns) == slow_crossings(graph.links, columns)
    better = fewest_crossings(columns, graph.links)
    assert [sorted(c) for c in better] == [sorted(c) for c in columns]
    assert crossings(graph.links, better) < crossings(graph.links, columns)


@pytest.mark.parametrize("seed", range(5))
def test_sweeps_that_end_early_find_what_all_of_them_do(seed, monkeypatch):
    graph = graph_of(random_paths(seed))
    steps = sorted({n.step for n in graph.nodes})
    columns = [[n.id for n in graph.nodes if n.step == step] for step in steps]
    best = swept = columns
    monkeypatch.setattr(sankey_order, "SWAPS", 0)
    found = fewest_crossings(columns, graph.links)
    for sweep in range(SWEEPS):
        swept = slow_sweep(graph.links, swept, forwards=sweep % 2 == 0)
        best = min(best, swept, key=lambda some: slow_crossings(graph.links, some))
    assert found == best


def slow_sweep(links, columns, *, forwards):
    """Column after column by the mean place of the neighbours in the one before (or after), as they stand."""
    columns = [list(column) for column in columns]
    for c in range(1, len(columns)) if forwards else range(len(columns) - 2, -1, -1):
        others, mine = columns[c - 1 if forwards else c + 1], columns[c]
        near = [
            (own, others.index(other), x.sessions)
            for x in links
            for own, other in [(x.target, x.source) if forwards else (x.source, x.target)]
            if other in others
        ]

        def centre(name, near=near, mine=mine):
            pulls = [(at, n) for own, at, n in near if own == name]
            return sum(at * n for at, n in pulls) / sum(n for _, n in pulls) if pulls else mine.index(name)

        columns[c] = sorted(mine, key=centre)
    return columns


def test_a_layout_keeps_inside_its_box_and_orders_by_story_or_by_hand():
    graph = graph_of(random_paths(1))
    placed = layout(graph, 500, 300, story_order={name: k for k, name in enumerate("hgfedcba")})
    assert all(-1e-6 <= p.y0 <= p.y1 <= 300 + 1e-6 and 0 <= p.x0 < p.x1 <= 500 for p in placed.nodes)
    first = sorted((p for p in placed.nodes if p.node.step == 0), key=lambda p: p.y0)
    assert [p.node.scene_id for p in first] == list("hgfedcba")
    order = {name: k for k, name in enumerate("abcdefgh")}
    moved = layout(graph, 500, 300, story_order=order, moved={0: ["0/c", "0/a"]})
    first = sorted((p for p in moved.nodes if p.node.step == 0), key=lambda p: p.y0)
    assert [p.node.scene_id for p in first] == list("cbadefgh")
