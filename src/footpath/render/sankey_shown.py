"""What of the paths is shown: rare branches as one node, steps folded away; nothing that flows in is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from footpath.model.place import Place
from footpath.model.results import PathGraph, PathLink, PathNode

EARLY_SHARE = 0.05  # of a scene's visits: what comes before is not where it stands


@dataclass(frozen=True, slots=True)
class Shown:
    """A graph to be laid out, and what its nodes and bands stand for.

    `graph`: node ids are those of the whole graph unless folded; `step` is the column. In a folded graph the numbers
    count visits: a session that comes again counts again. `nodes` and `links`: the whole graph's behind each.
    """

    graph: PathGraph
    nodes: Mapping[str, tuple[PathNode, ...]] = field(default_factory=dict)
    links: Mapping[tuple[str, str], tuple[PathLink, ...]] = field(default_factory=dict)
    folded: bool = False
    whole: Mapping[str, PathNode] = field(default_factory=dict)

    def places_of_node(self, node_id: str, origin: str | None = None) -> tuple[Place, ...]:
        """Which sessions a node counts."""
        members = self.nodes[node_id]
        if self.folded and members[0].kind != "scene":
            into = [link for (_, target), links in self.links.items() if target == node_id for link in links]
            return _distinct(self._place(link, origin) for link in into)
        return _distinct(
            Place((n.scene_id,), None if self.folded else n.step, None, None if self.folded else origin)
            if n.scene_id is not None
            else Place((), n.step, n.kind, origin)
            for n in members
        )

    def places_of_link(self, link: PathLink, origin: str | None = None) -> tuple[Place, ...]:
        """Which sessions a band counts."""
        return _distinct(self._place(one, origin) for one in self.links[link.source, link.target])

    def part_of(self, graph: PathGraph) -> dict[tuple[str, str], int]:
        """How many of each band's sessions are also in `graph`, that of some of them; by (source, target)."""
        counted = {(link.source, link.target): link.sessions for link in graph.links}
        return {
            ends: sum(counted.get((link.source, link.target), 0) for link in links)
            for ends, links in self.links.items()
        }

    def _place(self, link: PathLink, origin: str | None) -> Place:
        step, source = link.source.split("/", 1)
        target = self.whole[link.target]
        anchor = (None, None) if self.folded else (int(step), origin)
        if target.scene_id is None:
            return Place((source,), anchor[0], target.kind, anchor[1])
        return Place((source, target.scene_id), anchor[0], None, anchor[1])


def shown(graph: PathGraph, least: int = 0, *, folded: bool = False) -> Shown:
    """The graph with rare branches (fewer than `least` sessions) as "other" nodes, by step or folded by scene."""
    base = _by_scene(graph) if folded else _as_it_is(graph)
    sessions = {node.id: node.sessions for node in base.graph.nodes}
    small = {
        node.id: f"{node.step}/*other"
        for node in base.graph.nodes
        if node.kind == "scene" and sessions[node.id] < least
    }
    return _merged(base, small, {name: _other(name) for name in small.values()}) if small else base


def fold_small(graph: PathGraph, least_sessions: int) -> PathGraph:
    """Scenes with fewer sessions become one "other" node of their step; what flows in still flows out."""
    return shown(graph, least_sessions).graph


def least_for(graph: PathGraph, most_nodes: int, *, folded: bool = False) -> int:
    """The fewest sessions a branch needs to be shown, so that about `most_nodes` scenes are."""
    base = _by_scene(graph).graph if folded else graph
    sizes = sorted((n.sessions for n in base.nodes if n.kind == "scene"), reverse=True)
    return 0 if len(sizes) <= most_nodes else sizes[most_nodes] + 1


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(places))


def _other(name: str) -> PathNode:
    return PathNode(name, "other", None, int(name.split("/", 1)[0]), 0)


