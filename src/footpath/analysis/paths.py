"""Visits → (step, scene) nodes and links; every session that visited anything is counted at every step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.passing import Paths
from footpath.analysis.tally import Tally
from footpath.model.events import Bools, Bytes, Ints, Longs
from footpath.model.reading import Arrival, Outcome, Reading
from footpath.model.results import PathGraph, PathLink, PathNode
from footpath.model.story import Story

ENDS = {Outcome.EXIT: "exit", Outcome.COMPLETED: "completed", Outcome.CENSORED: "censored"}
HOW = (Arrival.CONTINUED, Arrival.DEFAULT, Arrival.CHOSEN)
MOST_COUNTED = 1 << 24


@dataclass(frozen=True, slots=True)
class PathTable:
    """Every node and link that any session passed, and who passed it: a selection only counts.

    Attributes:
        nodes, links: in order of step; their `sessions` are everybody's.
        counted_by: the links that tell how many a node had, as (node, link): those from it, of an end those to it.
        moved: sessions by link: those who just continued, then those led by default, then those who chose.
        begun: shape (s,), the sessions that have a path.
    """

    nodes: tuple[PathNode, ...]
    links: tuple[PathLink, ...]
    counted_by: tuple[Longs, Longs]
    moved: Tally
    begun: Bools

    @classmethod
    def of(cls, reading: Reading, story: Story, origin: int = -1) -> PathTable:
        """Read once for a review.

        Args:
            reading: how the sessions were read.
            story: names the scenes.
            origin: the scene whose first visit is step 0, what came before it left out; -1: the whole paths.
        """
        sessions, places = len(reading.outcome), len(story.scenes) + len(Outcome)
        steps = _Steps.of(reading, origin, places, len(story.scenes))
        keys, slot = _distinct(np.concatenate([steps.node, steps.end]))
        source, target = slot[: len(steps.node)], np.empty(len(steps.node), dtype=np.int64)
        target[:-1] = source[1:]
        target[steps.last] = slot[len(steps.node) :]
        pairs, moved = _moved(source, target, steps, (len(keys), sessions))
        begun = np.zeros(sessions, dtype=np.bool_)
        begun[steps.session] = True
        names = [_node(story, int(key), places) for key in keys]
        links = tuple(PathLink(names[a].id, names[b].id, 0, 0, 0) for a, b in pairs)
        ends = [(b, k) for k, (_, b) in enumerate(pairs) if names[b].kind != "scene"]
        by = np.array([(a, k) for k, (a, _) in enumerate(pairs)] + ends, dtype=np.int64).reshape(-1, 2)
        return cls(tuple(names), links, (by[:, 0], by[:, 1]), moved, begun)

    def graph(self, mask: Bools) -> PathGraph:
        """The branch-path Sankey of the chosen sessions, shape (s,); nothing folded or hidden, nothing empty."""
        moved = self.moved.total(mask).reshape(len(HOW), -1)
        every, (_, default, chosen) = moved.sum(axis=0), moved.tolist()
        node, link = self.counted_by
        counts = np.bincount(node, every[link], len(self.nodes)).astype(np.int64).tolist()
        nodes = tuple(
            PathNode(node.id, node.kind, node.scene_id, node.step, n)
            for node, n in zip(self.nodes, counts, strict=True)
            if n
        )
        links = tuple(
            PathLink(link.source, link.target, n, d, c)
            for link, n, d, c in zip(self.links, every.tolist(), default, chosen, strict=True)
            if n
        )
        return PathGraph(nodes, links, int(np.count_nonzero(self.begun & mask)))


@dataclass(frozen=True, slots=True)
class _Steps:
    """Visits as numbers of nodes: step × places + place. `end`: the node each path ends at; `last`: its last visit."""

    session: Ints
    node: Longs
    arrival: Bytes
    last: Longs
    end: Longs

    @classmethod
    def of(cls, reading: Reading, origin: int, places: int, scenes: int) -> _Steps:
        visits = reading.visits
        session, scene, step, arrival = visits.session, visits.scene, visits.step, visits.arrival
        if origin >= 0:
            first = Paths.of(reading, origin).first
            rows = np.flatnonzero(np.arange(len(visits)) >= first[session])
            session, scene, arrival = session[rows], scene[rows], arrival[rows]
            step = (rows - first[session]).astype(np.int32)
        last = np.flatnonzero(np.append(session[1:] != session[:-1], True)) if len(session) else np.zeros(0, np.int64)
        end = (step[last].astype(np.int64) + 1) * places + scenes + reading.outcome[session[last]]
        return cls(session, step.astype(np.int64) * places + scene, arrival, last, end)


def _moved(
    source: Longs, target: Longs, steps: _Steps, shape: tuple[int, int]
) -> tuple[list[tuple[int, int]], Tally]:
    """The pairs of nodes that anybody went between, and who; how they went on from the last visit is no choice."""
    keys, slot = _distinct(source * shape[0] + target)
    how = np.full(len(source), Arrival.CONTINUED, dtype=np.int64)
    how[:-1] = steps.arrival[1:]
    how[steps.last] = Arrival.CONTINUED
    for k, arrival in enumerate(HOW):
        slot[how == arrival] += k * len(keys)
    pairs = [divmod(key, shape[0]) for key in keys.tolist()]
    return pairs, Tally.counting(slot, steps.session, (len(HOW) * len(keys), shape[1]))


def _node(story: Story, key: int, places: int) -> PathNode:
    step, place = divmod(key, places)
    if place < len(story.scenes):
        scene_id = story.scenes[place].id
        return PathNode(f"{step}/{scene_id}", "scene", scene_id, step, 0)
    kind = ENDS[Outcome(place - len(story.scenes))]
    name = kind
    while name in story.scene_index:  # a scene may be called “exit”
        name = f"*{name}"
    return PathNode(f"{step}/{name}", kind, None, step, 0)


def _distinct(keys: Longs) -> tuple[Longs, Longs]:
    """The different keys, ascending, and the place of each key among them; by counting where they are few enough."""
    most = int(keys.max(initial=0))
    if most > MOST_COUNTED:
        return np.unique(keys, return_inverse=True)
    present = np.zeros(most + 1, dtype=np.bool_)
    present[keys] = True
    place = np.cumsum(present) - 1
    return np.flatnonzero(present) if len(keys) else keys, place[keys]
