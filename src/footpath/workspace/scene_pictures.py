"""A small picture of each scene that has room for one: taken in the background, a few at a time, unless a film runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from footpath.model.thumbnails import Thumbnail
from footpath.study.scene_pictures import scene_pictures

if TYPE_CHECKING:
    from footpath.workspace.workspace import Workspace

PICTURES = "scene pictures"
AT_ONCE = 6
BREATH_MS = 300  # who selects on faster is not kept waiting by pictures


class ScenePictures(QObject):
    """Part of the workspace: after all that is counted and the film's own thumbnails, which come first."""

    taken = Signal(object)  # dict[str, Thumbnail] by scene id

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._wanted: list[str] = []
        self._tried: set[str] = set()
        self._breath = QTimer(self, singleShot=True, interval=BREATH_MS)
        self._breath.timeout.connect(self._next)
        workspace.study_changed.connect(self._forget)
        workspace.film.thumbnails_changed.connect(self._next)

    def want(self, scene_ids: Iterable[str]) -> None:
        """These, in this order; not those that were wanted before. What was tried once isn't tried again."""
        self._wanted = [scene_id for scene_id in scene_ids if scene_id not in self._tried]
        self._breath.start()

    def _forget(self, _study: object) -> None:
        self._workspace.jobs.cancel(PICTURES)
        self._wanted, self._tried = [], set()

    def _next(self, _changed: object = None) -> None:
        study, jobs, film = self._workspace.study, self._workspace.jobs, self._workspace.film
        some = self._wanted[:AT_ONCE]
        if study is None or film.thumbnails is None or not some or jobs.is_running(PICTURES):
            return
        if self._workspace.player.running:
            self._breath.start()
            return
        jobs.run(
            scene_pictures, study, some, self._unwanted,
            done=self._arrived, failed=self._workspace.tell_error, name="Taking pictures of scenes", key=PICTURES,
        )  # fmt: skip

    def _unwanted(self) -> bool:
        """Asked from the job: it makes way for playing rather than wait, for it would hold a thread."""
        return self._workspace.player.running or self._workspace.jobs.unwanted()

    def _arrived(self, found: dict[str, Thumbnail | None]) -> None:
        self._tried.update(found)
        self._wanted = [scene_id for scene_id in self._wanted if scene_id not in self._tried]
        taken = {scene_id: picture for scene_id, picture in found.items() if picture is not None}
        if taken:
            self.taken.emit(taken)
        self._next()
