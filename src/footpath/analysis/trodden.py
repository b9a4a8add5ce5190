"""The most trodden path: from the first visit on, wherever most of those who came along it so far went next."""

from __future__ import annotations

import numpy as np

from footpath.analysis.passing import Paths
from footpath.model.events import Bools
from footpath.model.reading import Reading
from footpath.model.time_axis import Step


def most_trodden(reading: Reading, mask: Bools) -> tuple[Step, ...]:
    """The steps of the chosen sessions' most trodden path, shape of `mask` (s,); empty where none visited anything.

    It ends where most of those who came so far go no further. Of scenes with as many, the story's first.
    """
    visits, paths = reading.visits, Paths.of(reading)
    following = np.flatnonzero(mask & (paths.first < paths.last))
    steps: list[Step] = []
    while len(following):
        at = paths.first[following] + len(steps)
        going = at < paths.last[following]
        counts = np.bincount(visits.scene[at[going]])
        if not going.any() or int(counts.max()) < int((~going).sum()):
            break
        scene = int(counts.argmax())
        rows = np.flatnonzero(going)
        following = following[rows[visits.scene[at[rows]] == scene]]
        steps.append(Step(scene, len(following)))
    return tuple(steps)
