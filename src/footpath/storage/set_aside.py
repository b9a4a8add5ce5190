"""Arrays that are seldom looked into, in nameless files: their memory is the system's to take back at any time."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from footpath.model.errors import UserError


class SetAside:
    """Arrays in a file of their own that ends with them, or with the process.

    Args:
        arrays: what to set aside, not all empty; the widest entries first.
        folder: where the file stands; None: the system's temporary folder.

    Attributes:
        arrays: the same, to be read; in memory as before where the system can't map the folder's files.

    Raises:
        UserError: there is no room for them.
    """

    def __init__(self, arrays: Sequence[np.ndarray], folder: Path | None) -> None:
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                for array in arrays:
                    file.write(array.data)  # not by the mapping: there a full disk would end the process
                file.flush()
                self._pages = _mapped(file.fileno())
        except OSError as error:
            why = f"The review could not be written: {error.strerror}"
            raise UserError(why, str(folder or tempfile.gettempdir()), "Make room there, then try again.") from error
        if self._pages is None:
            self.arrays = list(arrays)
            return
        begins = np.cumsum([0, *(array.nbytes for array in arrays)])
        self.arrays = [
            np.frombuffer(self._pages, array.dtype, len(array), begin)
            for array, begin in zip(arrays, begins.tolist()[:-1], strict=True)
        ]

    def rest(self) -> None:
        """Give back the memory of what was looked at."""
        if self._pages is not None and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows, which takes it back by itself
            self._pages.madvise(mmap.MADV_DONTNEED)


def _mapped(file: int) -> mmap.mmap | None:
    """None where files can't be mapped, as on some network drives, or no more of them."""
    try:
        return mmap.mmap(file, 0, access=mmap.ACCESS_READ)
    except OSError:
        return None
