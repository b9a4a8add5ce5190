"""Density of millions of clicks against datashader's Canvas.points on the same points.

`python benchmarks/density.py [--toy]`; datashader is looked for here, else under the interpreter in
DATASHADER_PYTHON: it is no dependency. Without it only our own times are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from footpath.analysis.heat import FilmScale, cells_of, heat_grid

REPEATS = 5
LENGTH_S = 300.0
ASPECT = 16 / 9
PEER = """
import json, sys, time
import numpy as np, pandas as pd, datashader as ds
count, repeats = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(2)
frame = pd.DataFrame({"x": random.random(count), "y": random.random(count)})
canvas = ds.Canvas(plot_width=320, plot_height=180, x_range=(0, 1), y_range=(0, 1))
part = frame.iloc[: max(1, count // 150)]
def timed(data):
    canvas.points(data, "x", "y", ds.count())
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        canvas.points(data, "x", "y", ds.count())
        times.append(time.perf_counter() - start)
    return sorted(times)[repeats // 2]
print(json.dumps([timed(part), timed(frame)]))
"""


def median_s(work: Callable[[], object]) -> float:
    """Median seconds of five runs, after one that doesn't count."""
    work()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def peer(count: int) -> tuple[float, float] | None:
    """Datashader's seconds for the window and the whole; None where it isn't installed."""
    python = os.environ.get("DATASHADER_PYTHON", sys.executable)
    done = subprocess.run([python, "-c", PEER, str(count), str(REPEATS)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    window, whole = json.loads(done.stdout.splitlines()[-1])
    return float(window), float(whole)


def main() -> int:
    """Time a window of ±1 s and the whole film, blurred, ready to be painted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    count = 20_000 if parser.parse_args().toy else 10_000_000
    random = np.random.default_rng(2)
    x, y = random.random(count), random.random(count)
    cells, t_s = cells_of(x, y, ASPECT), np.sort(random.uniform(0, LENGTH_S, count))
    scale = FilmScale(1.0, np.linspace(0, 1, 101))

    def window(low: float, high: float) -> object:
        rows = slice(*np.searchsorted(t_s, [low, high]))
        return heat_grid(cells[rows], ASPECT, window_s=(low, high), bandwidth_px=24.0, scale=scale)

    ours = median_s(lambda: window(150.0, 152.0)), median_s(lambda: window(0.0, LENGTH_S + 1))
    theirs = peer(count)
    for name, limit_ms, mine, other in zip(("±1 s", "whole film"), (4, 150), ours, theirs or (0.0, 0.0), strict=True):
        against = f"datashader {other * 1000:.2f} ms, ratio {mine / other:.2f}" if other else "datashader not installed"
        print(f"{count} clicks, {name}: {mine * 1000:.2f} ms (limit {limit_ms} ms at 10 M); {against}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
