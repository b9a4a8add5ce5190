"""Writing a file whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from footpath.model.errors import UserError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, with its ending; renamed to it if the block ends well, else removed.

    Raises:
        UserError: if the folder can't be written to.
    """
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise UserError(
            f"The file could not be written: {error.strerror or error}", str(path), "Choose another place."
        ) from error
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"A part file is left over: {error.strerror}", str(part), "Delete it.") from error


def save_text(path: Path, text: str) -> None:
    """UTF-8, line ends as they are in `text`."""
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8", newline="")
