"""Arrays that are seldom looked into, in nameless files: their memory is the system's to take back at any time."""

from __future__ import annotations

import mmap
import tempfile
from pathlib import Path

import numpy as np

from footpath.model.errors import UserError


class SetAside:
    """An array of at least one entry in a file of its own that ends with it, or with the process.

    Args:
        array: what to set aside; it can be forgotten then.
        folder: where the file stands; None: the system's temporary folder.

    Raises:
        UserError: there is no room for it.
    """

    def __init__(self, array: np.ndarray, folder: Path | None) -> None:
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(array.data)  # not by the mapping: there a full disk would end the process
                file.flush()
                self._pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            why = f"The review could not be written: {error.strerror}"
            raise UserError(why, str(folder or tempfile.gettempdir()), "Make room there, then try again.") from error
        self.array = np.frombuffer(self._pages, dtype=array.dtype)

    def rest(self) -> None:
        """Give back the memory of what was looked at."""
        if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows, which takes it back by itself
            self._pages.madvise(mmap.MADV_DONTNEED)
