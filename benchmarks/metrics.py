"""All metrics, paths and retention of a million sessions: `python benchmarks/metrics.py [--toy]`.

Every line: what was done, seconds, and the limit it is held against. *Cold* is the first answer after the sessions were
read; *changed* is the median over selections that were not asked for before.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from footpath.analysis.data import Data
from footpath.analysis.metrics import compute_metrics
from footpath.analysis.more_metrics import more_metrics
from footpath.analysis.paths import PathTable
from footpath.analysis.retention import retention
from footpath.analysis.retention_table import RetentionTable
from footpath.model.clicks import CLASS_WORDS
from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings
from rich import rich_review
from synthetic import SCENES

LIMITS_S = {"cold": 1.5, "changed": 0.1, "paths and retention": 2.0}


def seconds(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(name: str, took_s: float, limit_s: float) -> None:
    """Print one figure."""
    print(f"{name:<52} {took_s:9.4f} s   limit {limit_s:.4f} s   ratio {took_s / limit_s:.3f}")


def every_metric(data: Data, selection: Selection) -> None:
    """What `footpath metrics` computes."""
    more_metrics(data, selection, compute_metrics(data, selection))


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    sessions = 500 if parser.parse_args().toy else 1_000_000
    data, mask = rich_review(sessions, seed=1), np.ones(sessions, dtype=np.bool_)
    data.reading  # noqa: B018 - read beforehand: it is no part of what is measured
    print(f"{sessions} sessions, {len(data.events)} events, {len(data.clicks)} clicks")
    report("every metric, cold", seconds(lambda: every_metric(data, EVERYTHING)), LIMITS_S["cold"])
    through = [Selection(through=(f"s{k}",)) for k in range(SCENES)]
    report("every metric, other sessions", _median(data, through), LIMITS_S["changed"])
    windows = [Selection(start_s=5.0 * k, end_s=5.0 * k + 15) for k in range(SCENES)]
    report("every metric, other seconds", _median(data, windows), LIMITS_S["changed"])
    scenes = [Selection(scene=f"s{k}") for k in range(SCENES)]
    report("every metric, another scene", _median(data, scenes), LIMITS_S["changed"])
    regions = [Selection(region=(0.1 * k, 0.2, 0.1 * k + 0.15, 0.5)) for k in range(4)]
    report("every metric, who clicked in a region", _median(data, regions), LIMITS_S["changed"])
    both_changed = [replace(w, through=s.through) for w, s in zip(windows, through, strict=True)]
    report("every metric, other sessions and seconds", _median(data, both_changed), LIMITS_S["changed"])
    excluded = [Selection(excluded=(Place((f"s{k}",)),)) for k in range(SCENES)]
    report("every metric, a scene left out", _median(data, excluded), LIMITS_S["changed"])
    classes = [Selection(click_class=word) for word in CLASS_WORDS]
    report("every metric, one class of click", _median(data, classes), LIMITS_S["changed"])
    settings = Settings()
    both = seconds(lambda: PathTable.of(data.reading, data.story).graph(mask)) + seconds(
        lambda: retention(
            RetentionTable.of(data.reading, data.story, settings.retention_bin_s),
            data.story,
            mask,
            settings,
            exits_recorded=True,
        )
    )
    report("paths and retention", both, LIMITS_S["paths and retention"])
    return 0


def _median(data: Data, selections: list[Selection]) -> float:
    return statistics.median(seconds(lambda s=s: every_metric(data, s)) for s in selections)  # type: ignore[misc]


if __name__ == "__main__":
    sys.exit(main())
