# ruff: noqa: INP001
"""Makes a Linux bundle smaller, with all it can do: symbols, doubles and libraries that nothing loads go out."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from bootstrap import run, say

NEEDED = re.compile(r"\(NEEDED\).*\[(.*?)\]")


def slim(internal: Path) -> None:
    """Strip every library and drop, beside the program, system libraries that no other file names as needed."""
    for path in internal.rglob("*"):
        if ".so" in path.name and path.is_file() and not path.is_symlink():
            strip(path)
    share(internal)
    dropped = unneeded(internal)
    for path in dropped:
        path.unlink()
    say(f"dropped {len(dropped)} libraries that nothing needs")


def strip(library: Path) -> None:
    """Take the symbols out, unless the result can't be loaded: wheels patch their libraries, and some then break."""
    part = library.with_name(f"{library.name}.part")
    run(["strip", "--strip-unneeded", "-o", str(part), str(library)], "strip failed (is binutils installed?).")
    if loadable(part):
        part.replace(library)
    else:
        part.unlink()


def loadable(library: Path) -> bool:
    """Whether every loaded segment lies in the file as it will lie in memory, counted from the start of a page."""
    said = subprocess.run(["readelf", "-lW", str(library)], capture_output=True, text=True, check=True)  # noqa: S603, S607
    segments = [line.split() for line in said.stdout.splitlines() if line.strip().startswith("LOAD")]
    return all((int(s[1], 16) - int(s[2], 16)) % max(int(s[-1], 16), 1) == 0 for s in segments)


def share(internal: Path) -> None:
    """Where two wheels bring one and the same library under one name, the second becomes a link to the first."""
    known: dict[tuple[str, bytes], Path] = {}
    for path in sorted(internal.glob("*.libs/*.so*")):
        first = known.setdefault((path.name, path.read_bytes()), path)
        if first != path:
            path.unlink()
            path.symlink_to(Path("..") / first.relative_to(internal))


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


def missing_qt(internal: Path) -> list[str]:
    """Qt's libraries that something in the bundle is linked against and that are not there: it would not load."""
    here = {path.name for path in internal.rglob("*.so*")}
    libraries = [path for path in internal.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    return sorted({name for path in libraries for name in needs(path) if name.startswith("libQt6")} - here)


def needs(library: Path) -> list[str]:
    said = subprocess.run(["readelf", "-dW", str(library)], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return NEEDED.findall(said.stdout)
