"""A small picture of each scene, for the Sankey's nodes; taken in the background, once a review."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from footpath.model.thumbnails import Thumbnail
from footpath.workspace.workspace import Workspace

MOST_SCENES = 60


class SceneThumbs(QObject):
    """`images` by scene id; those of media whose film isn't there are missing."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.images: dict[str, QImage] = {}
        workspace.study_changed.connect(self._forget)
        workspace.film.thumbnails_changed.connect(self._take)

    def _forget(self, _study: object) -> None:
        self.images = {}

    def _take(self, thumbnails: tuple[Thumbnail, ...] | None) -> None:
        """Of the media's thumbnails the first that lies in each scene, as far in as there is one."""
        study, media = self._workspace.study, self._workspace.player.media
        if study is None or media is None or not thumbnails:
            return
        for scene in study.story.scenes[:MOST_SCENES]:
            inside = [t for t in thumbnails if scene.start_s <= t.t_s < scene.end_s]
            if scene.media_id == media.id and inside:
                self.images[scene.id] = _image(inside[len(inside) // 2])
        self.changed.emit()


def _image(thumbnail: Thumbnail) -> QImage:
    height, width = thumbnail.bgra.shape[:2]
    return QImage(thumbnail.bgra.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
