"""What the timeline runs along: the media on show, or the scenes of the most trodden path, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from footpath.model.curves import ClickLane
from footpath.model.results import Retention, SceneRetention
from footpath.model.time_axis import Step, TimeAxis
from footpath.ui.wording import number
from footpath.workspace.workspace import Workspace

MEDIA, PATH = "Media time", "Most trodden path"


class Along(QComboBox):
    """Asks for the path of each selection while it is wanted; `changed` once it is there."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.steps: tuple[Step, ...] = ()
        self.addItems([MEDIA, PATH])
        self.setAccessibleName("What the timeline runs along")
        self.setToolTip("Along the film, or along the path that most of the selection took, scene after scene")
        self.activated.connect(self.ask)
        workspace.study_changed.connect(self._forget)

    @property
    def is_path(self) -> bool:
        return self.currentText() == PATH

    def ask(self, _chosen: object = None) -> None:
        """Count the path of the selection, where one is wanted."""
        study = self._workspace.study
        if not self.is_path or study is None:
            self._workspace.jobs.cancel("trodden")
            self._take(())
            return
        self._workspace.jobs.run(
            study.most_trodden, self._workspace.selection,
            done=self._take, failed=self._workspace.tell_error, name="Following the path", key="trodden",
            at_once=True,
        )  # fmt: skip

    def axis(self, curves: Retention | None, media_id: str) -> TimeAxis:
        """Of a media; along the path as far as its scenes have curves, where anybody chosen took one."""
        if not self.is_path or curves is None or self._workspace.study is None:
            return TimeAxis.of_media(media_id)
        known = {scene.scene_id: scene for scene in curves.scenes if len(scene.t_s)}
        story = self._workspace.study.story
        scenes = [known[id_] for step in self.steps if (id_ := story.scenes[step.scene].id) in known]
        ends = [(s.scene_id, s.media_id, float(s.t_s[0]), float(s.t_s[-1]) + curves.bin_s) for s in scenes]
        return TimeAxis.along(ends) if ends else TimeAxis.of_media(media_id)

    def words(self) -> str:
        """How many came along all of the path; empty along a media."""
        if not self.is_path or not self.steps:
            return ""
        return f"{number(self.steps[-1].sessions)} of {number(self.steps[0].sessions)} sessions all along this path"

    def _take(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps
        self.changed.emit()

    def _forget(self, _study: object) -> None:
        self.steps = ()


def laid_out(scenes: Sequence[SceneRetention], axis: TimeAxis) -> list[tuple[SceneRetention, float]]:
    """The curves that lie on an axis, in its order, each with what is to be added to its seconds."""
    known = {scene.scene_id: scene for scene in scenes if len(scene.t_s)}
    found = []
    for stretch in axis.stretches:
        if stretch.scene_id is None:
            found += [(scene, 0.0) for scene in known.values() if scene.media_id == stretch.media_id]
        elif stretch.scene_id in known:
            found.append((known[stretch.scene_id], stretch.shift_s))
    return found


def moved(scene: SceneRetention, by_s: float) -> SceneRetention:
    return replace(scene, t_s=scene.t_s + by_s) if by_s else scene


def lane_on(lanes: Mapping[str, ClickLane], axis: TimeAxis) -> list[tuple[float, float, float]]:
    """(from, to, share of false clicks) along the axis of every bin that has any."""
    return [
        (low, high, float(lane.false[k] / lane.clicks[k]))
        for media_id, lane in lanes.items()
        for k in lane.false.nonzero()[0].tolist()
        for low, high in axis.parts(media_id, float(lane.t_s[k]), float(lane.t_s[k]) + lane.bin_s * 0.9)
        if low < high
    ]
