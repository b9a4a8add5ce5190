"""Stories as they are handed over: Footpath's own JSON, an H5P package, or an H5P content.json."""

from __future__ import annotations

import json
from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.story import Story
from footpath.storage.h5p_story import content_story, is_h5p, package_story
from footpath.storage.story_file import load_story, story_from_json

ZIP_MAGIC = b"PK"


def story_from(path: Path, out: Path) -> Story:
    """Read a story; films inside a package are unpacked into a folder beside the review `out`.

    Raises:
        UserError: what is wrong with it and where.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(ZIP_MAGIC))
    except OSError as error:
        raise UserError(f"The story could not be read: {error.strerror}", str(path), "Check the path.") from error
    if head == ZIP_MAGIC:
        return story_from_json(package_story(path, out.parent / f"{out.stem}-media"), str(path))
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return load_story(path)  # which says what is wrong with it
    return story_from_json(content_story(found, str(path)), str(path)) if is_h5p(found) else load_story(path)
