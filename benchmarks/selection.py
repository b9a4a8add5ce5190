"""From a change of selection to everything visible in the window: `python benchmarks/selection.py [--toy] [--large]`.

The real window, offscreen, over a made-up review: 100 000 sessions with 1 000 000 clicks; `--large`: 1 000 000 sessions
with 10 000 000 clicks. Every selection is one that was not asked for before. *Results* are what the pictures are made
from, without the window; *everything* ends when all panels that can be seen are painted. Then what painting and the
playhead cost. p95 over all changes, against its limit. With `--large` first what both take from nothing.

The review is made in another process and opened from what was kept of it, as a large one is the second time. Memory is
what the window's process takes, and what of that and of the process that counts the curves is their own: the rest are
pages of the kept file, which can be taken back.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from footpath.analysis.data import Data
from footpath.analysis.paths import PathTable
from footpath.app import prepared_application
from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection
from footpath.study import reopening
from footpath.study.curves import Curves
from footpath.study.study import Study
from footpath.ui.main_window import MainWindow
from footpath.ui.sankey_view import SankeyView
from footpath.ui.timeline_panel import TimelinePanel
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace
from synthetic import SCENES, synthetic_review

PATIENCE_S, WAKING_MS = 120.0, 5
MARK = "benchmark"
PAINT_LIMIT_MS, PLAYHEAD_LIMIT_MS, MEMORY_LIMIT_MB, NOTHING_LIMIT_MS = 8.0, 1.0, 1200.0, 2000.0


def selections(turn: int) -> list[Selection]:
    """Of every kind that a hand on the mouse makes; others in each turn, so that none is remembered."""
    last = Place((f"s{SCENES - 1 - turn}",))
    places = [Selection(passed=(Place((f"s{k}",), k % 2), last)) for k in range(SCENES)]
    excluded = [Selection(excluded=(Place((f"s{k}",)), last)) for k in range(SCENES)]
    others = [(Place((f"s{k % SCENES}",), k),) for k in range(8)]
    windows = [
        Selection(media="m", start_s=4.0 * k, end_s=4.0 * k + 9, passed=(last,), excluded=other)
        for k, other in enumerate(others)
    ]
    regions = [Selection(region=(0.1 * k, 0.2, 0.1 * k + 0.15 + 0.01 * turn, 0.5)) for k in range(4)]
    return [*places, *windows, *regions, *excluded]


def p95(times_s: list[float]) -> float:
    return sorted(times_s)[min(int(len(times_s) * 0.95), len(times_s) - 1)] * 1000


def report(name: str, took: float, limit: float, unit: str = "ms") -> None:
    print(f"{name:<52} {took:9.2f} {unit}   limit {limit:.0f} {unit}   ratio {took / limit:.2f}")


def until(app: QApplication, ready: Callable[[], object]) -> None:
    """Let events come, as the running window does: asleep until there is one, woken now and then to look."""
    deadline, waking = time.monotonic() + PATIENCE_S, QTimer(interval=WAKING_MS)
    waking.start()
    while not ready() and time.monotonic() < deadline:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    waking.stop()


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def settle(app: QApplication, seconds: float = 0.05) -> None:
    """Let what was asked for before be painted: it is no part of what is timed."""
    deadline = time.monotonic() + seconds
    until(app, lambda: time.monotonic() > deadline)


def in_window(app: QApplication, window: MainWindow) -> list[float]:
    """Seconds from each change to the last paint it causes."""
    times = []
    for selection in selections(2):
        window.workspace.select(EVERYTHING)
        until(app, lambda: window.workspace.curves is not None)
        until(app, lambda: not window.workspace.jobs.running)
        settle(app)
        start = time.perf_counter()
        window.workspace.select(selection)
        until(app, lambda: window.workspace.curves is not None)
        for _ in range(3):
            app.processEvents()
        times.append(time.perf_counter() - start)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    parser.add_argument("--large", action="store_true", help="ten times the size")
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        data = synthetic_review(options.make, seed=1)
        if options.large:
            report("paths and retention from nothing, median", from_nothing(data), NOTHING_LIMIT_MS)
        return 0 if reopening.save(name_of(data), data) else 1
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        return measure(options)


def from_nothing(data: Data) -> float:
    """Milliseconds from the read sessions to both: tables made, everyone counted; the median of five."""
    everyone = np.ones(len(data.sessions), dtype=np.bool_)

    def both_from_nothing() -> None:
        Curves(data).of(everyone)
        PathTable.of(data.reading, data.story).graph(everyone)

    return median(timed(both_from_nothing) for _ in range(5)) * 1000


def opened(sessions: int, *, large: bool) -> Study:
    """The review, made by another process and mapped by this one."""
    how = ["--make", str(sessions), *(["--large"] if large else [])]
    subprocess.run([sys.executable, __file__, *how], check=True)
    small = synthetic_review(10, seed=1)
    data = reopening.load(name_of(small), small.story, small.settings)
    if data is None:
        raise SystemExit("the review could not be kept")
    return Study(Path("none.footpath"), data, kept_as=name_of(data))


def name_of(data: Data) -> str:
    """What a made-up review of whatever size is kept as."""
    return reopening.name_of(0, MARK, data.story, data.settings)


def measure(options: argparse.Namespace) -> int:
    sessions = 300 if options.toy else 1_000_000 if options.large else 100_000
    limits = {"everything": 250.0, "results": 100.0} if options.large else {"everything": 33.0, "results": 33.0}
    app = prepared_application("dark")
    study = opened(sessions, large=options.large)
    study.count_beside()
    study.warm_up()
    both(study, EVERYTHING)
    print(f"{sessions} sessions, {len(study.events)} events, {len(study.clicks)} clicks")
    both_s = [timed(lambda s=s: both(study, s)) for s in selections(0)]  # type: ignore[misc]
    report("paths and retention, p95", p95(both_s), limits["results"])
    counted_s = [timed(lambda s=s: counted(study, s)) for s in selections(1)]  # type: ignore[misc]
    report("results and curves, p95", p95(counted_s), limits["results"])
    window = MainWindow(Workspace(), SettingsStore(), remember=False)
    window.show()
    window.workspace._opened(study)  # noqa: SLF001 - a review without a file
    until(app, lambda: window.workspace.findings is not None)
    report("everything visible in the window, p95", p95(in_window(app, window)), limits["everything"])
    paint(app, window)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report("memory, at most, of the window's process", peak, MEMORY_LIMIT_MB, "MB")
    beside = sum(own_mb(child.pid) for child in active_children())
    print(f"memory of its own: the window {own_mb('self'):.0f} MB, the process for the curves {beside:.0f} MB")
    report("memory of their own, at the end", own_mb("self") + beside, MEMORY_LIMIT_MB, "MB")
    window.close()
    return 0


def own_mb(process: int | str | None) -> float:
    """What no file holds; 0 where the system doesn't tell."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def counted(study: Study, selection: Selection) -> None:
    study.results(selection)
    study.curves(selection)


def both(study: Study, selection: Selection) -> None:
    study.paths(selection)
    study.retention(selection)


def paint(app: QApplication, window: MainWindow) -> None:
    """What drawing each panel again costs, and moving the playhead."""
    until(app, lambda: window.workspace.findings is not None and not window.workspace.jobs.running)
    settle(app)
    timeline, sankey = window.findChildren(TimelinePanel)[0], window.findChildren(SankeyView)[0]
    report("painting the timeline, p95", p95([timed(lambda: redraw(timeline)) for _ in range(20)]), PAINT_LIMIT_MS)
    report("painting the Sankey, p95", p95([timed(sankey.repaint) for _ in range(20)]), PAINT_LIMIT_MS)
    moves = []
    for k in range(50):
        moves.append(timed(lambda k=k: timeline.plot.set_cursor(k * 0.5)))  # type: ignore[misc]
        moves[-1] += timed(app.processEvents)
    report("moving the playhead in the timeline, p95", p95(moves), PLAYHEAD_LIMIT_MS)


def redraw(timeline: TimelinePanel) -> None:
    timeline.plot._picture = None  # noqa: SLF001 - as after any change
    timeline.plot.viewport().repaint()


if __name__ == "__main__":
    sys.exit(main())
