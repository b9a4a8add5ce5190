"""Where the files are that come with the program."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(name: str) -> Path:
    """The path of a file or folder in resources/: beside the package in a wheel, above src/ in a checkout.

    Raises:
        FileNotFoundError: neither place has it.
    """
    for root in (PACKAGE / "resources", PACKAGE.parent.parent / "resources"):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"resources/{name} did not come with this installation of Footpath")
