"""Whether a film has sound, told from its container without decoding any of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

HEAD_BYTES = 1_000_000
MOST_INDEX_BYTES = 64_000_000
BOX_HEADER = 8
# Handler of an MP4 or QuickTime track; stream of an AVI; codec names of Matroska and WebM; first packets of Ogg.
MP4_SOUND = re.compile(rb"hdlr.{8}soun", re.DOTALL)
MATROSKA = rb"A_(?:AAC|AC3|EAC3|DTS|FLAC|MPEG|MS|OPUS|PCM|REAL|TRUEHD|TTA|VORBIS)"
OTHER_SOUND = re.compile(rb"strh.{4}auds|" + MATROSKA + rb"|\x01vorbis|OpusHead", re.DOTALL)
UNKNOWN_MAY = (".ts", ".mts", ".m2ts", ".mpg", ".mpeg", ".vob", ".flv", ".wmv", ".asf")  # let the sound player find out


def has_sound(path: Path) -> bool:
    """True where the container names a sound track, or can't be asked; False for what can't be read."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if head[4:8] in {b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip"}:
                return bool(MP4_SOUND.search(_moov(file)))
    except OSError:
        return False
    return bool(OTHER_SOUND.search(head)) or path.suffix.lower() in UNKNOWN_MAY


def _moov(file: BinaryIO) -> bytes:
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
