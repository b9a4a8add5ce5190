# ruff: noqa: INP001
"""Makes .venv beside the checkout ready to run Footpath. Standard library only; does nothing where nothing changed."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "footpath-setup"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
OLDEST = (3, 11)
PIP_FLAGS = ("--quiet", "--disable-pip-version-check", "--no-input")

# What PySide6 loads on Linux -> the Debian package that has it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


class SetupError(Exception):
    """Setup can't go on; the message is the one line to show."""


def venv_script(name: str) -> Path:
    """The path of a program in the virtual environment."""
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def set_up(*, dev: bool = False) -> None:
    """Make the environment; with `dev` also what the checks need. Raises SetupError."""
    use_new_enough_python()
    ensure_system_packages(missing_qt_packages(), "Qt")
    wanted = fingerprint()
    if not stamp_fits(wanted, dev=dev):
        if not environment_works():
            make_environment()
        install(dev=dev)
        STAMP.write_text(f"{wanted} {'dev' if dev else 'run'}\n", encoding="utf-8")


def use_new_enough_python() -> None:
    """Start over under a newer Python where this one is too old and another is at hand."""
    if sys.version_info >= OLDEST:
        return
    for minor in (13, 12, 14, 11):
        other = shutil.which(f"python3.{minor}")
        if other:
            sys.exit(subprocess.call([other, *sys.argv]))  # noqa: S603
    raise SetupError("Footpath needs Python 3.11 or newer, and none was found on PATH.")


def fingerprint() -> str:
    parts = [(ROOT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp_fits(wanted: str, *, dev: bool) -> bool:
    if not STAMP.is_file() or not venv_script("python").exists():
        return False
    made, _, extent = STAMP.read_text(encoding="utf-8").strip().partition(" ")
    return made == wanted and (extent == "dev" or not dev)


def environment_works() -> bool:
    python = venv_script("python")
    return python.exists() and quiet([str(python), "-m", "pip", "--version"])


def make_environment() -> None:
    if not quiet([sys.executable, "-c", "import ensurepip, venv"]):
        ensure_system_packages([f"python3.{sys.version_info.minor}-venv"] if on_debian() else [], "Python's venv")
    say("Footpath: making .venv …")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The virtual environment could not be made.")


def install(*, dev: bool) -> None:
    say("Footpath: installing packages into .venv (once; a few minutes on a slow line) …")
    what = f"{ROOT}[dev]" if dev else str(ROOT)
    pip = [str(venv_script("python")), "-m", "pip", "install", *PIP_FLAGS, "-c", str(CONSTRAINTS), "-e", what]
    run(pip, "pip could not install Footpath's packages; its message is above.")


def on_debian() -> bool:
    return sys.platform == "linux" and shutil.which("apt-get") is not None


def missing_qt_packages() -> list[str]:
    """Debian packages whose libraries Qt will ask for and the loader can't find."""
    if not on_debian():
        return []
    return sorted({package for library, package in QT_LIBRARIES.items() if not loads(library)})


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_system_packages(packages: list[str], what_for: str) -> None:
    """Install packages where that needs no password; otherwise stop with the line to paste."""
    if not packages:
        return
    line = f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
    sudo = sudo_prefix()
    if sudo is None:
        raise SetupError(line)
    say(f"Footpath: installing what {what_for} needs from the system: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet([*sudo, "apt-get", "update", "-qq"], environment)
    apt = [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if not quiet(apt, environment):
        raise SetupError(line)


def sudo_prefix() -> list[str] | None:
    """How to become root without a password: [] where we are, None where we can't."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and quiet(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def quiet(command: list[str], environment: dict[str, str] | None = None) -> bool:
    try:
        done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return done.returncode == 0


def run(command: list[str], failed: str) -> None:
    if subprocess.call(command, stdout=sys.stderr) != 0:  # noqa: S603
        raise SetupError(failed)
