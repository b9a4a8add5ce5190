"""The box of an MP4 or QuickTime file that describes its tracks: ISO/IEC 14496-12."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

BRANDS = {b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip"}  # what such a file begins with
MOST_INDEX_BYTES = 64_000_000
BOX_HEADER = 8
EDIT_BYTES = {0: 12, 1: 20}  # of an entry of an edit list, by its version
NOTHING = {0: b"\xff" * 4, 1: b"\xff" * 8}  # the media time of an empty edit


def moov(file: BinaryIO) -> bytes:
    """The box that describes the tracks, wherever in the file it lies; empty if there is none."""
    at, end = 0, file.seek(0, 2)
    while at + BOX_HEADER <= end:
        file.seek(at)
        header = file.read(2 * BOX_HEADER)
        size = int.from_bytes(header[:4], "big")
        if size == 1:
            size = int.from_bytes(header[8:16], "big")
        size = size or end - at
        if header[4:8] == b"moov":
            file.seek(at)
            return file.read(min(size, MOST_INDEX_BYTES))
        if size < BOX_HEADER:
            break
        at += size
    return b""


def several_edits(path: Path) -> bool:
    """Whether a track is put together from several stretches of its media, as far as that can be read."""
    try:
        with path.open("rb") as file:
            lists = moov(file).split(b"elst")[1:] if file.read(BOX_HEADER)[4:] in BRANDS else []
    except OSError:
        return True
    return any(_edits(content) > 1 for content in lists)


def _edits(content: bytes) -> int:
    """Entries that show something; `content`: of an edit list, from its version on."""
    version, count = content[:1] == b"\1", int.from_bytes(content[4:8], "big")
    size, half = EDIT_BYTES[version], len(NOTHING[version])
    entries = (content[8 + k * size : 8 + (k + 1) * size] for k in range(min(count, len(content) // size)))
    return sum(entry[half : 2 * half] != NOTHING[version] for entry in entries)
