"""Arrays and lists of texts in one file per user, to be mapped rather than read: what can be worked out again.

A file is a line of JSON (what lies where), then the arrays as they are in memory, each at a multiple of 64 bytes. It
is written beside and renamed, and taken only if it has its exact length and its first line is what was written.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

log = logging.getLogger("footpath")

VERSION = "1"
ALIGNED = 64
MOST_HEADER = 1 << 20
OWNERS_ALONE = 0o600  # names of sessions and viewers are in it
LARGE_BYTES = 500_000_000
MOST_FILES, MOST_BYTES = 20, 4_000_000_000

Value = np.ndarray | tuple[str, ...] | bool


def mark_of(*parts: str) -> str:
    """A name for what is worked out from `parts`."""
    told = hashlib.blake2b(digest_size=16)
    for part in (VERSION, np.__version__, *parts):
        told.update(part.encode() + b"\0")
    return told.hexdigest()


def save_arrays(mark: str, values: Mapping[str, Value]) -> bool:
    """Keep them; a folder that can't be written (False) is no one's trouble, they are only worked out again then."""
    parts, entries, size = list[np.ndarray](), dict[str, list[object]](), 0
    for name, value in values.items():
        kind, array = _as_array(value)
        entries[name] = [kind, array.dtype.str, len(array), size]
        parts.append(array)
        size += -(-array.nbytes // ALIGNED) * ALIGNED
    header = _header({"mark": mark, "entries": entries, "size": size})
    try:
        file = _file(mark)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{mark}.{os.getpid()}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNERS_ALONE), "wb") as out:
            out.write(header)
            for array in parts:
                out.write(array.data)
                out.write(bytes(-array.nbytes % ALIGNED))
        part.replace(file)
        _prune(file.parent)
    except OSError as error:
        log.info("what was worked out was not kept: %s", error)
        return False
    return True


def any_saved(first: str) -> bool:
    """Whether there is anything of a mark that begins so."""
    return any(_file("").parent.glob(f"{first}*.arrays"))


def load_arrays(mark: str) -> dict[str, Value] | None:
    """As they were saved, arrays not to be written to; None where there is nothing sound."""
    try:
        file = _file(mark)
        with file.open("rb") as content:
            line = content.readline(MOST_HEADER)
            told = json.loads(line)
            start, size = len(line), int(told["size"])
            sound = _header({name: told[name] for name in ("mark", "entries", "size")}) == line
            if not sound or told["mark"] != mark or os.fstat(content.fileno()).st_size != start + size:
                log.info("what was kept as %s is not whole", mark)
                return None
            whole = mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ)
        found = {name: _value(whole, start, *entry) for name, entry in told["entries"].items()}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.info("what was kept as %s is of no use: %s", mark, error)
        return None
    with suppress(OSError):  # only a mark of use, for pruning
        file.touch()
    return found


def let_go(values: Iterable[Value]) -> None:
    """Give back the memory that mapped arrays take as they were read; who reads them again maps them again.

    Pages of a file that nobody writes can be taken back at any time, but the system only does so when it must, and
    until then they count as this process's.
    """
    if sys.platform != "linux":
        return  # elsewhere the same word means other things
    found = {id(whole): whole for value in values if (whole := _mapping(value)) is not None}
    for whole in found.values():
        whole.madvise(mmap.MADV_DONTNEED)


def _mapping(value: Value) -> mmap.mmap | None:
    base: object = value
    while isinstance(base, np.ndarray | memoryview):
        base = base.base if isinstance(base, np.ndarray) else base.obj
    return base if isinstance(base, mmap.mmap) and len(base) >= LARGE_BYTES else None


def _file(mark: str) -> Path:
    return user_cache_path("footpath") / "reviews" / f"{mark}.arrays"


def _header(told: dict[str, object]) -> bytes:
    """One line of a length that is a multiple of 64, with its own digest."""
    digest = hashlib.blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()
    text = json.dumps({**told, "digest": digest}).encode()
    return text + b" " * (-(len(text) + 1) % ALIGNED) + b"\n"


def _as_array(value: Value) -> tuple[str, np.ndarray]:
    if isinstance(value, np.ndarray):
        return "array", np.ascontiguousarray(value)
    text = json.dumps(value if isinstance(value, bool) else list(value))
    return "json", np.frombuffer(text.encode(), dtype=np.uint8)


def _value(whole: mmap.mmap, start: int, kind: str, dtype: str, count: int, offset: int) -> Value:
    array: np.ndarray = np.frombuffer(whole, dtype=np.dtype(dtype), count=count, offset=start + offset)
    if kind == "array":
        return array
    found = json.loads(array.tobytes())
    return found if isinstance(found, bool) else tuple(found)


def _prune(folder: Path) -> None:
    """Keep those used last."""
    files = sorted(folder.glob("*.arrays"), key=lambda file: file.stat().st_mtime, reverse=True)
    used = 0
    for k, file in enumerate(files):
        used += file.stat().st_size
        if k and (k >= MOST_FILES or used > MOST_BYTES):
            with suppress(OSError):  # in use elsewhere
                file.unlink(missing_ok=True)
