"""`python -m footpath`, and the two scripts that the installation makes."""

from __future__ import annotations

import sys


def main() -> int:
    """The console script."""
    return _run(sys.argv[1:])


def main_window() -> int:
    """The script without a console: opens the window, on a file if one is named."""
    return _run(["open", *sys.argv[1:]])


def _run(arguments: list[str]) -> int:
    from footpath.cli import run  # noqa: PLC0415 - child processes import this module too, and need none of it

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
