"""What was worked out when a large review was opened, kept for the next time: it is mapped then, not computed.

The review itself is not touched, so that this works for one on a drive that can't be written, too. What is kept is
named by the review's content, the settings and the code that worked it out; anything else is worked out again.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np

import footpath.analysis
import footpath.model
import footpath.storage
from footpath.analysis.click_grid import ClickGrid
from footpath.analysis.data import Data
from footpath.model.clicks import Clicks, Uses
from footpath.model.errors import UserError
from footpath.model.events import Events, Sessions
from footpath.model.reading import Placed, Reading
from footpath.model.settings import Settings
from footpath.model.story import Story
from footpath.storage.array_file import Value, any_saved, load_arrays, mark_of, save_arrays
from footpath.storage.array_file import let_go as let_go_of_arrays
from footpath.storage.review import Review

log = logging.getLogger("footpath")

MANY_EVENTS = 300_000  # fewer are worked out in no time
Stamp = tuple[int, int, int]
PARTS: dict[str, type] = {
    "events": Events, "sessions": Sessions, "placed": Placed, "reading": Reading, "clicks": Clicks, "uses": Uses,
    "click_grid": ClickGrid,
}  # fmt: skip


def keep(path: Path, stamp: Stamp, data: Data) -> str | None:
    """Keep what a review was read as, if the file is still the one it was read from; else it is no one's trouble.

    Returns:
        What it is kept as, None where it isn't.
    """
    try:
        with Review.open(path) as review:
            mark = review.mark()
            count = review.count
        same = stamp_of(path) == stamp
    except (UserError, OSError) as error:
        log.info("what was read of %s was not kept: %s", path.name, error)
        return None
    if mark is None or not same:
        return None
    name = name_of(count, mark, data.story, data.settings)
    return name if save(name, data) else None


def save(name: str, data: Data) -> bool:
    """Keep what a review was read as, by this name; False where the folder can't be written."""
    return save_arrays(name, dict(_values(data)))


def let_go(data: Data) -> None:
    """Give back the memory that what is kept takes, as far as it was read; it is mapped again where it is wanted."""
    let_go_of_arrays(value for _, value in _values(data))


def _values(data: Data) -> Iterator[tuple[str, Value]]:
    return _flat("", {part: getattr(data, part) for part in PARTS})


def is_worth_it(review: Review) -> bool:
    """Whether the review is large enough."""
    return review.count >= MANY_EVENTS


def stamp_of(path: Path) -> Stamp:
    """What changes when anything writes the file."""
    told = path.stat()
    return told.st_ino, told.st_size, told.st_mtime_ns


def kept_as(review: Review, story: Story, settings: Settings) -> str | None:
    """What a review would have been kept as; None where nothing of its size was."""
    count = review.count
    if not any_saved(_first_name(count)):
        return None  # without its mark, which costs a third of a second for ten million events
    mark = review.mark()
    return name_of(count, mark, story, settings) if mark is not None else None


def load(name: str, story: Story, settings: Settings) -> Data | None:
    """What `save` kept; None where there is nothing, or it is not whole."""
    found = load_arrays(name)
    if found is None:
        return None
    try:
        parts = {part: _made(kind, f"{part}.", found) for part, kind in PARTS.items()}
    except KeyError as error:
        log.info("what was kept of %s lacks %s", story.title, error)
        return None
    reading, grid = parts.pop("reading"), parts.pop("click_grid")
    return Data(story=story, settings=settings, read=lambda: reading, lay_out=lambda: grid, **parts)


def name_of(count: int, mark: str, story: Story, settings: Settings) -> str:
    """What a review of so many events and of this mark is kept as."""
    return _first_name(count) + mark_of(mark, repr(story), repr(settings), _code())


def _first_name(count: int) -> str:
    """What the names of all that was kept of reviews of so many events begin with."""
    return f"{count}-"


@cache
def _code() -> str:
    """A digest of the code that works it out; in a bundle, which holds no sources, the program itself."""
    told, some = hashlib.blake2b(digest_size=16), False
    for package in (footpath.analysis, footpath.model, footpath.storage):
        for file in sorted(Path(str(package.__file__)).parent.glob("*.py")):
            some = some or file.stat().st_size > 0
            told.update(file.read_bytes())
    if not some:
        program = Path(sys.executable).stat()
        told.update(f"{program.st_size} {program.st_mtime_ns}".encode())
    return told.hexdigest()


def _flat(name: str, values: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    for field, value in values.items():
        if is_dataclass(value):
            yield from _flat(f"{name}{field}.", {part.name: getattr(value, part.name) for part in fields(value)})
        elif isinstance(value, np.ndarray | tuple | bool):
            yield f"{name}{field}", value
        else:
            raise TypeError(f"{name}{field} can't be kept: {type(value).__name__}")


def _made(kind: type, name: str, found: dict[str, Value]) -> Any:
    hints = get_type_hints(kind)
    made = {}
    for field in fields(kind):
        whole = hints[field.name]
        place = f"{name}{field.name}"
        made[field.name] = _made(whole, f"{place}.", found) if is_dataclass(whole) else found[place]  # type: ignore[arg-type]
    return kind(**made)
