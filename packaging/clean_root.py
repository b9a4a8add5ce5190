# ruff: noqa: INP001
"""Installs the Debian package into a clean root (no Python, no Qt, no fonts) and starts it there, as a user would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bootstrap import SetupError, run, say

SUITE = "bookworm"
PATIENCE_S = 900
SLOWEST_WINDOW_S = 2.5
STARTS = 5
SHARED = (
    "applications/footpath.desktop", "mime/packages/footpath.xml", "metainfo/app.footpath.Footpath.metainfo.xml",
    "icons/hicolor/scalable/apps/footpath.svg",
)  # fmt: skip
SETTINGS = (Path("/etc/apt/apt.conf.d"), Path("/etc/resolv.conf"))  # a proxy, perhaps
INSIDE = {
    "HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive",
}  # fmt: skip


def test_in_clean_root(package: Path, root: Path) -> float:
    """Make the root (kept for the next time), install, start, play, remove; seconds from start to window, the median.

    Raises:
        SetupError: where a step fails.
    """
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise SetupError("The clean root needs root's rights and debootstrap: apt-get install debootstrap")
    if not (root / "usr/bin/apt-get").exists():
        say("── a clean root")
        run(["debootstrap", "--variant=minbase", SUITE, str(root)], "debootstrap failed.")
    if list(root.glob("usr/bin/python3*")):
        raise SetupError(f"There is a Python in {root}: it is no clean root")
    say("── the package, installed by apt in the clean root")
    for settings in SETTINGS:
        if settings.is_dir():
            shutil.copytree(settings, root / settings.relative_to("/"), dirs_exist_ok=True)
        elif settings.is_file():
            shutil.copyfile(settings, root / settings.relative_to("/"))
    shutil.copyfile(package, root / "srv" / package.name)
    inside(root, "apt-get", "update", "-qq")
    inside(root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", f"/srv/{package.name}")
    try:
        check_start(root)
        return window_seconds(root)
    finally:
        inside(root, "apt-get", "purge", "-y", "-qq", "footpath")
        left = [path for path in (root / "usr/lib/footpath", root / "usr/bin/footpath") if path.exists()]
        if left:
            say(f"left behind: {left}")


def check_start(root: Path) -> None:
    """Version, licences, the demo made and drawn and played, and what file managers go by."""
    for arguments in (["--version"], ["--licences"], ["demo", "--play", "3"], ["demo"]):
        said = inside(root, "footpath", *arguments)
        say(f"footpath {' '.join(arguments)}: {said.strip().splitlines()[-1][:100]}")
    for name in SHARED:
        if not (root / "usr/share" / name).is_file():
            raise SetupError(f"Not installed: {name}")


def window_seconds(root: Path) -> float:
    """From starting the program to its window, the median of a few."""
    taken = []
    for _ in range(STARTS):
        begun = time.monotonic()
        command = ["chroot", str(root), "/usr/bin/footpath", "demo", "--play", "0.1"]
        with subprocess.Popen(command, env=INSIDE, stdout=subprocess.PIPE, text=True) as program:  # noqa: S603
            first = program.stdout.readline() if program.stdout else ""
            taken.append(time.monotonic() - begun)
            program.communicate(timeout=PATIENCE_S)
        if not first.startswith("The window is there") or program.returncode != 0:
            raise SetupError(f"footpath ended with {program.returncode} after “{first.strip()}”")
    say(f"start to window: {sorted(taken)[STARTS // 2]:.2f} s (at most {SLOWEST_WINDOW_S})")
    return sorted(taken)[STARTS // 2]


def inside(root: Path, *command: str) -> str:
    """What a command in the root says. Raises SetupError where it fails."""
    done = subprocess.run(  # noqa: S603
        ["chroot", str(root), *command],  # noqa: S607
        env=INSIDE, capture_output=True, text=True, check=False, timeout=PATIENCE_S, cwd="/",
    )  # fmt: skip
    if done.returncode != 0:
        raise SetupError(f"{' '.join(command)} ended with {done.returncode}: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    try:
        slow = test_in_clean_root(Path(sys.argv[1]), Path(sys.argv[2])) > SLOWEST_WINDOW_S
    except SetupError as problem:
        sys.exit(str(problem))
    sys.exit("The window comes too late." if slow else 0)
