"""Where a review's films lie: where they were, beside the review, or where a person said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from footpath.model.errors import UserError
from footpath.storage.footage_search import find_films
from footpath.storage.kept import write_kept

if TYPE_CHECKING:
    from footpath.study.study import Study

FOOTAGE = "footage"  # kept by media: {"mark": of the film's content, "path": where it was found since}


def named_path(study: Study, media_id: str) -> Path | None:
    """Where the review says that a media's film lies, if it does."""
    named = study.story.media[study.story.media_index[media_id]].path
    path = study.path.parent / named if named else None
    return path if path is not None and path.is_file() else None


def missing(study: Study) -> tuple[str, ...]:
    """The media that have a film which is nowhere to be found."""
    return tuple(media.id for media in study.story.media if media.path and study.footage_path(media.id) is None)


def located(study: Study) -> dict[str, Path]:
    """The films that aren't where they were but were found again: where a person said, or beside the review."""
    known = study.kept.of(FOOTAGE)
    lost = [media.id for media in study.story.media if named_path(study, media.id) is None]
    found = {}
    for id_ in lost:
        said = known.get(id_, {}).get("path")
        if isinstance(said, str) and Path(said).is_file():
            found[id_] = Path(said)
    marks = {id_: str(known[id_]["mark"]) for id_ in lost if id_ not in found and known.get(id_, {}).get("mark")}
    return {**found, **(find_films(marks, study.path.parent) if marks else {})}


def find_in(study: Study, folder: Path) -> int:
    """Look for missing films in a folder by their content, and keep where they are; how many were found.

    Raises:
        UserError: where none is, or it can't be kept.
    """
    known, lost = study.kept.of(FOOTAGE), missing(study)
    marks = {id_: str(known[id_]["mark"]) for id_ in lost if known.get(id_, {}).get("mark")}
    found = find_films(marks, folder)
    if not found:
        names = ", ".join(str(study.story.media[study.story.media_index[id_]].path) for id_ in lost)
        raise UserError(
            "None of the missing films is in this folder",
            str(folder),
            f"Missing: {names}. Choose another folder, or import the review again with the film.",
        )
    write_kept(study.path, {(FOOTAGE, id_): {**known[id_], "path": str(path)} for id_, path in found.items()})
    return len(found)
