"""The Sankey's geometry: columns by step, order by fewest crossings, then relaxed; the graph is left as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from footpath.model.results import PathGraph, PathLink, PathNode

SWEEPS = 8
RELAXATIONS = 12


@dataclass(frozen=True, slots=True)
class PlacedNode:
    node: PathNode
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """A band from (x0, y0) to (x1, y1), the upper edges; `thickness` in px."""

    link: PathLink
    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float


@dataclass(frozen=True, slots=True)
class SankeyLayout:
    nodes: tuple[PlacedNode, ...]
    links: tuple[PlacedLink, ...]
    width: float
    height: float


Columns = list[list[str]]


class _Graph:
    """Look-ups that the passes share."""

    def __init__(self, graph: PathGraph) -> None:
        self.nodes = {node.id: node for node in graph.nodes}
        self.links = graph.links
        self.into: dict[str, list[PathLink]] = {n: [] for n in self.nodes}
        self.out_of: dict[str, list[PathLink]] = {n: [] for n in self.nodes}
        for link in graph.links:
            self.into[link.target].append(link)
            self.out_of[link.source].append(link)


def layout(
    graph: PathGraph, width: float, height: float, *, node_width: float = 12.0, padding: float = 10.0
) -> SankeyLayout:
    """Place nodes and bands in a box of `width` × `height` px."""
    look = _Graph(graph)
    columns = _order(look, _columns(graph))
    if not columns:
        return SankeyLayout((), (), width, height)
    scale = _scale(look, columns, height, padding)
    tops = _relax(look, columns, _stack(look, columns, height, padding, scale), height, padding, scale)
    nodes = _place_nodes(look, columns, tops, width, node_width, scale)
    return SankeyLayout(tuple(nodes.values()), _place_links(look, nodes, scale), width, height)


def _columns(graph: PathGraph) -> Columns:
    steps = sorted({node.step for node in graph.nodes})
    return [[n.id for n in graph.nodes if n.step == step] for step in steps]


def _order(look: _Graph, columns: Columns) -> Columns:
    """Weighted barycentre sweeps, right then left; the order with the fewest weighted crossings is kept."""
    best, fewest = columns, crossings(look.links, columns)
    current = columns
    for sweep in range(SWEEPS):
        current = _sweep(look, current, forwards=sweep % 2 == 0)
        count = crossings(look.links, current)
        if count < fewest:
            best, fewest = current, count
    return best


def _sweep(look: _Graph, columns: Columns, *, forwards: bool) -> Columns:
    swept = [list(column) for column in columns]
    indices = range(1, len(swept)) if forwards else range(len(swept) - 2, -1, -1)
    for k in indices:
        neighbour = swept[k - 1 if forwards else k + 1]
        place = {name: i for i, name in enumerate(neighbour)}
        own = {name: i for i, name in enumerate(swept[k])}

        def centre(name: str, place: dict[str, int] = place, own: dict[str, int] = own) -> float:
            links = look.into[name] if forwards else look.out_of[name]
            names = [(link.source if forwards else link.target, link.sessions) for link in links]
            ends = [(place[other], n) for other, n in names if other in place]
            weight = sum(n for _, n in ends)
            return sum(p * n for p, n in ends) / weight if weight else float(own[name])

        swept[k].sort(key=lambda name: (centre(name), own[name]))
    return swept


def crossings(links: tuple[PathLink, ...], columns: Columns) -> float:
    """Σ of the products of the sessions of every two bands that cross."""
    place = {name: (c, i) for c, column in enumerate(columns) for i, name in enumerate(column)}
    total = 0.0
    for c in range(len(columns) - 1):
        bands = sorted((place[x.source][1], place[x.target][1], x.sessions) for x in links if place[x.source][0] == c)
        below = [0] * (len(columns[c + 1]) + 1)
        at = 0
        while at < len(bands):
            same = _run(bands, at)
            total += sum(n * sum(below[target + 1 :]) for _, target, n in same)
            for _, target, n in same:
                below[target] += n
            at += len(same)
    return total


def _run(bands: list[tuple[int, int, int]], at: int) -> list[tuple[int, int, int]]:
    end = at
    while end < len(bands) and bands[end][0] == bands[at][0]:
        end += 1
    return bands[at:end]


def _scale(look: _Graph, columns: Columns, height: float, padding: float) -> float:
    """Pixels per session, such that the fullest column fits."""
    return min(
        max(height - padding * (len(c) - 1), height * 0.3) / max(sum(look.nodes[n].sessions for n in c), 1)
        for c in columns
    )


def _size(look: _Graph, name: str, scale: float) -> float:
    return look.nodes[name].sessions * scale


def _stack(look: _Graph, columns: Columns, height: float, padding: float, scale: float) -> dict[str, float]:
    tops = {}
    for column in columns:
        gap = _gap(look, column, height, padding, scale)
        y = 0.0
        for name in column:
            tops[name] = y
            y += _size(look, name, scale) + gap
    return tops


def _gap(look: _Graph, column: list[str], height: float, padding: float, scale: float) -> float:
    free = height - sum(_size(look, n, scale) for n in column)
    return max(0.0, min(padding, free / max(len(column) - 1, 1)))


def _relax(
    look: _Graph, columns: Columns, tops: dict[str, float], height: float, padding: float, scale: float
) -> dict[str, float]:
    """Pull every node towards its neighbours, then push overlapping ones apart."""
    tops = dict(tops)
    for round_ in range(RELAXATIONS):
        strength = 0.9**round_
        for column in columns if round_ % 2 == 0 else columns[::-1]:
            for name in column:
                wanted = _wanted(look, name, tops, scale)
                tops[name] += (wanted - tops[name]) * strength if wanted is not None else 0.0
            _separate(look, column, tops, height, _gap(look, column, height, padding, scale), scale)
    return tops


def _wanted(look: _Graph, name: str, tops: dict[str, float], scale: float) -> float | None:
    ends = [(x.source, x.sessions) for x in look.into[name]] + [(x.target, x.sessions) for x in look.out_of[name]]
    weight = sum(n for _, n in ends)
    if not weight:
        return None
    centre = sum((tops[e] + _size(look, e, scale) / 2) * n for e, n in ends) / weight
    return centre - _size(look, name, scale) / 2


def _separate(
    look: _Graph, column: list[str], tops: dict[str, float], height: float, gap: float, scale: float
) -> None:
    y = 0.0
    for name in column:
        tops[name] = max(tops[name], y)
        y = tops[name] + _size(look, name, scale) + gap
    y = height
    for name in reversed(column):
        tops[name] = max(0.0, min(tops[name], y - _size(look, name, scale)))
        y = tops[name] - gap


def _place_nodes(
    look: _Graph, columns: Columns, tops: dict[str, float], width: float, node_width: float, scale: float
) -> dict[str, PlacedNode]:
    step = (width - node_width) / max(len(columns) - 1, 1)
    return {
        name: PlacedNode(
            look.nodes[name], c * step, tops[name], c * step + node_width, tops[name] + _size(look, name, scale)
        )
        for c, column in enumerate(columns)
        for name in column
    }


def _place_links(look: _Graph, nodes: dict[str, PlacedNode], scale: float) -> tuple[PlacedLink, ...]:
    """Bands leave and arrive in the order of the nodes at their other ends."""
    starts, ends = {}, {}
    for name, placed in nodes.items():
        y = placed.y0
        for link in sorted(look.out_of[name], key=lambda x: nodes[x.target].y0):
            starts[link] = y
            y += link.sessions * scale
        y = placed.y0
        for link in sorted(look.into[name], key=lambda x: nodes[x.source].y0):
            ends[link] = y
            y += link.sessions * scale
    return tuple(
        PlacedLink(x, nodes[x.source].x1, starts[x], nodes[x.target].x0, ends[x], x.sessions * scale)
        for x in look.links
    )


def fold_small(graph: PathGraph, least_sessions: int) -> PathGraph:
    """Scenes with fewer sessions become one "other" node of their step; what flows in still flows out."""
    small = {n.id: f"{n.step}/other" for n in graph.nodes if n.kind == "scene" and n.sessions < least_sessions}
    if not small:
        return graph
    nodes: dict[str, PathNode] = {}
    for node in graph.nodes:
        name = small.get(node.id, node.id)
        kind = "other" if node.id in small else node.kind
        before = nodes.get(name)
        sessions = node.sessions + (before.sessions if before else 0)
        nodes[name] = PathNode(name, kind, None if kind == "other" else node.scene_id, node.step, sessions)
    links: dict[tuple[str, str], PathLink] = {}
    for link in graph.links:
        key = (small.get(link.source, link.source), small.get(link.target, link.target))
        old = links.get(key, PathLink(*key, 0, 0, 0))
        links[key] = replace(
            old,
            sessions=old.sessions + link.sessions,
            by_default=old.by_default + link.by_default,
            chosen=old.chosen + link.chosen,
        )
    return PathGraph(tuple(nodes.values()), tuple(links.values()), graph.sessions)