def _as_it_is(graph: PathGraph) -> Shown:
    links = {(link.source, link.target): (link,) for link in graph.links}
    whole = {node.id: node for node in graph.nodes}
    return Shown(graph, {name: (node,) for name, node in whole.items()}, links, False, whole)


def _by_scene(graph: PathGraph) -> Shown:
    """One node a scene, in the column of its earliest common step; ends stand one column after where they happen."""
    column = _columns(graph)
    scene = {node.id: node.scene_id for node in graph.nodes}
    kind = {node.id: node.kind for node in graph.nodes}
    names = {node.id: f"*/{node.scene_id}" for node in graph.nodes if node.scene_id is not None}
    fresh = {f"*/{name}": PathNode(f"*/{name}", "scene", name, step, 0) for name, step in column.items()}
    links: dict[tuple[str, str], list[PathLink]] = {}
    for link in graph.links:
        source, target = names[link.source], names.get(link.target)
        if target is None:
            step = column[scene[link.source] or ""] + 1
            target = f"{step}/*{kind[link.target]}"
            fresh.setdefault(target, PathNode(target, kind[link.target], None, step, 0))
        links.setdefault((source, target), []).append(link)
    return _counted(graph.sessions, fresh, links, names, {node.id: node for node in graph.nodes}, folded=True)


def _columns(graph: PathGraph) -> dict[str, int]:
    """By scene: the first step by which a share of its visits has come; empty columns closed up."""
    visits: dict[str, list[tuple[int, int]]] = {}
    for node in graph.nodes:
        if node.scene_id is not None:
            visits.setdefault(node.scene_id, []).append((node.step, node.sessions))
    first = {}
    for name, steps in visits.items():
        left = EARLY_SHARE * sum(n for _, n in steps)
        for step, n in sorted(steps):
            left -= n
            if left <= 0:
                first[name] = step
                break
    used = {step: k for k, step in enumerate(sorted(set(first.values())))}
    return {name: used[step] for name, step in first.items()}


def _merged(base: Shown, into: Mapping[str, str], fresh: Mapping[str, PathNode]) -> Shown:
    """Nodes put together under new names, and their bands with them."""
    nodes = {node.id: node for node in base.graph.nodes if node.id not in into} | dict(fresh)
    links: dict[tuple[str, str], list[PathLink]] = {}
    for (source, target), members in base.links.items():
        links.setdefault((into.get(source, source), into.get(target, target)), []).extend(members)
    names = {member.id: into.get(name, name) for name, members in base.nodes.items() for member in members}
    return _counted(base.graph.sessions, nodes, links, names, base.whole, folded=base.folded)


def _counted(
    sessions: int,
    nodes: Mapping[str, PathNode],
    links: Mapping[tuple[str, str], list[PathLink]],
    names: Mapping[str, str],
    whole: Mapping[str, PathNode],
    *,
    folded: bool,
) -> Shown:
    """Sums up what each node and band stands for; `names`: the shown node of each node of the whole graph."""
    members: dict[str, list[PathNode]] = {name: [] for name in nodes}
    for node in whole.values():
        if node.id in names and node.kind == "scene":
            members[names[node.id]].append(node)
    merged, arrived = [], dict.fromkeys(nodes, 0)
    for (source, target), ones in links.items():
        counts = (sum(x.sessions for x in ones), sum(x.by_default for x in ones), sum(x.chosen for x in ones))
        merged.append(PathLink(source, target, *counts))
        arrived[target] += counts[0]
        if not members[target]:
            members[target] = [whole[ones[0].target]]
    counted = tuple(
        replace(n, sessions=sum(m.sessions for m in members[n.id]) if n.kind in {"scene", "other"} else arrived[n.id])
        for n in nodes.values()
    )
    return Shown(
        PathGraph(counted, tuple(merged), sessions),
        {name: tuple(found) for name, found in members.items()},
        {ends: tuple(ones) for ends, ones in links.items()},
        folded,
        whole,
    )
