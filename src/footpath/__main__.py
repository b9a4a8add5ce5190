"""`python -m footpath`, and the two scripts that the installation makes."""

from __future__ import annotations

import sys

from footpath.cli import run


def main() -> int:
    """The console script."""
    return run(sys.argv[1:])


def main_window() -> int:
    """The script without a console: opens the window, on a file if one is named."""
    return run(["open", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
