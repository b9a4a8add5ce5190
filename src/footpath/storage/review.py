"""A review file as arrays: the only reader of its tables besides the import."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from footpath.model.events import Events, Longs, Sessions
from footpath.model.kept import Kept
from footpath.model.story import Media, Scene, Story
from footpath.storage.chunks import DTYPES, mirror_rows, read_chunks
from footpath.storage.cut_off import take_back
from footpath.storage.kept import read_kept
from footpath.storage.schema import connect, has_column, rows_with_all
from footpath.storage.story_file import story_from_json

ROWS_AT_ONCE = 100_000


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
        self._texts: tuple[str, ...] | None = None
        self._columns: dict[str, np.ndarray] | None = None

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
        for row in self._db.execute("SELECT data FROM event_chunks WHERE name = 'key_low' ORDER BY part"):
            told.update(row[0])
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
        columns, texts, story = self._sorted(), self._all_texts(), self.story()
        media = _look_up(texts, story.media_index)
        if not story.given and len(story.media) == 1:
            media = np.where(media < 0, media, 0)
        element_names, element = _named(columns["element"], texts, [e.id for e in story.elements])
        value_names, value = _named(columns["value"], texts, [])
        return Events(
            session=columns["session_index"].astype(np.int32),
            at_ms=columns["at_ms"],
            kind=columns["kind"],
            t_s=columns["media_time"],
            media=media[columns["media"]].astype(np.int32),
            scene=_look_up(texts, story.scene_index)[columns["scene"]].astype(np.int32),
            x=columns["x"],
            y=columns["y"],
            element=element,
            value=value,
            element_ids=tuple(element_names),
            values=tuple(value_names),
        )

    def sessions(self) -> Sessions:
        """Every session, in the order of first appearance; of its attributes the first non-empty ones count."""
        columns, texts = self._sorted(), self._all_texts()
        ids = columns["session_ids"]
        index, count = columns["session_index"], len(columns["session_ids"])
        viewer = _first(index, columns["viewer"], columns["viewer"] > 0, count, 0)
        names = {texts[v]: None for v in viewer if v}
        own = np.where(viewer > 0, viewer, ids)
        by_name: dict[tuple[bool, int], int] = {}
        viewer_index = np.array(
            [by_name.setdefault((bool(v), int(o)), len(by_name)) for v, o in zip(viewer, own, strict=True)], np.int32
        )
        device_names, device = _named(_first(index, columns["device"], columns["device"] > 0, count, 0), texts, [])
        variant_names, variant = _named(_first(index, columns["variant"], columns["variant"] > 0, count, 0), texts, [])
        width, height = columns["player_width"], columns["player_height"]
        return Sessions(
            ids=tuple(texts[i] for i in ids),
            viewer=viewer_index,
            viewer_ids=tuple(texts[o] for _, o in by_name),
            has_viewer_ids=bool(names),
            device=device,
            devices=tuple(device_names),
            variant=variant,
            variants=tuple(variant_names),
            autoplay=_first(index, columns["autoplay"], columns["autoplay"] >= 0, count, -1).astype(np.int8),
            player_width=_first(index, width, ~np.isnan(width), count, np.nan),
            player_height=_first(index, height, ~np.isnan(height), count, np.nan),
        )

    def _all_texts(self) -> tuple[str, ...]:
        if self._texts is None:
            size = self._db.execute("SELECT coalesce(max(id), 0) FROM texts").fetchone()[0] + 1
            texts = [""] * size
            for number, text in self._db.execute("SELECT id, text FROM texts"):
                texts[number] = text
            self._texts = tuple(texts)
        return self._texts

    def _sorted(self) -> dict[str, np.ndarray]:
        """All columns, by session, wall time and order of import; with `session_index` and `session_ids`."""
        if self._columns is None:
            columns = self._load()
            ids, index = _by_first_appearance(columns["session"])
            order = _session_order(index, columns["at_ms"])
            self._columns = {name: values if order is None else values[order] for name, values in columns.items()}
            self._columns["session_index"] = index if order is None else index[order]
            self._columns["session_ids"] = ids
        return self._columns

    def _load(self) -> dict[str, np.ndarray]:
        """The columns from their mirror, or from the rows themselves where the two don't match."""
        if mirror_rows(self._db):
            return {name: read_chunks(self._db, name) for name in DTYPES}
        cursor = self._db.execute(f"SELECT {', '.join(DTYPES)} FROM {rows_with_all(self._db)} ORDER BY event_rows.id")
        parts: list[list[np.ndarray]] = [[] for _ in DTYPES]
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for part, dtype, values in zip(parts, DTYPES.values(), zip(*rows, strict=True), strict=True):
                part.append(np.array(values, dtype=dtype))
        return {
            name: np.concatenate(part) if part else np.zeros(0, dtype=dtype)
            for part, (name, dtype) in zip(parts, DTYPES.items(), strict=True)
        }


def _by_first_appearance(session: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct numbers in the order they first appear, and each entry's index into them."""
    first = np.full(int(session.max(initial=0)) + 1, len(session), dtype=np.int64)
    first[session[::-1]] = np.arange(len(session))[::-1]  # of several writes to a place the last stands
    ids = np.flatnonzero(first < len(session))
    ids = ids[np.argsort(first[ids])]
    rank = np.zeros(len(first), dtype=np.int32)
    rank[ids] = np.arange(len(ids))
    return ids, rank[session]


def _session_order(index: np.ndarray, at_ms: np.ndarray) -> np.ndarray | None:
    """The stable order by session, then wall time; None where they stand so already."""
    step, later = np.diff(index), np.diff(at_ms)
    if not ((step < 0) | ((step == 0) & (later < 0))).any():
        return None
    return np.lexsort((at_ms, index))


def _merged(media: Media, found: Media | None) -> Media:
    """What the footage says, else what the story states."""
    if found is None:
        return media
    return Media(
        media.id, found.path or media.path, found.width or media.width, found.height or media.height,
        found.duration_s or media.duration_s,
    )  # fmt: skip


def _look_up(texts: tuple[str, ...], names: dict[str, int]) -> Longs:
    """For each text its index among the names, -1 for none; the last entry, too, is -1."""
    return np.array([names.get(text, -1) for text in texts], dtype=np.int64)


def _named(column: np.ndarray, texts: tuple[str, ...], first: list[str]) -> tuple[list[str], np.ndarray]:
    """Names (those given first, then the column's own in the order of their numbers) and indices into them."""
    names = {name: k for k, name in enumerate(first)}
    table = np.full(len(texts), -1, dtype=np.int32)
    for number in np.unique(column):
        if number:
            table[number] = names.setdefault(texts[number], len(names))
    return list(names), table[column]


def _first(index: np.ndarray, values: np.ndarray, known: np.ndarray, count: int, missing: float) -> np.ndarray:
    """Each session's first known value."""
    result = np.full(count, missing, dtype=values.dtype)
    rows = np.flatnonzero(known)[::-1]
    result[index[rows]] = values[rows]
    return result
