"""The Sankey's geometry: columns by step, ordered, then relaxed; the graph is left as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from footpath.model.results import PathGraph, PathLink, PathNode
from footpath.render.sankey_order import Columns, fewest_crossings

RELAXATIONS = 8
ENDS_LAST = {"scene": 0, "other": 1, "completed": 2, "exit": 3, "censored": 4}

Reals = NDArray[np.float64]
Orders = Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class PlacedNode:
    node: PathNode
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """A band from (x0, y0) to (x1, y1), the upper edges; `thickness` in px. Back where x1 is not right of x0.

    `below_px`: where the lowest node ends.
    """

    link: PathLink
    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float
    below_px: float = 0.0

    @property
    def goes_back(self) -> bool:
        return self.x1 <= self.x0


@dataclass(frozen=True, slots=True)
class SankeyLayout:
    nodes: tuple[PlacedNode, ...]
    links: tuple[PlacedLink, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Pull:
    """What one column's nodes are pulled to: rows of the column, nodes at the other ends, shares of the row's sessions.

    `pulled`: by row, 1; 0 where nothing pulls it.
    """

    own: NDArray[np.int64]
    other: NDArray[np.int64]
    share: Reals
    pulled: Reals


def layout(
    graph: PathGraph,
    width: float,
    height: float,
    *,
    node_width: float = 12.0,
    padding: float = 10.0,
    story_order: Mapping[str, int] | None = None,
    moved: Orders | None = None,
) -> SankeyLayout:
    """Place nodes and bands in a box of `width` × `height` px.

    The nodes' `step` is their column; `node_width` and `padding` are px. `story_order`: scenes' places in the story, by
    id, as the order in each column; None: fewest crossings. `moved`: by column, ids of nodes in an order that a person
    gave them; others stay where they are.
    """
    columns = _columns(graph)
    if not columns:
        return SankeyLayout((), (), width, height)
    kinds = {node.id: node for node in graph.nodes}
    if story_order is None:
        columns = fewest_crossings(columns, graph.links)
    else:
        columns = [sorted(column, key=lambda n: _story_key(kinds[n], story_order)) for column in columns]
    columns = [_as_moved(column, (moved or {}).get(c, ())) for c, column in enumerate(columns)]
    scale = _scale(kinds, columns, height, padding)
    tops = _tops(graph, columns, height, padding, scale)
    nodes = _place_nodes(kinds, columns, tops, width, node_width, scale)
    return SankeyLayout(tuple(nodes.values()), _place_links(graph, nodes, scale), width, height)


def _columns(graph: PathGraph) -> Columns:
    steps: dict[int, list[str]] = {}
    for node in graph.nodes:
        steps.setdefault(node.step, []).append(node.id)
    return [steps[step] for step in sorted(steps)]


def _story_key(node: PathNode, order: Mapping[str, int]) -> tuple[int, int]:
    return ENDS_LAST.get(node.kind, len(ENDS_LAST)), order.get(node.scene_id or "", len(order))


def _as_moved(column: list[str], wanted: Sequence[str]) -> list[str]:
    """The places of those that a person ordered, taken by them in that order."""
    named = [name for name in wanted if name in set(column)]
    rest, chosen = iter(named), set(named)
    return [next(rest) if name in chosen else name for name in column]


def _scale(nodes: Mapping[str, PathNode], columns: Columns, height: float, padding: float) -> float:
    """Pixels per session, such that the fullest column fits."""
    return min(
        max(height - padding * (len(c) - 1), height * 0.3) / max(sum(nodes[n].sessions for n in c), 1) for c in columns
    )


def _tops(graph: PathGraph, columns: Columns, height: float, padding: float, scale: float) -> dict[str, float]:
    """Stacked, then every node pulled towards its neighbours and overlapping ones pushed apart."""
    names = [name for column in columns for name in column]
    index = {name: k for k, name in enumerate(names)}
    sessions = {node.id: node.sessions for node in graph.nodes}
    size = np.array([sessions[name] * scale for name in names])
    bounds = np.cumsum([0, *(len(column) for column in columns)])
    slices = [slice(int(a), int(b)) for a, b in pairwise(bounds)]
    gaps = [_gap(size[part], height, padding) for part in slices]
    tops = np.concatenate([_stacked(size[part], gap) for part, gap in zip(slices, gaps, strict=True)])
    pulls = _pulls(graph, index, slices)
    for round_ in range(RELAXATIONS):
        strength, turn = 0.9**round_, range(len(slices)) if round_ % 2 == 0 else range(len(slices) - 1, -1, -1)
        for c in turn:
            _relax(tops, size, slices[c], pulls[c], strength)
            _separate(tops, size, slices[c], gaps[c], height)
    return dict(zip(names, tops.tolist(), strict=True))


def _gap(size: Reals, height: float, padding: float) -> float:
    return max(0.0, min(padding, (height - float(size.sum())) / max(len(size) - 1, 1)))


def _stacked(size: Reals, gap: float) -> Reals:
    return np.asarray(np.concatenate([[0.0], np.cumsum(size[:-1] + gap)]))


def _pulls(graph: PathGraph, index: Mapping[str, int], slices: Sequence[slice]) -> list[_Pull]:
    rows = [(index[link.source], index[link.target], link.sessions) for link in graph.links]
    one = np.array(rows, dtype=np.int64).reshape(-1, 3)
    table = np.concatenate([one, one[:, [1, 0, 2]]])
    table = table[np.argsort(table[:, 0], kind="stable")]
    found = []
    for part in slices:
        mine = table[slice(*np.searchsorted(table[:, 0], [part.start, part.stop]))]
        own, weight = mine[:, 0] - part.start, mine[:, 2].astype(np.float64)
        total = np.bincount(own, weight, part.stop - part.start).astype(np.float64)
        share = weight / np.maximum(total, 1.0)[own]
        found.append(_Pull(own, mine[:, 1], share, (total > 0).astype(np.float64)))
    return found


def _relax(tops: Reals, size: Reals, part: slice, pull: _Pull, strength: float) -> None:
    centre = tops + size / 2
    wanted = np.bincount(pull.own, centre[pull.other] * pull.share, part.stop - part.start)
    tops[part] += (wanted - centre[part]) * pull.pulled * strength


def _separate(tops: Reals, size: Reals, part: slice, gap: float, height: float) -> None:
    top, sizes, y = tops[part].tolist(), size[part].tolist(), 0.0
    for k, own in enumerate(sizes):
        top[k] = max(top[k], y)
        y = top[k] + own + gap
    y = height
    for k in range(len(top) - 1, -1, -1):
        top[k] = max(0.0, min(top[k], y - sizes[k]))
        y = top[k] - gap
    tops[part] = top


def _place_nodes(
    nodes: Mapping[str, PathNode],
    columns: Columns,
    tops: Mapping[str, float],
    width: float,
    node_width: float,
    scale: float,
) -> dict[str, PlacedNode]:
    step = (width - node_width) / max(len(columns) - 1, 1)
    return {
        name: PlacedNode(
            nodes[name], c * step, tops[name], c * step + node_width, tops[name] + nodes[name].sessions * scale
        )
        for c, column in enumerate(columns)
        for name in column
    }


def _place_links(graph: PathGraph, nodes: Mapping[str, PlacedNode], scale: float) -> tuple[PlacedLink, ...]:
    """Bands leave and arrive in the order of the nodes at their other ends."""
    starts = _edges(graph, nodes, scale, leaving=True)
    ends = _edges(graph, nodes, scale, leaving=False)
    below_px = max((node.y1 for node in nodes.values()), default=0.0)
    return tuple(
        PlacedLink(x, nodes[x.source].x1, a, nodes[x.target].x0, b, x.sessions * scale, below_px)
        for x, a, b in zip(graph.links, starts, ends, strict=True)
    )


def _edges(graph: PathGraph, nodes: Mapping[str, PlacedNode], scale: float, *, leaving: bool) -> list[float]:
    """Where each band's upper edge lies at the node it leaves (or arrives at)."""
    tops, edges = {name: placed.y0 for name, placed in nodes.items()}, [0.0] * len(graph.links)
    other = [nodes[link.target if leaving else link.source].y0 for link in graph.links]
    for k in sorted(range(len(edges)), key=other.__getitem__):
        name = graph.links[k].source if leaving else graph.links[k].target
        edges[k] = tops[name]
        tops[name] += graph.links[k].sessions * scale
    return edges
