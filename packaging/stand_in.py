# ruff: noqa: INP001
"""Small libraries in the place of large ones that something here is linked against and never calls (42 MB in all).

Qt's FFmpeg plugin, which plays the sound, names two symbols of Qt Quick, for capturing the picture of a Quick window.
scipy.special names one of a whole LAPACK, for ellipsoidal harmonics. A library that has these lets them load. Where
there is no compiler, or more than these symbols is named, the large one stays.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bootstrap import run, say


@dataclass(frozen=True, slots=True)
class StandIn:
    """`named`: the symbols that may be asked of `replaced` (patterns in the bundle); `along` goes out with them.

    `mark` is in the name of every symbol that the large libraries have.
    """

    what: str
    replaced: tuple[str, ...]
    along: tuple[str, ...]
    marks: tuple[str, ...]
    named: frozenset[str]
    source: str
    versions: str


QT = "PySide6/Qt/lib/libQt6"
STAND_INS = (
    StandIn(
        "Qt Quick", (f"{QT}Quick.so.6", f"{QT}Qml.so.6"),
        (f"{QT}QmlModels.so.6", f"{QT}QmlMeta.so.6", f"{QT}QmlWorkerScript.so.6"), ("QQuick", "QQml", "QJS", "QV4"),
        frozenset({"_ZN12QQuickWindow16staticMetaObjectE", "_ZN12QQuickWindow10grabWindowEv"}),
        'char meta_object[64] __asm__("_ZN12QQuickWindow16staticMetaObjectE");\n'
        'void grab(void) __asm__("_ZN12QQuickWindow10grabWindowEv");\nvoid grab(void) { __builtin_trap(); }\n',
        "Qt_6 { global: *; };\n",
    ),
    StandIn(
        "SciPy's LAPACK", ("scipy.libs/libscipy_openblas-*.so",), (), (" scipy_", "openblas_"),
        frozenset({"scipy_dstevr_"}), "void scipy_dstevr_(void) { __builtin_trap(); }\n", "",
    ),
)  # fmt: skip


def stand_in(internal: Path) -> list[str]:
    """What was stood in for, in words."""
    compiler = shutil.which("cc")
    if compiler is None:
        return []
    done = []
    for one in STAND_INS:
        large = [path for pattern in one.replaced for path in internal.glob(pattern)]
        along = [internal / name for name in one.along]
        if large and wanted(internal, one, {*large, *along}) == one.named:
            for path in large:
                compile_in(compiler, one, path)
            for path in along:
                path.unlink(missing_ok=True)
            done.append(one.what)
    say(f"stood in for: {', '.join(done) or 'nothing'}")
    return done


def wanted(internal: Path, one: StandIn, large: set[Path]) -> set[str]:
    """The symbols of the large libraries that anything else in the bundle names."""
    named: set[str] = set()
    sonames = {path.name for path in large}
    for path in internal.rglob("*.so*"):
        if path.is_file() and not path.is_symlink() and path not in large and names_any(path, sonames):
            command = ["nm", "-D", "--undefined-only", str(path)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
            found = [line for line in said.splitlines() if any(mark in line for mark in one.marks)]
            named |= {line.split()[-1].partition("@")[0] for line in found}
    return named


def names_any(path: Path, sonames: set[str]) -> bool:
    data = path.read_bytes()
    return any(name.encode() in data for name in sonames)


def compile_in(compiler: str, one: StandIn, place: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, versions = Path(folder) / "source.c", Path(folder) / "versions"
        source.write_text(one.source)
        versions.write_text(one.versions)
        options = ["-shared", "-fPIC", "-nostdlib", "-s", f"-Wl,-soname,{place.name}"]
        options += [f"-Wl,--version-script={versions}"] if one.versions else []
        run([compiler, *options, "-o", str(place), str(source)], f"No stand-in for {one.what} could be compiled.")
