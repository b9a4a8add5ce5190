"""A review file as arrays: the only reader of its tables besides the import."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from footpath.model.events import Events, Ints, Sessions
from footpath.model.kept import Kept
from footpath.model.names import Names
from footpath.model.story import Media, Scene, Story
from footpath.storage.chunks import mirror_rows
from footpath.storage.cut_off import take_back
from footpath.storage.event_columns import EventColumns, by_first_appearance
from footpath.storage.kept import read_kept
from footpath.storage.schema import connect, has_column
from footpath.storage.story_file import story_from_json

AT_ONCE = 2
TEXTS_AT_ONCE = 1000
SOME_TEXTS = "SELECT json_group_array(id), json_group_array(CAST(text AS TEXT))"
UNKNOWN = {"viewer": 0, "device": 0, "variant": 0, "autoplay": -1, "player_width": np.nan, "player_height": np.nan}


@dataclass(frozen=True, slots=True)
class Reject:
    """A refused row."""

    file: str
    line: int
    code: str
    reason: str
    raw: str
    columns: str = ""


class Review:
    """An open review, for reading."""

    def __init__(self, db: sqlite3.Connection, path: Path, *, cut_off: bool = False) -> None:
        self._db = db
        self.path = path
        self.cut_off = cut_off  # an import was, and has been taken back

    @classmethod
    def open(cls, path: Path) -> Review:
        """Open a review read-only.

        Raises:
            UserError: if the file is missing, foreign, damaged or from a newer version.
        """
        cut_off = take_back(path) if path.is_file() else False
        return cls(connect(path), path, cut_off=cut_off)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def story(self) -> Story:
        """The story with what the footage tells of its media; for a plain film, one scene for each media."""
        media = [Media(*row) for row in self._db.execute(
            "SELECT id, path, width, height, duration FROM media ORDER BY position")]
        given = self._db.execute("SELECT json FROM story").fetchone()
        if given is not None:
            story = story_from_json(json.loads(given[0]), str(self.path))
            known = {m.id: m for m in media}
            return replace(story, media=tuple(_merged(m, known.get(m.id)) for m in story.media))
        scenes = tuple(Scene(m.id, m.id, m.id, 0.0, m.duration_s or np.inf) for m in media)
        return Story(self.path.stem, tuple(media), scenes, given=False)

    @property
    def count(self) -> int:
        """Events stored."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM event_rows").fetchone()[0])

    def mark(self) -> str | None:
        """A digest of all that is imported, however the file was written since; None where only the rows are whole."""
        if not mirror_rows(self._db):
            return None
        told = hashlib.blake2b(digest_size=16)
        parts = self._db.execute("SELECT id FROM event_chunks WHERE name = 'key_low' ORDER BY part").fetchall()
        for part in parts:
            told.update(self._db.execute("SELECT data FROM event_chunks WHERE id = ?", part).fetchone()[0])
        texts = self._db.execute("SELECT max(id), total(length(text)) FROM texts").fetchone()
        return f"{told.hexdigest()} {texts}"

    def rejects(self) -> Iterator[Reject]:
        columns = "columns" if has_column(self._db, "rejects", "columns") else "''"
        for row in self._db.execute(f"SELECT file, line, code, reason, raw, {columns} FROM rejects ORDER BY id"):
            yield Reject(*row)

    def kept(self) -> Kept:
        """What people made in the review."""
        return read_kept(self._db)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._db.execute("SELECT text FROM notes ORDER BY text"))

    def events(self) -> Events:
        """Every stored event, by session, wall time, then order of import."""
        columns, texts, story = self._columns, self._texts, self.story()
        with ThreadPoolExecutor(AT_ONCE) as pool:  # columns are read here, and made something of there
            some_media = pool.submit(_indices, columns["media"], texts, story.media_index)
            some_scenes = pool.submit(_indices, columns["scene"], texts, story.scene_index)
            elements = pool.submit(_named, columns["element"], texts, [e.id for e in story.elements])
            values = pool.submit(_named, columns["value"], texts, [])
            kind, t_s, x, y = (columns[name] for name in ("kind", "media_time", "x", "y"))
        media, scene = some_media.result(), some_scenes.result()
        (element_names, element), (value_names, value) = elements.result(), values.result()
        if not story.given and len(story.media) == 1:
            np.minimum(media, 0, out=media)
        return Events(
            session=columns.session,
            at_ms=columns.at_ms,
            kind=kind,
            t_s=t_s,
            media=media,
            scene=scene,
            x=x,
            y=y,
            element=element,
            value=value,
            element_ids=tuple(element_names),
            values=tuple(value_names),
        )

    def sessions(self) -> Sessions:
        """Every session, in the order of first appearance; of its attributes the first non-empty ones count."""
        columns, texts, ids = self._columns, self._texts, self._columns.session_ids
        with ThreadPoolExecutor(AT_ONCE) as pool:
            firsts = {name: pool.submit(columns.first, columns[name], unknown) for name, unknown in UNKNOWN.items()}
        viewer = firsts["viewer"].result()
        own = np.where(viewer > 0, 2 * viewer.astype(np.int64), 2 * ids + 1)  # a viewer is none with a session's id
        viewers, viewer_index = by_first_appearance(own)
        device_names, device = _named(firsts["device"].result(), texts, [])
        variant_names, variant = _named(firsts["variant"].result(), texts, [])
        return Sessions(
            ids=Names.of(texts[i] for i in ids.tolist()),
            viewer=viewer_index,
            viewer_ids=Names.of(texts[v // 2] for v in viewers.tolist()),
            has_viewer_ids=bool((viewer > 0).any()),
            device=device,
            devices=tuple(device_names),
            variant=variant,
            variants=tuple(variant_names),
            autoplay=firsts["autoplay"].result(),
            player_width=firsts["player_width"].result(),
            player_height=firsts["player_height"].result(),
        )

    @cached_property
    def _texts(self) -> list[str]:
        """By number; the first, "", is no text."""
        size = self._db.execute("SELECT coalesce(max(id), 0) FROM texts").fetchone()[0] + 1
        texts = [""] * size
        for first in range(1, size, TEXTS_AT_ONCE):
            for number, text in self._some_texts(first, first + TEXTS_AT_ONCE):
                texts[number] = text
        return texts

    def _some_texts(self, first: int, end: int) -> Iterable[tuple[int, str]]:
        """Numbered [first, end): as JSON, a value at a time takes twice as long; very long ones are too many for it."""
        where = "FROM texts WHERE id >= ? AND id < ?"
        try:
            numbers, texts = self._db.execute(f"{SOME_TEXTS} {where}", (first, end)).fetchone()
        except (sqlite3.DataError, MemoryError):
            return self._db.execute(f"SELECT id, text {where}", (first, end))
        return zip(json.loads(numbers), json.loads(texts), strict=True)

    @cached_property
    def _columns(self) -> EventColumns:
        return EventColumns(self._db)


def _merged(media: Media, found: Media | None) -> Media:
    """What the footage says, else what the story states."""
    if found is None:
        return media
    return Media(
        media.id, found.path or media.path, found.width or media.width, found.height or media.height,
        found.duration_s or media.duration_s,
    )  # fmt: skip


def _indices(column: np.ndarray, texts: Sequence[str], names: dict[str, int]) -> Ints:
    """The texts of a column as indices of their names, -1 where there is no such name."""
    table = np.full(len(texts), -1, dtype=np.int32)
    for number in _numbers_in(column, len(texts)):
        table[number] = names.get(texts[number], -1)
    return np.asarray(table[column])


def _named(column: np.ndarray, texts: Sequence[str], first: list[str]) -> tuple[list[str], Ints]:
    """Names (those given first, then the column's own in the order of their numbers) and indices into them."""
    names = {name: k for k, name in enumerate(first)}
    table = np.full(len(texts), -1, dtype=np.int32)
    for number in _numbers_in(column, len(texts)):
        table[number] = names.setdefault(texts[number], len(names))
    return list(names), table[column]


def _numbers_in(column: np.ndarray, size: int) -> list[int]:
    """The different numbers of a column, all below `size`, ascending; without 0, which is no text."""
    there = np.zeros(size, dtype=np.bool_)
    there[column] = True
    there[0] = False
    return [int(number) for number in np.flatnonzero(there)]
