"""Which film is which media, and what the footage tells of it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.story import Media, Story
from footpath.storage.mapping import Mapping
from footpath.storage.schema import has_table

INSERT = "INSERT INTO media (position, id, path, width, height, duration) VALUES (?, ?, ?, ?, ?, ?)"


def settle_media(
    db: sqlite3.Connection,
    story: Story | None,
    story_path: Path | None,
    videos: Sequence[Path],
    out: Path,
    notes: list[str],
) -> None:
    """Write down the media and what their footage tells; missing footage, and films left over, are notes."""
    old = {row[0]: Media(*row) for row in db.execute("SELECT id, path, width, height, duration FROM media")}
    listed = list(story.media) if story else _plain_media(db, old, videos)
    assigned, left = _assign(listed, videos)
    rows = []
    films = {}
    for position, media in enumerate(listed):
        film = assigned.get(media.id) or _beside_story(media, story_path, notes)
        if film:
            films[media.id] = film
        rows.append((position, *(_from_film(media, film, out) if film else _kept(media, old))))
    notes += [f"The film {film.name} belongs to no media and was left out." for film in left]
    found = [missing_note(media.path) for media in listed if media.id in assigned and media.path]
    db.executemany("DELETE FROM notes WHERE text = ?", [(note,) for note in found])
    db.execute("DELETE FROM media")
    db.executemany(INSERT, rows)
    _keep_marks(db, films)


def _keep_marks(db: sqlite3.Connection, films: dict[str, Path]) -> None:
    """By its content a film is found again when it was moved."""
    if has_table(db, "kept"):
        marks = [("footage", id_, json.dumps({"mark": content_mark(film)})) for id_, film in films.items()]
        db.executemany("INSERT OR REPLACE INTO kept (kind, id, json) VALUES (?, ?, ?)", marks)


def with_picture(mapping: Mapping, story: Story | None, videos: Sequence[Path]) -> Mapping:
    """The mapping with the size of the picture, where it needs one and the story or a film tells it."""
    placing = mapping.placing
    if placing is None or not placing.needs_picture:
        return mapping
    media = story.media[0] if story is not None else None
    if media is not None and media.width and media.height:
        size = (float(media.width), float(media.height))
    elif videos:
        found = _probed(videos[0])
        size = (float(found[0]), float(found[1]))
    else:
        raise UserError(
            "The mapping places clicks in the player's box, but the picture's size is not known", mapping.name,
            "Add position.picture to the mapping, or import with the film.",
        )  # fmt: skip
    return replace(mapping, placing=placing.of_picture(size))


def _beside_story(media: Media, story_path: Path | None, notes: list[str]) -> Path | None:
    if not media.path or story_path is None:
        return None
    film = story_path.parent / media.path
    if film.is_file():
        return film
    notes.append(missing_note(media.path))
    return None


def missing_note(path: str) -> str:
    return f"The footage {path} was not found; the picture is a grey frame."


def _plain_media(db: sqlite3.Connection, old: dict[str, Media], videos: Sequence[Path]) -> list[Media]:
    """Without a story: the media that rows name, else one for each film."""
    query = "SELECT DISTINCT t.text FROM contexts AS c JOIN texts AS t ON t.id = c.media ORDER BY t.text"
    named = [row[0] for row in db.execute(query)]
    names = named or list(old) or [v.stem for v in videos] or ["film"]
    return [old.get(name, Media(name)) for name in names]


def _assign(media: list[Media], videos: Sequence[Path]) -> tuple[dict[str, Path], list[Path]]:
    """Films to media: by name where one fits, the rest in order; and the films that are left over."""
    left = list(videos)
    assigned: dict[str, Path] = {}
    for item in media:
        names = {item.id, Path(item.path).name if item.path else item.id}
        match = next((v for v in left if v.name in names or v.stem in names), None)
        if match is not None:
            assigned[item.id] = match
            left.remove(match)
    for item in media:
        if item.id not in assigned and left:
            assigned[item.id] = left.pop(0)
    return assigned, left


def _kept(media: Media, old: dict[str, Media]) -> tuple[object, ...]:
    before = old.get(media.id, media)
    return media.id, before.path, before.width, before.height, before.duration_s


def content_mark(film: Path) -> str:
    from footpath.storage import index_file  # noqa: PLC0415 - OpenCV is loaded only where there is a film

    return index_file.content_mark(film)


def _from_film(media: Media, film: Path, out: Path) -> tuple[object, ...]:
    place = os.path.relpath(film.resolve(), out.resolve().parent)
    return (media.id, place, *_probed(film))


def _probed(film: Path) -> tuple[int, int, float]:
    """Width and height as shown, and the duration in seconds."""
    from footpath.storage.footage import probe  # noqa: PLC0415 - OpenCV is loaded only where there is a film

    found = probe(film)
    return found.width, found.height, found.duration_s
