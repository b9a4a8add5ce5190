"""Visits → (step, scene) nodes and links; every session that visited anything is counted at every step."""

from __future__ import annotations

import numpy as np

from footpath.analysis.passing import Paths
from footpath.model.events import Bools, Longs
from footpath.model.reading import Arrival, Outcome, Reading
from footpath.model.results import PathGraph, PathLink, PathNode
from footpath.model.story import Story

ENDS = {Outcome.EXIT: "exit", Outcome.COMPLETED: "completed", Outcome.CENSORED: "censored"}
MOST_COUNTED = 1 << 24


def path_graph(reading: Reading, story: Story, mask: Bools, origin: int = -1) -> PathGraph:
    """The branch-path Sankey of the chosen sessions; nothing folded or hidden.

    Args:
        reading: how the sessions were read.
        story: names the scenes.
        mask: shape (s,), the sessions chosen.
        origin: the scene whose first visit is step 0, what came before it left out; -1: the whole paths.
    """
    visits = reading.visits
    kept = mask[visits.session]
    if origin >= 0:
        first = Paths.of(reading, origin).first
        kept &= np.arange(len(visits)) >= first[visits.session]
    session, scene, step = visits.session[kept], visits.scene[kept], visits.step[kept]
    if origin >= 0:
        step = (np.flatnonzero(kept) - first[session]).astype(np.int32)
    arrival = visits.arrival[kept]
    places = len(story.scenes) + len(Outcome)
    node = step.astype(np.int64) * places + scene
    last = np.append(session[1:] != session[:-1], True) if len(session) else np.zeros(0, dtype=np.bool_)
    end = (step[last].astype(np.int64) + 1) * places + len(story.scenes) + reading.outcome[session[last]]
    moves = np.flatnonzero(~last)
    source = np.concatenate([node[moves], node[last]])
    target = np.concatenate([node[moves + 1], end])
    how = np.concatenate([arrival[moves + 1], np.full(int(last.sum()), Arrival.CONTINUED)])
    names = _Names(story, places)
    nodes = tuple(names.node(int(key), int(n)) for key, n in zip(*_count(np.concatenate([node, end])), strict=True))
    return PathGraph(nodes, _links(names, source, target, how), int(last.sum()))


class _Names:
    def __init__(self, story: Story, places: int) -> None:
        self.story, self.places = story, places

    def node(self, key: int, sessions: int) -> PathNode:
        step, place = divmod(key, self.places)
        if place < len(self.story.scenes):
            scene_id = self.story.scenes[place].id
            return PathNode(f"{step}/{scene_id}", "scene", scene_id, step, sessions)
        kind = ENDS[Outcome(place - len(self.story.scenes))]
        return PathNode(f"{step}/{kind}", kind, None, step, sessions)


def _count(keys: Longs) -> tuple[Longs, Longs]:
    """The different keys and how often each occurs; by counting where they are few enough, else by sorting."""
    most = int(keys.max(initial=0))
    if most > MOST_COUNTED:
        return np.unique(keys, return_counts=True)
    counts = np.bincount(keys, minlength=1)
    found = np.flatnonzero(counts)
    return found, counts[found]


def _count_of(keys: Longs, some: Longs) -> Longs:
    """How often each of the sorted keys occurs among some of what they were counted from."""
    found, counts = _count(some)
    total = np.zeros(len(keys), dtype=np.int64)
    total[np.searchsorted(keys, found)] = counts
    return total


def _links(names: _Names, source: np.ndarray, target: np.ndarray, how: np.ndarray) -> tuple[PathLink, ...]:
    if not len(source):
        return ()
    size = int(target.max()) + 1
    both = source * size + target
    keys, counts = _count(both)
    by_default, chosen = (_count_of(keys, both[how == arrival]) for arrival in (Arrival.DEFAULT, Arrival.CHOSEN))
    return tuple(
        PathLink(names.node(int(key) // size, 0).id, names.node(int(key) % size, 0).id, int(n), int(d), int(c))
        for key, n, d, c in zip(keys, counts, by_default, chosen, strict=True)
    )
