"""What every analysis starts from, read once when a review is opened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from footpath.analysis.classify import classify, find_uses
from footpath.analysis.click_grid import ClickGrid
from footpath.analysis.reading import place_events, read_sessions
from footpath.analysis.remembering import Once, remembered
from footpath.model.clicks import Clicks, Uses
from footpath.model.events import Events, Kind, Longs, Sessions
from footpath.model.reading import Placed, Reading
from footpath.model.settings import Settings
from footpath.model.story import Story

MANY = 100_000


@dataclass(frozen=True)
class Data:
    """A review as arrays: what was imported, how it was read, how its clicks are classed.

    `read` gives the reading, `lay_out` the grid of its clicks; `kept` holds what is computed once and asked for again,
    and can be thrown away at any time.
    `choosing` is held while sessions are chosen: of two threads that ask for the same ones, one works.
    """

    story: Story
    events: Events
    sessions: Sessions
    placed: Placed
    clicks: Clicks
    uses: Uses
    settings: Settings
    read: Callable[[], Reading] = field(compare=False, repr=False)
    lay_out: Callable[[], ClickGrid] = field(compare=False, repr=False)
    kept: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    choosing: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @property
    def reading(self) -> Reading:
        """How the sessions were read; the first picture does without, so it waits until it is asked for."""
        return self.read()

    @property
    def click_grid(self) -> ClickGrid:
        """The clicks by where they lie; made when it is first asked for, too."""
        return self.lay_out()

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """The kinds that the whole review holds at least one row of: all we can know of what its source records."""
        kind, present = self.events.kind, np.zeros(max(Kind) + 1, dtype=np.bool_)
        for first in range(0, len(kind), MANY):  # as many as stay near the processor
            present |= np.bincount(kind[first : first + MANY], minlength=len(present)) > 0
        return frozenset(k for k in Kind if present[k])

    def rows_of(self, kind: Kind) -> Longs:
        """The events of one kind, in order; remembered."""
        return remembered(self, f"rows of {kind.word}", lambda: np.flatnonzero(self.events.kind == kind))


def read_data(story: Story, events: Events, sessions: Sessions, settings: Settings) -> Data:
    """Place the events, class the clicks, find the uses of elements; the sessions are read when it is asked for."""
    placed = place_events(events, len(sessions), story)
    clicks = classify(events, placed, story, settings)
    read = Once(lambda: read_sessions(events, placed, len(sessions), story, settings))
    lay_out = Once(lambda: ClickGrid.of(clicks))
    return Data(story, events, sessions, placed, clicks, find_uses(events, placed, clicks), settings, read, lay_out)
