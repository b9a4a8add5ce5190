"""Whether a film has sound, told from its container without decoding any of it."""

from __future__ import annotations

import re
from pathlib import Path

from footpath.storage.moov import BRANDS, moov

HEAD_BYTES = 1_000_000
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
            if head[4:8] in BRANDS:
                return bool(MP4_SOUND.search(moov(file)))
    except OSError:
        return False
    return bool(OTHER_SOUND.search(head)) or path.suffix.lower() in UNKNOWN_MAY
