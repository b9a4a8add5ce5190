"""Figures as ratios against a peer or a limit, in one run: `python benchmarks/run.py [--toy]`.

Every line: what was done, the median seconds of five runs, what it is measured against, and the ratio.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from footpath.analysis.classify import classify
from footpath.analysis.data import Data, read_data
from footpath.analysis.heat import FilmScale, cells_of, heat_grid
from footpath.analysis.metrics import compute_metrics
from footpath.analysis.paths import PathTable
from footpath.analysis.reading import place_events, read_sessions
from footpath.analysis.retention import retention
from footpath.analysis.retention_table import RetentionTable
from footpath.model.selection import Selection
from footpath.model.settings import Settings
from synthetic import synthetic_review

REPEATS = 5


def median_s(work: Callable[[], object]) -> float:
    """Median seconds of five runs."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def report(name: str, seconds: float, against: str, other_s: float) -> None:
    """Print one figure."""
    print(f"{name:<52} {seconds:9.4f} s   {against} {other_s:.4f} s   ratio {seconds / other_s:.3f}")


def main() -> int:
    """Run every benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    toy = parser.parse_args().toy
    sessions = 500 if toy else 1_000_000
    scale = sessions / 1_000_000
    data = synthetic_review(sessions, seed=1)
    print(f"{sessions} sessions, {len(data.events)} events, {len(data.clicks)} clicks")
    analysis(data, scale)
    density(10_000 if toy else 1_000_000)
    return 0


def analysis(data: Data, scale: float) -> None:
    """Times of the passes, against the limits of the issues scaled to the size of this run."""
    settings, mask = Settings(), np.ones(len(data.sessions), dtype=np.bool_)
    count = len(data.sessions)
    report("read every session", median_s(lambda: read_sessions(
        data.events, place_events(data.events, count, data.story), count, data.story, settings)), "limit", 2.0 * scale)
    report("class every click", median_s(lambda: classify(data.events, data.placed, data.story, settings)),
           "limit", 1.0 * scale)
    report("paths", median_s(lambda: PathTable.of(data.reading, data.story).graph(mask)), "limit", 1.0 * scale)
    report("retention", median_s(lambda: retention(
        RetentionTable.of(data.reading, data.story, settings.retention_bin_s), data.story, mask, settings,
        exits_recorded=True)), "limit", 1.0 * scale)
    report("every metric", median_s(lambda: compute_metrics(data, Selection())), "limit", 1.5 * scale)
    report("all from the events", median_s(lambda: read_data(data.story, data.events, data.sessions, settings).reading),
           "limit", 4.0 * scale)


def density(clicks: int) -> None:
    """The density of one window, against numpy's own two-dimensional histogram of the same points."""
    random = np.random.default_rng(2)
    x, y = random.random(clicks), random.random(clicks)
    cells, scale = cells_of(x, y, 16 / 9), FilmScale(1.0, np.linspace(0, 1, 101))
    ours = median_s(lambda: heat_grid(cells, 16 / 9, window_s=(0, 2), bandwidth_px=24.0, scale=scale))
    peer = median_s(lambda: np.histogram2d(y, x, bins=(180, 320), range=((0, 1), (0, 1))))
    report(f"density of {clicks} clicks, blurred", ours, "np.histogram2d", peer)


if __name__ == "__main__":
    sys.exit(main())
