# ruff: noqa: INP001
"""A Debian package around the bundle: program, menu entry, MIME type, icon."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from bootstrap import QT_LIBRARIES, ROOT, run, say

VERSION_FILE = ROOT / "src" / "footpath" / "__init__.py"
FOR_SOUND = ("libpulse0", "libx11-6", "libxext6", "libxrandr2")  # what Qt's multimedia part and its plugin load
WINDOW = '#!/bin/sh\nexec /usr/lib/footpath/footpath open "$@"\n'
REFRESH = """#!/bin/sh
set -e
for tool in "update-mime-database /usr/share/mime" "update-desktop-database -q /usr/share/applications"; do
    command -v ${tool%% *} >/dev/null 2>&1 && $tool || true
done
"""
SHARED = {
    "packaging/footpath.desktop": "usr/share/applications/footpath.desktop",
    "packaging/footpath-mime.xml": "usr/share/mime/packages/footpath.xml",
    "packaging/footpath.metainfo.xml": "usr/share/metainfo/app.footpath.Footpath.metainfo.xml",
    "resources/icons/footpath.svg": "usr/share/icons/hicolor/scalable/apps/footpath.svg",
    "LICENSE": "usr/share/doc/footpath/copyright",
}


def version() -> str:
    line = next(line for line in VERSION_FILE.read_text().splitlines() if line.startswith("__version__"))
    return line.split('"')[1]


def build_deb(folder: Path, out: Path) -> Path:
    """Pack a bundle's folder; the package is named after version and architecture."""
    say("── .deb")
    package = out / f"footpath_{version()}_amd64.deb"
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "root"
        shutil.copytree(folder, root / "usr/lib/footpath", symlinks=True)
        lay_out(root)
        write_control(root)
        root.chmod(0o755)
        build = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", str(root), str(package)]
        run(build, "dpkg-deb failed.")
    return package


def lay_out(root: Path) -> None:
    for source, target in SHARED.items():
        (root / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / source, root / target)
    programs = root / "usr/bin"
    programs.mkdir(parents=True)
    (programs / "footpath").symlink_to("../lib/footpath/footpath")
    (programs / "footpath-window").write_text(WINDOW)
    (programs / "footpath-window").chmod(0o755)


def write_control(root: Path) -> None:
    size_kb = sum(path.lstat().st_size for path in root.rglob("*") if path.is_file()) // 1024
    control = root / "DEBIAN"
    control.mkdir()
    needs = ", ".join(["libc6 (>= 2.34)", *sorted({*QT_LIBRARIES.values(), *FOR_SOUND})])
    (control / "control").write_text(
        f"Package: footpath\nVersion: {version()}\nArchitecture: amd64\nSection: video\nPriority: optional\n"
        f"Maintainer: The Footpath developers <footpath@localhost>\nInstalled-Size: {size_kb}\nDepends: {needs}\n"
        "Description: heatmap and viewer-path inspector for interactive video\n"
        " Plays interactive video and shows where viewers clicked, which paths they\n took and where they left.\n"
    )
    for name in ("postinst", "postrm"):
        (control / name).write_text(REFRESH)
        (control / name).chmod(0o755)
