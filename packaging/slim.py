# ruff: noqa: INP001
"""Makes a Linux bundle smaller without changing what it can do: symbols out, libraries that nothing loads out."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from bootstrap import run, say

NEEDED = re.compile(r"\(NEEDED\).*\[(.*?)\]")


def slim(internal: Path) -> None:
    """Strip every library and drop, beside the program, system libraries that no other file names as needed."""
    libraries = [
        path for path in internal.rglob("*") if ".so" in path.name and path.is_file() and not path.is_symlink()
    ]
    run(["strip", "--strip-unneeded", *map(str, libraries)], "The libraries could not be stripped (binutils missing?).")
    dropped = unneeded(internal)
    for path in dropped:
        path.unlink()
    say(f"dropped {len(dropped)} libraries that nothing needs")


def unneeded(internal: Path) -> list[Path]:
    """Files `lib*.so*` right in `internal` that can't be reached from any module, plugin or wheel's library."""
    here = {path.name: path for path in internal.glob("lib*.so*") if not path.name.startswith("libpython")}
    starts = [path for path in internal.rglob("*") if ".so" in path.name and here.get(path.name) != path]
    reached: set[str] = set()
    waiting = [path for path in starts if path.is_file()]
    while waiting:
        for name in needs(waiting.pop()):
            if name in here and name not in reached:
                reached.add(name)
                waiting.append(here[name])
    return [path for name, path in here.items() if name not in reached]


def needs(library: Path) -> list[str]:
    said = subprocess.run(["readelf", "-dW", str(library)], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return NEEDED.findall(said.stdout)
