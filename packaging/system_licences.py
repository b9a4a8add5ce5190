# ruff: noqa: INP001
"""Licences of the system's libraries that a bundle takes along (Debian's copyright files)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

RULE = "=" * 78
SEARCHED = (Path("/lib"), Path("/usr/lib"), Path("/lib64"))
COMMON = Path("/usr/share/common-licenses")

QT = """\
© The Qt Company Ltd and others, used under LGPL-3; FFmpeg © its developers, used under LGPL-2.1. All as shared
libraries that may be replaced, unchanged; Qt Quick and Qt Qml are left out, and a small library stands in for them
where the sound's plugin is linked against them. Source: https://download.qt.io/
"""


def system_licences(libraries: Iterable[Path]) -> str:
    """The copyright files of the packages that libraries of these names come from, and the licences they point to.

    PySide6 and Shiboken bring no licence text of their own: LGPL-3 and GPL-3 stand here for Qt too.
    """
    parts = [_part(f"Debian package {name}", _copyright(name)) for name in sorted(_packages(libraries))]
    texts = [
        _part(name, (COMMON / name).read_text())
        for name in ("LGPL-3", "GPL-3", "LGPL-2.1")
        if (COMMON / name).is_file()
    ]
    head = _part("Qt 6, PySide6, Shiboken6, and FFmpeg for Qt's sound", QT)
    return "\n".join(["", head, *parts, *texts])


def _part(title: str, text: str) -> str:
    return f"{RULE}\n{title}\n{RULE}\n{text}"


def _copyright(package: str) -> str:
    path = Path("/usr/share/doc") / package / "copyright"
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else "no copyright file was found\n"


def _packages(libraries: Iterable[Path]) -> set[str]:
    names = {path.name for path in libraries}
    query = shutil.which("dpkg-query")
    if query is None:
        return set()
    found = [str(path) for folder in SEARCHED for name in names for path in folder.glob(f"*/{name}")]
    if not found:
        return set()
    said = subprocess.run([query, "-S", *found], capture_output=True, text=True, check=False).stdout  # noqa: S603
    return {line.partition(":")[0] for line in said.splitlines() if not line.startswith("diversion")}
