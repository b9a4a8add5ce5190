"""Selections' curves along a path, step by step."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace

from footpath.analysis.click_lanes import lanes_along
from footpath.analysis.compare_curves import compare_along
from footpath.analysis.data import Data
from footpath.analysis.remembering import Recent
from footpath.analysis.retention import in_window
from footpath.analysis.selecting import choose, path_of, scope_of, session_mask
from footpath.analysis.walk import Walk, Way
from footpath.model.curves import CurveComparison, PathCurves
from footpath.model.events import Bools
from footpath.model.results import Retention
from footpath.model.selection import Selection
from footpath.model.time_axis import Step
from footpath.study.curves_beside import CurvesBeside

REMEMBERED_PATHS = 8


class AlongPaths:
    """Of one review; the last few are remembered, whatever seconds of them are looked at."""

    def __init__(self, data: Data, curves: CurvesBeside) -> None:
        self._data, self._curves = data, curves
        self._recent: Recent[Future[PathCurves]] = Recent(REMEMBERED_PATHS)

    def steps(self, way: Way, mask: Bools) -> tuple[Step, ...]:
        """Of the sessions chosen, shape (s,)."""
        return self._walk(way, mask).steps

    def of(self, selection: Selection) -> PathCurves:
        """Along the path that the selection names, from its end (or the start) on the most trodden one."""
        way = Way(path_of(selection, self._data))
        self._asked(selection, way)
        walk = self._walk(way, session_mask(selection, self._data))  # while the curves are counted
        lanes = lanes_along(self._data, selection, walk)
        return replace(self._of(selection, way), lanes=lanes)

    def compare(self, a: Selection, b: Selection) -> tuple[Retention, CurveComparison]:
        """The curves of b along the path of a, and whether both leave alike there."""
        way = Way(path_of(a, self._data))
        masks = session_mask(a, self._data), session_mask(b, self._data)
        way = replace(way, scenes=tuple(step.scene for step in self.steps(way, masks[0])))
        return self._of(b, way).curves, compare_along(self._data, *masks, way)

    def _walk(self, way: Way, mask: Bools) -> Walk:
        return Walk.along(way, self._data.reading, mask, self._data.settings.few_sessions)

    def _asked(self, selection: Selection, way: Way) -> Future[PathCurves]:
        """Those that were asked for lately, else asked for now."""
        whole, chosen = selection.any_time, choose(selection, self._data)
        scope_of(whole, self._data)  # raises here for what the review doesn't have, not where it is counted
        return self._recent.get((whole, way), lambda: self._curves.ask_along(chosen, way, whole))

    def _of(self, selection: Selection, way: Way) -> PathCurves:
        scope = scope_of(selection, self._data)
        try:
            counted = self._asked(selection, way).result()
        except Exception:
            self._recent.drop((selection.any_time, way))
            raise
        return replace(counted, curves=in_window(counted.curves, (scope.start_s, scope.end_s), self._data.settings))
