"""Memory that was freed, and who has it then; memory that holds what a file holds too."""

from __future__ import annotations

import ctypes
import mmap
import sys
from pathlib import Path

STATM = Path("/proc/self/statm")  # of Linux: in pages; the third number counts those that a file holds too


def give_back() -> None:
    """Hand it back to the system: the C library of Linux keeps what many short-lived arrays took for later."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def mapped_bytes() -> int:
    """How much of this process's memory files hold too, programs included; 0 where the system doesn't tell."""
    return int(STATM.read_text().split()[2]) * mmap.PAGESIZE if STATM.exists() else 0
