"""What looking through the film on show finds: its thumbnails, then its cuts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from footpath.model.thumbnails import Thumbnail

if TYPE_CHECKING:
    from footpath.workspace.workspace import Workspace

THUMBNAILS, CUTS = "thumbnails", "cuts"
THUMBNAIL_COUNT = 24
WAIT_S = 0.05


class FilmLooks(QObject):
    """Part of the workspace: once for each media, after its first frame and all that is counted, which come first."""

    thumbnails_changed = Signal(object)  # tuple[Thumbnail, ...]
    cuts_changed = Signal(object)  # tuple[float, ...], media seconds

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._media_id: str | None = None
        self.thumbnails: tuple[Thumbnail, ...] | None = None
        self.cuts_s: tuple[float, ...] = ()
        workspace.study_changed.connect(self._forget)
        workspace.player.frame_changed.connect(self._look)
        workspace.findings_changed.connect(self._look)

    def _forget(self, _study: object) -> None:
        for key in (THUMBNAILS, CUTS):
            self._workspace.jobs.cancel(key)
        self._media_id, self.thumbnails, self.cuts_s = None, None, ()
        self.thumbnails_changed.emit(())
        self.cuts_changed.emit(())

    def _look(self, _changed: object = None) -> None:
        study, player = self._workspace.study, self._workspace.player
        if study is None or player.media is None or player.frame is None or self._media_id == player.media.id:
            return
        if self._workspace.findings is None and self.thumbnails is None:
            return
        self._forget(study)
        self._media_id = player.media.id
        if player.path is None:
            self.thumbnails = ()
            self.thumbnails_changed.emit(())
            return
        self._workspace.jobs.run(
            study.thumbnails, self._media_id, THUMBNAIL_COUNT, player.duration_s,
            done=self._taken, failed=self._workspace.tell_error, name="Taking thumbnails", key=THUMBNAILS,
        )  # fmt: skip

    def _taken(self, thumbnails: tuple[Thumbnail, ...]) -> None:
        self.thumbnails = thumbnails
        self.thumbnails_changed.emit(thumbnails)
        study = self._workspace.study
        if study is not None and self._media_id is not None:
            self._workspace.jobs.run(
                study.cuts, self._media_id, self._stop_or_wait,
                done=self._found, failed=self._workspace.tell_error, name="Looking for cuts", key=CUTS, stoppable=True,
            )  # fmt: skip

    def _stop_or_wait(self) -> bool:
        """Called from the job: whether nobody wants it any more. Two decoders at once make both slow: playing first."""
        while self._workspace.player.running and not self._workspace.jobs.unwanted():
            time.sleep(WAIT_S)
        return self._workspace.jobs.unwanted()

    def _found(self, cuts_s: tuple[float, ...]) -> None:
        self.cuts_s = cuts_s
        self.cuts_changed.emit(cuts_s)
