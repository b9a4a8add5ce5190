"""The window on the demo: how soon it stands, and how long it ever waits: `python benchmarks/window.py [--toy]`.

Start-up runs in fresh processes (median of 5); the longest waits come from a timer that should fire every 5 ms while
the review opens, is analysed, and while the same events are imported into another review.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from footpath.ui.main_window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

OPEN_LIMIT_S, WAIT_LIMIT_MS = 2.0, 50.0
RUNS = 5
BEAT_MS = 5
PATIENCE_S = 120.0


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--toy", action="store_true")
    arguments.add_argument("--open", type=Path, help="open this review once and tell when (for fresh processes)")
    options = arguments.parse_args()
    if options.open is not None:
        return watch_opening(options.open)
    with tempfile.TemporaryDirectory() as folder:
        review, events, story = demo(Path(folder), toy=options.toy)
        runs = [opening_s(review) for _ in range(1 if options.toy else RUNS)]
        for k, what in enumerate(("window on the review", "everything in it computed")):
            seconds = median(run[k] for run in runs)
            print(f"{what:<55} {seconds:.3f} s   limit {OPEN_LIMIT_S:.1f} s   ratio {seconds / OPEN_LIMIT_S:.2f}")
        waits = longest_waits_ms(review, events, story, Path(folder) / "again.footpath")
        for what, wait_ms in waits.items():
            print(f"{what:<55} {wait_ms:.0f} ms   limit {WAIT_LIMIT_MS:.0f} ms   ratio {wait_ms / WAIT_LIMIT_MS:.2f}")
    return 0


def demo(folder: Path, *, toy: bool) -> tuple[Path, Path, Path]:
    """A demo review, and the files it is made from."""
    from footpath.study.demo import make_demo
    from footpath.study.importing import import_review

    files = make_demo(folder, sessions=300, seconds=4.0) if toy else make_demo(folder)
    review = folder / "demo.footpath"
    import_review([files.events], review, story=files.story)
    return review, files.events, files.story


def opening_s(review: Path) -> tuple[float, float]:
    """Seconds from the start of a process to the window showing the review, and to all results in it."""
    told = subprocess.run(
        [sys.executable, __file__, "--open", str(review)],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_S,
    )
    shown, computed = told.stdout.split()[-2:]
    return float(shown), float(computed)


def watch_opening(review: Path) -> int:
    started = time.perf_counter()
    app, window = made_window()
    window.workspace.open_study(review)
    run_until(app, lambda: window.workspace.study is not None and window.workspace.player.frame is not None)
    shown = time.perf_counter() - started
    run_until(app, lambda: window.workspace.candidates is not None)
    print(shown, time.perf_counter() - started)
    window.close()
    return 0


def made_window() -> tuple[QApplication, MainWindow]:
    """As the program makes it; Qt is loaded here, where its time counts."""
    from footpath.app import prepared_application
    from footpath.ui.main_window import MainWindow
    from footpath.workspace.settings_store import SettingsStore
    from footpath.workspace.workspace import Workspace

    app = prepared_application("dark")
    window = MainWindow(Workspace(), SettingsStore(), remember=False)
    window.show()
    return app, window


def run_until(app: QApplication, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not ready() and time.monotonic() < deadline:
        app.processEvents()
        time.sleep(0.001)


def longest_waits_ms(review: Path, events: Path, story: Path, out: Path) -> dict[str, float]:
    """The longest time between two beats of the interface, by what went on."""
    from PySide6.QtCore import QTimer

    app, window = made_window()
    beats: list[float] = []
    timer = QTimer()
    timer.setInterval(BEAT_MS)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start()
    workspace, waits = window.workspace, {}
    workspace.open_study(review)
    run_until(app, lambda: workspace.findings is not None)
    waits["longest wait while opening and analysing"] = longest_ms(beats)
    beats.clear()
    done: list[object] = []
    workspace.imported.connect(done.append)
    workspace.import_files([events], out, story, [])
    run_until(app, lambda: bool(done))
    waits["longest wait while importing"] = longest_ms(beats)
    window.close()
    return waits


def longest_ms(beats: list[float]) -> float:
    return max((after - before for before, after in pairwise(beats)), default=0.0) * 1000


if __name__ == "__main__":
    sys.exit(main())
