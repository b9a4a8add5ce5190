"""What looking through a film has shown, kept on disk per user: its frames' times, its small pictures, its cuts."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from platformdirs import user_cache_path

from footpath.storage.proxy import ProxyStrip

if TYPE_CHECKING:
    from footpath.storage.frame_index import FrameIndex

log = logging.getLogger("footpath")

VERSION = "1"  # of what is written; another decoder may count other frames, so its version counts too
MOST_FILES = 60
MOST_BYTES = 1_000_000_000
SAMPLE_BYTES = 65_536


def content_mark(path: Path) -> str:
    """Size and three samples of a file (head, middle, tail of 64 KiB): the same for a moved copy, in milliseconds.

    Raises:
        OSError: if it can't be read.
    """
    size = path.stat().st_size
    told = hashlib.blake2b(str(size).encode(), digest_size=16)
    with path.open("rb") as file:
        for start in (0, max(0, size // 2 - SAMPLE_BYTES // 2), max(0, size - SAMPLE_BYTES)):
            file.seek(start)
            told.update(file.read(SAMPLE_BYTES))
    return f"{size}-{told.hexdigest()}"


def _file(path: Path, ending: str = ".npz") -> Path:
    name = f"{VERSION}-{cv2.__version__}-{content_mark(path)}-{path.stat().st_mtime_ns}{ending}"
    return user_cache_path("footpath") / "films" / name


def save_index(path: Path, index: FrameIndex) -> None:
    """Keep a finished index; a folder that can't be written is no one's trouble, it is only made again then."""
    try:
        file = _file(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.stem}.{os.getpid()}.part")
        with part.open("wb") as out:
            facts = np.array(index.facts, dtype=np.float64)
            frames, sizes, jpegs = index.proxy.packed()
            np.savez(out, raw=index.raw_s, facts=facts, frames=frames, sizes=sizes, jpegs=jpegs)
        part.replace(file)
        _prune(file.parent)
    except OSError as error:
        log.info("the index of %s was not kept: %s", path.name, error)


def load_index(path: Path) -> tuple[np.ndarray, np.ndarray, ProxyStrip] | None:
    """Times as the container tells them, the facts, and the strip; None where there is nothing sound."""
    try:
        file = _file(path)
        with file.open("rb") as content, np.load(content, allow_pickle=False) as arrays:
            raw, facts = arrays["raw"], arrays["facts"]
            strip = ProxyStrip.unpacked(arrays["frames"], arrays["sizes"], arrays["jpegs"])
        sound = raw.ndim == 1 and len(raw) > 0 and facts.shape == (4,)
        sound = sound and bool(np.isfinite(raw).all() and np.isfinite(facts).all())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        log.info("the index kept of %s is of no use: %s", path.name, error)
        return None
    if not sound:
        return None
    with suppress(OSError):  # only a mark of use, for pruning
        file.touch()
    return raw, facts, strip


def save_cuts(path: Path, rule: str, cuts_s: tuple[float, ...]) -> None:
    """Keep a film's cuts, media seconds, and the rule they were found by; where that can't be, they are found again."""
    try:
        file = _file(path, ".cuts")
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.stem}.{os.getpid()}.part")
        part.write_text(json.dumps({"rule": rule, "cuts_s": cuts_s}), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        log.info("the cuts of %s were not kept: %s", path.name, error)


def load_cuts(path: Path, rule: str) -> tuple[float, ...] | None:
    """As they were saved; None where there are none by this rule."""
    try:
        told = json.loads(_file(path, ".cuts").read_text(encoding="utf-8"))
        known, cuts_s = told["rule"], tuple(float(t_s) for t_s in told["cuts_s"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.info("the cuts kept of %s are of no use: %s", path.name, error)
        return None
    return cuts_s if known == rule else None


def _prune(folder: Path) -> None:
    """Keep the films used last."""
    files = sorted(folder.glob("*.npz"), key=lambda file: file.stat().st_mtime, reverse=True)
    used = 0
    for i, file in enumerate(files):
        used += file.stat().st_size
        if i >= MOST_FILES or used > MOST_BYTES:
            file.unlink(missing_ok=True)
            file.with_suffix(".cuts").unlink(missing_ok=True)
