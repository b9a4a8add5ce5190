"""Memory that was freed, and who has it then."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Hand it back to the system: the C library of Linux keeps what many short-lived arrays took for later."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
