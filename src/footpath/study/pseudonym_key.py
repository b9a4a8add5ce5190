"""The key that makes pseudonyms: made on first use, readable by its owner alone, the same for every review."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from platformdirs import user_config_path

from footpath.model.errors import UserError

KEY_BYTES = 32


def pseudonym_key() -> bytes:
    """Raises UserError if it can be neither read nor written."""
    path = user_config_path("footpath") / "pseudonym.key"
    try:
        with suppress(FileExistsError):
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        why = f"The key for pseudonyms can't be kept: {error.strerror}"
        raise UserError(why, str(path), "Allow reading and writing there.") from error
    if len(key) != KEY_BYTES:
        raise UserError("The key for pseudonyms is damaged", str(path), "Restore it, or remove it to make another.")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
