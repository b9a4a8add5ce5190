"""The first look into an event file, in a child process; and mappings saved by name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from footpath.model.errors import UserError
from footpath.model.thumbnails import Thumbnail
from footpath.storage.mapping import mapping_from_json
from footpath.storage.media_rows import with_picture
from footpath.storage.peek import Sample, sample
from footpath.storage.preview import Understood, understood
from footpath.storage.proposing import proposal
from footpath.study.child import Child

PATIENCE_S = 30.0
SIXTEEN_NINE = [16, 9]


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds, the mapping that is proposed or was asked for, and the rows as understood, or why not."""

    sample: Sample
    mapping: dict[str, Any]
    understood: Understood | None
    problem: str = ""


def look(path: Path, mapping: dict[str, Any] | None = None, videos: tuple[Path, ...] = ()) -> Look:
    """Raises UserError if the file can't be read at all. `mapping` None: propose one."""
    found: Look = _in_child(_look, path, mapping, videos)
    return found


def _look(path: Path, mapping: dict[str, Any] | None, videos: tuple[Path, ...]) -> Look:
    seen = sample(path)
    said = proposal(seen) if mapping is None else mapping
    try:
        checked = with_picture(mapping_from_json(said, "the mapping"), None, videos)
        return Look(seen, said, understood(path, checked, seen.table))
    except UserError as error:
        return Look(seen, said, None, f"{error.what}. {error.remedy}")


def _in_child(function: Callable[..., Any], *arguments: Any) -> Any:
    with Child("footpath-look", _answer, function, arguments) as child:
        if not child.pipe.poll(PATIENCE_S):
            raise UserError("Looking into the file took too long", str(arguments[0]), "Is it an event file?")
        try:
            answer = child.pipe.recv()
        except EOFError:
            raise UserError("The file could not be looked into", str(arguments[0]), "Is it whole?") from None
    if isinstance(answer, UserError):
        raise answer
    return answer


def _answer(pipe: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        pipe.send(function(*arguments))
    except UserError as error:
        pipe.send(error)


def _folder() -> Path:
    return user_config_path("footpath") / "mappings"


def saved_mappings() -> dict[str, Path]:
    """Mappings of this user by name."""
    return {path.stem: path for path in sorted(_folder().glob("*.json"))}


def read_mapping(path: Path) -> dict[str, Any]:
    """Raises UserError if it is none."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"The mapping could not be read: {error}", str(path), "Save it again.") from error
    mapping_from_json(found, str(path))
    return dict(found)


def save_mapping(name: str, mapping: dict[str, Any]) -> Path:
    """Keep a mapping for this user under a name; one of the same name is replaced.

    Raises:
        UserError: if it is none, or can't be written.
    """
    mapping_from_json(mapping, name)
    plain = re.sub(r"[^\w .-]", "_", name).strip(" .") or "mapping"
    path = _folder() / f"{plain}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps({**mapping, "name": name}, ensure_ascii=False, indent=1), "utf-8")
        part.replace(path)
    except OSError as error:
        raise UserError(f"The mapping could not be saved: {error.strerror}", str(path), "Check the folder.") from error
    return path


def first_frame(video: Path) -> Thumbnail | None:
    """A small picture from within a film, None where it can't be had."""
    found: Thumbnail | None = _in_child(_frame, video)
    return found


def _frame(video: Path) -> Thumbnail | None:
    from footpath.storage.footage import probe  # noqa: PLC0415 - OpenCV is loaded only where there is a film
    from footpath.storage.thumbnails import thumbnails  # noqa: PLC0415 - as above

    return next(iter(thumbnails(video, 1, probe(video).duration_s)), None)
