"""The curves of a review, counted from a table that is made once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TypedDict

from footpath.analysis.by_visit import ByVisit, Watched
from footpath.analysis.click_lanes import click_lanes
from footpath.analysis.data import Data
from footpath.analysis.retention import retention, retention_along
from footpath.analysis.retention_table import RetentionTable
from footpath.analysis.selecting import click_mask, scope_of
from footpath.analysis.walk import Walk, Way
from footpath.model.curves import ClickLane, Counted, PathCurves
from footpath.model.events import Bools, Kind
from footpath.model.results import Retention
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.time_axis import TimeAxis
from footpath.study.memory import give_back


class _Asked(TypedDict):
    exits_recorded: bool
    media_index: int | None
    scene_index: int | None


class Curves:
    """Of any sessions of one review."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._lanes_thread = ThreadPoolExecutor(1, thread_name_prefix="footpath-lanes")

    @cached_property
    def table(self) -> RetentionTable:
        """What they are counted from; made when it is first asked for."""
        return self._table_of(self._data.reading)

    @cached_property
    def visit_table(self) -> RetentionTable:
        """What they are counted from along a path; most never ask for it."""
        return self._table_of(ByVisit.of(self._data.reading))

    def _table_of(self, watched: Watched) -> RetentionTable:
        """What reading and counting took on the way is given back: of many events it is as much again."""
        give_back()
        table = RetentionTable.of(watched, self._data.story, self._data.settings.retention_bin_s)
        give_back()
        return table

    def of(self, mask: Bools, what: Selection = EVERYTHING) -> Retention:
        """Of the sessions chosen, shape (s,); `what` tells whether only a media or a scene is looked at.

        Raises:
            UserError: for a media or scene that the review doesn't have.
        """
        data = self._data
        return retention(self.table, data.story, mask, data.settings, **self._asked(what))

    def with_lanes(self, mask: Bools, what: Selection = EVERYTHING) -> Counted:
        """The same, and the clicks of the same sessions; both at once, where there is a processor for each."""
        lanes = self._lanes_thread.submit(self._lanes, mask, what)
        return self.of(mask, what), lanes.result()

    def _lanes(self, mask: Bools, what: Selection) -> dict[str, ClickLane]:
        return click_lanes(self._data, click_mask(what, self._data, mask))

    def along(self, mask: Bools, way: Way, what: Selection = EVERYTHING) -> PathCurves:
        """Of the sessions chosen, along a path; the other arguments as of `of`."""
        data = self._data
        walk = Walk.along(way, data.reading, mask, data.settings.few_sessions)
        curves = retention_along(self.visit_table, data.story, walk, data.settings, **self._asked(what))
        return PathCurves(walk.steps, curves, _axis_of(curves))

    def _asked(self, what: Selection) -> _Asked:
        scope = scope_of(what, self._data)
        return {
            "exits_recorded": Kind.EXIT in self._data.kinds,
            "media_index": scope.media if scope.media >= 0 else None,
            "scene_index": scope.scene if scope.scene >= 0 else None,
        }


def _axis_of(curves: Retention) -> TimeAxis | None:
    ends = [(s.scene_id, s.step, s.media_id, float(s.t_s[0]), float(s.t_s[-1]) + curves.bin_s) for s in curves.scenes]
    return TimeAxis.along(ends) if ends else None
