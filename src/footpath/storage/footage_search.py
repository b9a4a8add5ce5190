"""Missing footage found again: by what is in the file, not by its name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from footpath.storage.index_file import content_mark

MOST_DEPTH = 4
MOST_FILES = 20_000


def find_films(marks: Mapping[str, str], folder: Path) -> dict[str, Path]:
    """Where in and under `folder` the films with these content marks lie, by the same ids; only what was found.

    At most 4 folders deep and 20,000 files; only files of the right size are read, 192 KiB of each.
    """
    sizes: dict[int, list[str]] = {}
    for id_, mark in marks.items():
        sizes.setdefault(_size_of(mark), []).append(id_)
    found: dict[str, Path] = {}
    for path, size in _files(folder):
        wanted = [id_ for id_ in sizes.get(size, ()) if id_ not in found]
        content = _mark_of(path) if wanted else None
        found.update({id_: path for id_ in wanted if marks[id_] == content})
        if len(found) == len(marks):
            break
    return found


def _size_of(mark: str) -> int:
    size = mark.partition("-")[0]
    return int(size) if size.isdigit() else -1


def _mark_of(path: Path) -> str | None:
    try:
        return content_mark(path)
    except OSError:  # gone or not ours to read: then it isn't the one
        return None


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Regular files, the nearest folders first."""
    waiting, seen = [(folder, 0)], 0
    while waiting and seen < MOST_FILES:
        here, depth = waiting.pop(0)
        for entry in _entries(here):
            seen += 1
            if entry.is_dir(follow_symlinks=False) and depth < MOST_DEPTH and not entry.name.startswith("."):
                waiting.append((Path(entry.path), depth + 1))
            elif (size := _file_size(entry)) is not None:
                yield Path(entry.path), size


def _file_size(entry: os.DirEntry[str]) -> int | None:
    """In bytes; None for what is no regular file, or leads nowhere."""
    try:
        return entry.stat().st_size if entry.is_file() else None
    except OSError:  # a link in a circle, or gone meanwhile
        return None


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:  # not ours to read
        return []
