"""What the timeline runs along: the media on show, or the scenes of a path, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from footpath.model.curves import ClickLane, PathCurves
from footpath.model.results import Retention, SceneRetention
from footpath.model.time_axis import TimeAxis
from footpath.ui.wording import number
from footpath.workspace.workspace import Workspace

ALONG = "along"
MEDIA, PATH = "Media time", "Selected path"
BAR_WIDTH = 0.9  # of a bin

Bar = tuple[float, float, float]  # from, to, share of false clicks


class Along(QComboBox):
    """Asks for the curves along the path of each selection while they are wanted; `changed` once they are there."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._found: PathCurves | None = None
        self.addItems([MEDIA, PATH])
        self.setAccessibleName("What the timeline runs along")
        self.setToolTip(
            "Along the film, or scene after scene along the path that is selected and, from its end or where none is, "
            "on the way that most took. Only those who came along it so far are counted."
        )
        self.activated.connect(self.ask)
        workspace.study_changed.connect(self._forget)
        workspace.selection_changed.connect(self._outrun)

    @property
    def is_path(self) -> bool:
        return self.currentText() == PATH

    def ask(self, _chosen: object = None) -> None:
        """Count along the path of the selection, where that is wanted."""
        study = self._workspace.study
        if not self.is_path or study is None:
            self._workspace.jobs.cancel(ALONG)
            self._take(None)
            return
        self._workspace.jobs.run(
            study.curves_along, self._workspace.selection,
            done=self._take, failed=self._failed, name="Following the path", key=ALONG,
            at_once=True,
        )  # fmt: skip

    @property
    def path(self) -> PathCurves | None:
        """The path that is drawn: none where it has no bin of what is looked at."""
        return self._found if self._found is not None and drawn(self._found.curves) else None

    def curves(self, whole: Retention | None) -> Retention | None:
        """What is drawn: along a path its curves, else the whole ones."""
        return self.path.curves if self.path is not None else whole

    def axis(self, media_id: str) -> TimeAxis:
        """Of a media; along the path, where there is one."""
        along = self.path.axis if self.path is not None else None
        return along or TimeAxis.of_media(media_id)

    def lane(self, whole: Mapping[str, ClickLane], axis: TimeAxis) -> list[Bar]:
        """The false clicks on an axis: along a path those of its steps, else the `whole` ones of each media."""
        if self.path is None:
            return [bar for media_id, lane in whole.items() for bar in _bars(lane, partial(axis.parts, media_id))]
        steps = [(stretch, self.path.lanes.get(stretch.step)) for stretch in axis.stretches if stretch.step is not None]
        return [bar for stretch, lane in steps if lane is not None for bar in _bars(lane, stretch.parts)]

    def words(self) -> str:
        """How many came along all of the path, or that there is none; empty along a media."""
        if self._found is None:
            return ""
        if self.path is None:
            return "Nobody selected, or nothing that is looked at, is on a path: along the film"
        first, last = (number(step.sessions) for step in (self.path.steps[0], self.path.steps[-1]))
        return f"{last} of {first} sessions all along this path"

    def _take(self, found: PathCurves | None) -> None:
        self._found = found
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._take(None)
        self._workspace.tell_error(error)

    def _outrun(self, _selection: object) -> None:
        """What was asked for another selection isn't wanted; it is asked anew once this one's curves are there."""
        self._workspace.jobs.cancel(ALONG)

    def _forget(self, _study: object) -> None:
        self._workspace.jobs.cancel(ALONG)
        self._found = None


def drawn(curves: Retention) -> list[SceneRetention]:
    """The scenes with any bin to draw."""
    return [scene for scene in curves.scenes if len(scene.t_s)]


def laid_out(curves: Retention, axis: TimeAxis) -> list[tuple[SceneRetention, float]]:
    """The curves that lie on an axis, in its order, each with what is to be added to its seconds."""
    scenes = drawn(curves)
    if axis.stretches[0].scene_id is None:
        return [(scene, 0.0) for scene in scenes if scene.media_id == axis.stretches[0].media_id]
    at = {scene.step: scene for scene in scenes}
    return [(at[stretch.step], stretch.shift_s) for stretch in axis.stretches if stretch.step in at]


def moved(scene: SceneRetention, by_s: float) -> SceneRetention:
    return replace(scene, t_s=scene.t_s + by_s) if by_s else scene


def _bars(lane: ClickLane, parts: Callable[[float, float], list[tuple[float, float]]]) -> list[Bar]:
    """Every bin that has any; `parts` tells where a stretch of media time lies."""
    found = []
    for k in lane.false.nonzero()[0].tolist():
        start_s, share = float(lane.t_s[k]), float(lane.false[k] / lane.clicks[k])
        found += [(low, high, share) for low, high in parts(start_s, start_s + lane.bin_s * BAR_WIDTH) if low < high]
    return found
