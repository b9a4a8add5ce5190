"""A small picture of each scene, for the Sankey's nodes: one of the film's thumbnails, else one of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from footpath.model.thumbnails import Thumbnail
from footpath.workspace.workspace import Workspace


class SceneThumbs(QObject):
    """`images` by scene id; those of media whose film isn't there are missing."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.images: dict[str, QImage] = {}
        workspace.study_changed.connect(self._forget)
        workspace.film.thumbnails_changed.connect(self._take)
        workspace.scene_pictures.taken.connect(self._show)

    def want(self, scene_ids: Iterable[str]) -> None:
        """Have pictures taken of these, as far as there are none."""
        self._workspace.scene_pictures.want(scene_id for scene_id in scene_ids if scene_id not in self.images)

    def _forget(self, _study: object) -> None:
        self.images = {}

    def _take(self, thumbnails: tuple[Thumbnail, ...]) -> None:
        """Of the media's thumbnails, where any lie in a scene, the one in their middle."""
        study, media = self._workspace.study, self._workspace.player.media
        if study is None or media is None:
            return
        times_s, found = [thumb.t_s for thumb in thumbnails], dict[str, Thumbnail]()
        for scene in study.story.scenes:
            low, high = bisect_left(times_s, scene.start_s), bisect_left(times_s, scene.end_s)
            if scene.media_id == media.id and low < high:
                found[scene.id] = thumbnails[(low + high) // 2]
        self._show(found)

    def _show(self, thumbnails: dict[str, Thumbnail]) -> None:
        self.images.update({scene_id: _image(thumb) for scene_id, thumb in thumbnails.items()})
        self.changed.emit()


def _image(thumbnail: Thumbnail) -> QImage:
    height, width = thumbnail.bgra.shape[:2]
    return QImage(thumbnail.bgra.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
