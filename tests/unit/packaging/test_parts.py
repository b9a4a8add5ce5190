"""What goes into a bundle: nothing under the GPL, no Qt that nobody draws with, everything the desktop needs."""

from __future__ import annotations

import configparser
import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "packaging"))

import parts  # noqa: E402
import slim  # noqa: E402
import stand_in  # noqa: E402


def test_unused_qt_and_test_files_stay_out_and_the_rest_stays_in():
    names = ["PySide6/Qt/lib/libQt6QuickControls2.so.6", "PySide6\\Qt\\translations\\qt_de.qm",
             "PySide6/Qt/lib/libQt6Gui.so.6", "PySide6/Qt/plugins/platforms/libqoffscreen.so",
             "PySide6/Qt/plugins/platforms/libqvnc.so"]  # fmt: skip
    entries = [(name, f"/x/{name}", "BINARY") for name in names]
    assert [entry[0] for entry in parts.kept(entries)] == [names[2], names[3]]


@pytest.mark.skipif(shutil.which("readelf") is None, reason="needs readelf")
def test_all_of_qt_that_the_sound_s_plugin_is_linked_against_stays_in():
    qt = Path(PySide6.__file__).parent / "Qt"
    waiting, seen = [qt / "plugins" / "multimedia" / "libffmpegmediaplugin.so"], set()
    while waiting:
        for name in slim.needs(waiting.pop()):
            if name.startswith(("libQt6", "libav", "libsw")) and name not in seen:
                seen.add(name)
                waiting.append(qt / "lib" / name)
    assert {"libQt6Multimedia.so.6", "libQt6Quick.so.6", "libavcodec.so.61"} <= seen
    assert [name for name in sorted(seen) if not parts.is_kept(f"PySide6/Qt/lib/{name}")] == []


def test_a_library_that_is_left_out_though_linked_against_is_told(tmp_path, monkeypatch):
    for name in ("libQt6Gui.so.6", "plugin.so"):
        (tmp_path / name).write_bytes(b"")
    linked = {"plugin.so": ["libQt6Gui.so.6", "libQt6Quick.so.6"], "libQt6Gui.so.6": []}
    monkeypatch.setattr(slim, "needs", lambda path: linked[path.name])
    assert slim.missing_qt(tmp_path) == ["libQt6Quick.so.6"]


def test_gpl_modules_of_python_stay_out():
    assert {"readline", "_gdbm"} <= set(parts.EXCLUDED_MODULES)


@pytest.mark.parametrize(
    ("line", "is_import"),
    [("from scipy.stats import chi2", True), ("import scipy.fft", True), ("    from scipy import ndimage, stats", True),
     ('"""scipy.stats says the same."""', False), ("from scipy.special import betainc", False)],
)  # fmt: skip
def test_scipy_s_statistics_come_along_only_where_they_are_imported(line: str, *, is_import: bool):
    assert bool(parts.IMPORTED.search(f"import re\n{line}\n")) == is_import


def test_nothing_here_imports_scipy_s_statistics():
    assert "scipy.stats" in parts.unused_scipy()


def test_the_desktop_entry_hands_over_the_file_it_was_opened_with():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(ROOT / "packaging" / "footpath.desktop")
    assert entry["Desktop Entry"]["Exec"] == "footpath-window %f"
    assert entry["Desktop Entry"]["MimeType"] == "application/x-footpath;"


def test_no_source_calls_what_is_only_stood_in_for():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    never = ("ellip_harm", "ellip_normal", "QtQuick", "QtQml", "QWindowCapture")
    assert [name for name in never if name in sources] == []


@pytest.mark.skipif(shutil.which("cc") is None or shutil.which("nm") is None, reason="no compiler here")
def test_a_stand_in_takes_the_place_of_a_library_only_where_nothing_else_is_asked_of_it(tmp_path: Path):
    def library(name: str, text: str, *options: str) -> None:
        (tmp_path / "x.c").write_text(text)
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(place), str(tmp_path / "x.c"), *options], check=True)

    large = "scipy.libs/libscipy_openblas-1.so"
    library(large, "int scipy_dstevr_(void){return 7;} int scipy_dgemm_(void){return 8;} char fill[99999]={1};")
    named = ("-nostdlib", f"-L{tmp_path}/scipy.libs", "-l:libscipy_openblas-1.so", f"-Wl,-rpath,{tmp_path}/scipy.libs")
    library("user.so", "int scipy_dstevr_(void); int use(void){return scipy_dstevr_();}", *named)
    library("other.so", "int scipy_dgemm_(void); int use(void){return scipy_dgemm_();}", *named)
    assert stand_in.stand_in(tmp_path) == []
    (tmp_path / "other.so").unlink()
    assert stand_in.stand_in(tmp_path) == ["SciPy's LAPACK"]
    assert (tmp_path / large).stat().st_size < 20_000
    ctypes.CDLL(str(tmp_path / "user.so"))
