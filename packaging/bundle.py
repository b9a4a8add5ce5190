# ruff: noqa: INP001
"""Builds the Linux bundle and its .deb from a clean environment, measures them, and tests that they start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from bootstrap import CONSTRAINTS, PIP_FLAGS, ROOT, SetupError, run, say
from clean_root import test_in_clean_root
from deb import build_deb
from slim import missing_qt, slim
from stand_in import stand_in
from system_licences import system_licences

WORK = ROOT / "build" / "bundle"
DIST = ROOT / "dist"
FOLDER = DIST / "footpath"
BUILDER = "pyinstaller==6.22.3"
PIPX = "pipx==1.18.4"
PATIENCE_S = 600
WRITTEN = ("markers.otio", "film.mp4", "report.html", "report.pdf", "elements.parquet")
MOST_UNPACKED_MB, MOST_PACKED_MB = 450, 180


def bundle() -> int:
    """Environment, licences, bundle, archive, package, and their tests; 0 if all is well and small enough.

    Raises:
        SetupError: where a step fails.
    """
    if sys.platform != "linux":
        raise SetupError(
            "Only the Linux bundle is built by this command; packaging/ has the other systems' .spec files."
        )
    python = make_clean_environment()
    build(python)
    slim(FOLDER / "_internal")
    stand_in(FOLDER / "_internal")
    check_linked(FOLDER / "_internal")
    write_licences(python)
    test_start([str(FOLDER / "footpath")], "bundle")
    archive = pack()
    package = build_deb(FOLDER, DIST)
    test_deb(package)
    if os.geteuid() == 0 and shutil.which("debootstrap"):
        test_in_clean_root(package, WORK / "root")
    else:
        say("No root's rights or no debootstrap: the package was not tried in a clean root.")
    return report(archive, package)


def make_clean_environment() -> Path:
    """A virtual environment with what runs Footpath and nothing else, but for PyInstaller."""
    venv = WORK / "venv"
    python = venv / "bin" / "python"
    say("── a clean environment")
    run([sys.executable, "-m", "venv", "--clear", str(venv)], "The virtual environment could not be made.")
    pip = [str(python), "-m", "pip", "install", *PIP_FLAGS, "-c", str(CONSTRAINTS), str(ROOT), BUILDER]
    run(pip, "pip could not install Footpath for the bundle.")
    return python


def build(python: Path) -> None:
    say("── PyInstaller")
    shutil.rmtree(FOLDER, ignore_errors=True)
    spec = str(ROOT / "packaging" / "footpath-linux.spec")
    places = ["--distpath", str(DIST), "--workpath", str(WORK / "work")]
    run([str(python), "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", *places, spec], "PyInstaller failed.")


def check_linked(internal: Path) -> None:
    missing = missing_qt(internal)
    if missing:
        raise SetupError(f"Left out, but linked against: {', '.join(missing)} (packaging/parts.py)")


def write_licences(python: Path) -> None:
    """One file beside the resources: every package's licence, and those of the system's libraries taken along."""
    own = subprocess.check_output([str(python), "-m", "footpath", "--licences"], text=True)  # noqa: S603
    libraries = [path for path in FOLDER.rglob("*.so*") if path.is_file()]
    text = own + system_licences(libraries)
    (FOLDER / "_internal" / "footpath" / "resources" / "licences.txt").write_text(text, encoding="utf-8")


def test_start(command: list[str], what: str) -> None:
    """Start it with an empty environment and no Python on PATH: version, licences, and the demo's picture."""
    say(f"── does the {what} start?")
    with tempfile.TemporaryDirectory() as home:
        for arguments in (["--version"], ["--licences"], ["demo"], ["demo", "--play", "2"]):
            start([*command, *arguments], home, what)
        review = next(Path(home).rglob("demo.footpath"))
        for name in WRITTEN:
            start([*command, "export", str(review), "--to", name, "--from", "5", "--until", "6"], home, what)
        check_files(Path(home), ["footpath-demo.png", *WRITTEN])


def start(command: list[str], home: str, what: str) -> None:
    """Run in a bare environment, but for HOME: the demo is made there."""
    done = subprocess.run(  # noqa: S603
        command, env={"HOME": home}, cwd=home, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    if done.returncode != 0:
        raise SetupError(f"{what}: {command[1]} ended with {done.returncode}: {done.stderr[-2000:]}")


def check_files(folder: Path, names: list[str]) -> None:
    missing = [name for name in names if not (folder / name).is_file() or not (folder / name).stat().st_size]
    if missing:
        raise SetupError(f"Not written: {', '.join(missing)}")


def pack() -> Path:
    archive = DIST / "footpath-linux.tar.xz"
    with tarfile.open(archive, "w:xz", preset=3) as tar:
        tar.add(FOLDER, "footpath")
    return archive


def test_deb(package: Path) -> None:
    """Unpack the package as it would be installed, and start that."""
    with tempfile.TemporaryDirectory() as root:
        run(["dpkg-deb", "-x", str(package), root], "The package could not be unpacked.")
        test_start([str(Path(root) / "usr/lib/footpath/footpath")], "package")


def report(archive: Path, package: Path) -> int:
    unpacked = sum(path.lstat().st_size for path in FOLDER.rglob("*") if not path.is_symlink() and path.is_file()) / 1e6
    packed = archive.stat().st_size / 1e6
    say(f"unpacked {unpacked:.0f} MB (at most {MOST_UNPACKED_MB}), packed {packed:.0f} MB (at most {MOST_PACKED_MB})")
    say(f"{package.name}: {package.stat().st_size / 1e6:.0f} MB")
    return 0 if unpacked <= MOST_UNPACKED_MB and packed <= MOST_PACKED_MB else 1


def wheel() -> int:
    """Build the wheel, install it with pipx as a user would, and see that it carries its resources.

    Raises:
        SetupError: where a step fails.
    """
    folder = ROOT / "dist"
    for old in folder.glob("footpath-*.whl"):
        old.unlink()
    pip = [sys.executable, "-m", "pip", "wheel", *PIP_FLAGS, "--no-deps", "-w", str(folder), str(ROOT)]
    run(pip, "The wheel could not be built.")
    built = next(folder.glob("footpath-*.whl"))
    test_start([str(install_with_pipx(built))], "wheel")
    say(f"{built.name}: {built.stat().st_size / 1e6:.1f} MB, works alone")
    return 0


def install_with_pipx(built: Path) -> Path:
    """`pipx install` into folders of its own under build/; the program it puts on the PATH."""
    venv, home = WORK / "pipx-venv", WORK / "pipx"
    say("── pipx install")
    shutil.rmtree(home, ignore_errors=True)
    run([sys.executable, "-m", "venv", "--clear", str(venv)], "The virtual environment could not be made.")
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", *PIP_FLAGS, PIPX]
    run(pip, "pipx could not be installed.")
    os.environ.pop("PYTHONPATH", None)
    os.environ.update(PIPX_HOME=str(home), PIPX_BIN_DIR=str(home / "bin"), PIPX_MAN_DIR=str(home / "man"))
    install = ["install", "--quiet", "--pip-args", f"-c {CONSTRAINTS}", str(built)]
    run([str(venv / "bin" / "pipx"), *install], "pipx could not install the wheel.")
    return home / "bin" / "footpath"
