# ruff: noqa: INP001
"""What the bundle starts. Imports run in a child process, which is this program once more."""

from __future__ import annotations

import multiprocessing
import sys

from footpath.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
