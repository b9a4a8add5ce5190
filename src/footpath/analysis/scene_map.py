"""Which scene of a media holds a moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.model.events import Bools, Floats, Ints
from footpath.model.story import Story


@dataclass(frozen=True, slots=True)
class _MediaEdges:
    """Stretches between a media's scene edges: the first scene in each, and whether it is the only one."""

    edges: Floats
    first_scene: Ints
    single: Bools
    ends: Floats


class SceneMap:
    """Look-ups from (media, media time) to scenes, for whole columns at once."""

    def __init__(self, story: Story) -> None:
        self.start_s = np.array([s.start_s for s in story.scenes], dtype=np.float64)
        self.end_s = np.array([s.end_s for s in story.scenes], dtype=np.float64)
        self.media = np.array([story.media_index[s.media_id] for s in story.scenes], dtype=np.int32)
        self._edges = [self._media_edges(m) for m in range(len(story.media))]

    def _media_edges(self, media: int) -> _MediaEdges:
        scenes = np.flatnonzero(self.media == media)
        starts, ends = self.start_s[scenes], self.end_s[scenes]
        edges = np.unique(np.concatenate([starts, ends]))
        inside = (starts[:, None] <= edges[None, :]) & (edges[None, :] < ends[:, None])
        count = inside.sum(axis=0)
        first = np.where(count > 0, scenes[inside.argmax(axis=0)] if len(scenes) else -1, -1)
        return _MediaEdges(edges, first.astype(np.int32), count <= 1, np.unique(ends))

    def find(self, media: Ints, t_s: Floats) -> tuple[Ints, Bools]:
        """The first scene whose [start, end) holds each moment, -1 for none.

        Returns:
            Two arrays of the shape of `media`: the scenes, and whether where the session was before can't matter
            (no other scene holds the moment and none ends at it).
        """
        scene = np.full(len(media), -1, dtype=np.int32)
        certain = np.ones(len(media), dtype=np.bool_)
        for index, table in enumerate(self._edges):
            rows = np.flatnonzero(media == index)
            if not len(rows) or not len(table.edges):
                continue
            t = t_s[rows]
            slot = np.searchsorted(table.edges, t, side="right") - 1
            scene[rows] = np.where(slot >= 0, table.first_scene[slot], -1)
            single = np.where(slot >= 0, table.single[slot], True)
            certain[rows] = single & ~np.isin(t, table.ends)
        return scene, certain

    def ending_at(self, media: Ints, t_s: Floats) -> Ints:
        """The first scene of a media that ends at each moment, -1 for none: for moments that no scene's life holds."""
        scene = np.full(len(media), -1, dtype=np.int32)
        for index in reversed(range(len(self.media))):
            scene[(media == self.media[index]) & (t_s == self.end_s[index])] = index
        return scene

    def holds(self, scene: Ints, media: Ints, t_s: Floats) -> Bools:
        """Whether each scene's closed [start, end] holds the moment; False for scene -1."""
        if not len(self.media):
            return np.zeros(len(scene), dtype=np.bool_)
        inside = (self.media[scene] == media) & (self.start_s[scene] <= t_s) & (t_s <= self.end_s[scene])
        return np.asarray((scene >= 0) & inside)

    def next_start(self, media: int, t_s: float) -> float:
        """Start of the next scene of a media after a moment that no scene holds; infinite if there is none."""
        starts = self.start_s[(self.media == media) & (self.start_s > t_s)]
        return float(starts.min()) if len(starts) else float("inf")
