# ruff: noqa: INP001
"""What goes into a bundle and what stays out; the three .spec files share it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEFORE = [str(ROOT / "packaging" / "without_opengl.py")]
LAUNCH = str(ROOT / "packaging" / "launch.py")
RESOURCES = [(str(ROOT / "resources"), "footpath/resources")]
PLUGINS_AS_FILES = ("opentimelineio",)  # loads its adapters from source files that a manifest names

# readline and gdbm are GPL: they must not come along. OpenSSL is not used: Python has hashes of its own.
EXCLUDED_MODULES = [
    "readline", "_gdbm", "_dbm", "_curses", "_curses_panel", "ssl", "_ssl", "_hashlib",
    "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtTest",
    "tkinter", "pydoc_data", "lib2to3", "ensurepip", "pip", "setuptools", "pkg_resources", "pytest",
    "matplotlib", "IPython", "pandas", "pyarrow", "PIL", "OpenGL", "pyqtgraph.examples", "pyqtgraph.opengl",
    "opentimelineio.console", "scipy.datasets", "scipy.io", "scipy.odr",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtQuickControls2",
    "PySide6.QtSql", "PySide6.QtHelp", "PySide6.QtDesigner", "PySide6.QtUiTools", "PySide6.QtPrintSupport",
    "PySide6.QtXml", "PySide6.QtConcurrent",
]  # fmt: skip

# What scipy.stats draws in (30 MB); left out where the program does not import it, as scipy.ndimage, special and sparse
# don't.
STATISTICS = (
    "stats",
    "optimize",
    "sparse.linalg",
    "sparse.csgraph",
    "spatial",
    "interpolate",
    "integrate",
    "linalg",
    "fft",
    "signal",
    "cluster",
)


# An import of one of them, not a word about it.
_NAMES = "|".join(map(re.escape, STATISTICS))
IMPORTED = re.compile(rf"^\s*(?:from|import) scipy(?:\.| import .*\b)(?:{_NAMES})\b", re.MULTILINE)


def unused_scipy() -> list[str]:
    """The parts of SciPy that no source file imports; none while one of them is imported, for they need each other."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    return [] if IMPORTED.search(sources) else [f"scipy.{name}" for name in STATISTICS]


EXCLUDED_MODULES += unused_scipy()

# QtMultimedia plays the sound and loads QtNetwork; the rest of PySide6-Addons (web engine, charts, 3D) is not imported,
# and so not taken along. Parts of file names; Qt's plugins pull in libraries that nothing here draws with.
EXCLUDED_FILES = (
    "Qt6Qml", "Qt6Quick", "Qt6VirtualKeyboard", "Qt6Pdf", "Qt6Sql", "Qt6Designer", "Qt63D",
    "Qt6ShaderTools", "Qt6EglFsKms", "Qt6EglFSDeviceIntegration", "Qt6WlShell", "opengl32sw", "d3dcompiler",
    "libwl-shell-plugin", "pyqtgraph/icons/peegee",
    "qtvirtualkeyboard", "plugins/sqldrivers", "plugins/qmltooling", "plugins/networkinformation", "plugins/tls",
    "plugins/egldeviceintegrations", "plugins/qmllint", "plugins/designer", "plugins/printsupport",
    "plugins/generic", "Qt6OpenGL", "Qt6Test", "_multiarray_tests", "_test_",
    "libqminimalegl", "platforms/libqeglfs", "platforms/libqlinuxfb", "platforms/libqvkkhrdisplay",
    "platforms/libqvnc", "imageformats/libqpdf", "imageformats/libqwebp", "imageformats/libqtiff",
    "PySide6/Qt/translations", "PySide6/Qt/qml", "cv2/data/haar", "libgtk-3", "libgdk-3", "platformthemes/libqgtk3",
)  # fmt: skip

# Qt's FFmpeg plugin, which plays the sound, is linked against these and can't be loaded without them.
FOR_SOUND = frozenset({"Qt6Quick", "Qt6Qml", "Qt6QmlModels", "Qt6QmlMeta", "Qt6QmlWorkerScript", "Qt6OpenGL"})


def kept(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """PyInstaller's (name, source, type) entries without what is left out."""
    return [entry for entry in entries if is_kept(entry[0].replace("\\", "/"))]


def is_kept(name: str) -> bool:
    library = name.rpartition("/")[2].removeprefix("lib").partition(".")[0]
    return library in FOR_SOUND or not any(part in name for part in EXCLUDED_FILES)
