"""A small picture from within each scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import repeat
from typing import TYPE_CHECKING

from footpath.model.errors import UserError
from footpath.model.story import Scene
from footpath.model.thumbnails import Thumbnail
from footpath.storage.thumbnails import pictures_at

if TYPE_CHECKING:
    from footpath.study.study import Study

FAR_IN_S = 5.0


def scene_pictures(
    study: Study, scene_ids: Sequence[str], unwanted: Callable[[], bool]
) -> dict[str, Thumbnail | None]:
    """By scene id, of its middle, at most 5 s in; None of a scene whose film is missing or can't be read.

    `unwanted` is asked after each: once it says so, the rest is left out.
    """
    story, found = study.story, dict[str, Thumbnail | None]()
    scenes = [story.scenes[story.scene_index[scene_id]] for scene_id in scene_ids]
    for media_id in dict.fromkeys(scene.media_id for scene in scenes):
        mine = [scene for scene in scenes if scene.media_id == media_id]
        for scene, picture in zip(mine, _pictures(study, media_id, mine), strict=False):
            found[scene.id] = picture
            if unwanted():
                return found
    return found


def _pictures(study: Study, media_id: str, scenes: Sequence[Scene]) -> Iterator[Thumbnail | None]:
    path = study.footage_path(media_id)
    with suppress(UserError):  # which is told where the film is opened to be played
        yield from pictures_at(path, map(_within, scenes)) if path is not None else ()
    yield from repeat(None)


def _within(scene: Scene) -> float:
    return scene.start_s + min((scene.end_s - scene.start_s) / 2, FAR_IN_S)
