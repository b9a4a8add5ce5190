"""Chosen sessions followed along one path: the one that is asked for, from there on wherever most of them go next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.passing import Paths, PlaceIndex, first_runs
from footpath.model.events import Bools, Ints, Longs
from footpath.model.reading import Reading
from footpath.model.time_axis import Step

MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Way:
    """Which path.

    Attributes:
        begin: where it begins in every session: with a step, at the origin's first visit (the session's, where there is
            none); without, where its scenes are first passed right after one another. None: at the first visit.
        scenes: all of it, by the scenes' indices; None: the most trodden one.
    """

    begin: PlaceIndex | None = None
    scenes: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """Who came how far.

    Attributes:
        steps: the path.
        depth: shape (s,), how many of its steps each session came along; 0 for those that were not chosen.
        first: shape (s,), the visit at which it begins in each.
        count: how many visits there are.
    """

    steps: tuple[Step, ...]
    depth: Ints
    first: Longs
    count: int

    @classmethod
    def along(cls, way: Way, reading: Reading, mask: Bools, few: int = 0) -> Walk:
        """Of the sessions chosen, shape (s,).

        The most trodden path ends where most of those who came so far go no further, before fewer than `few` are left
        of more, and after 100 steps. Of scenes with as many, the story's first.
        """
        paths = _paths(way.begin, reading)
        scene = reading.visits.scene
        depth = np.zeros(len(mask), dtype=np.int32)
        following = np.flatnonzero(mask & (paths.first < paths.last))
        steps: list[Step] = []
        while len(steps) < (MOST_STEPS if way.scenes is None else len(way.scenes)):
            rows = paths.first[following] + len(steps)
            going = rows < paths.last[following]
            following, rows = following[going], rows[going]
            if way.scenes is not None:
                onwards = way.scenes[len(steps)]
            else:
                counts = np.bincount(scene[rows], minlength=1)
                onwards = int(counts.argmax())
                least = few if steps and steps[0].sessions >= few else 1
                if counts[onwards] < max(least, len(going) - len(rows)):
                    break
            following = following[scene[rows] == onwards]
            depth[following] = len(steps) + 1
            steps.append(Step(onwards, len(following)))
        return cls(tuple(steps), depth, paths.first, len(scene))

    def came(self, step: int) -> Bools:
        """Who came along up to this step, counted from 0; shape (s,)."""
        return np.asarray(self.depth > step)

    def visits(self, step: int, among: Bools | None = None) -> Bools:
        """The visits of this step, of those who came along up to it; shape (v,). `among`: only of these sessions."""
        came = self.came(step) if among is None else self.came(step) & among
        found = np.zeros(self.count, dtype=np.bool_)
        found[self.first[came] + step] = True
        return found


def _paths(begin: PlaceIndex | None, reading: Reading) -> Paths:
    if begin is None or begin.step >= 0 or not begin.scenes:
        return Paths.of(reading, -1 if begin is None else begin.origin)
    paths = Paths.of(reading, begin.origin)
    return Paths(first_runs(begin, reading, paths), paths.last)
