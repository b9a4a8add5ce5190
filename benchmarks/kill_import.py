"""Imports killed at random instants: `python benchmarks/kill_import.py [--toy] [--times N]`.

Each time a review that holds some events is being extended, or made; then it must hold what it held before, or all, be
whole, and tell that something was cut off if something was.
"""

from __future__ import annotations

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from footpath.storage.importing import import_events
from footpath.storage.review import Review

HEADER = "session_id,at,kind,media_time\n"
WORK = "import sys; from pathlib import Path; from footpath.storage.importing import import_events; \
print('begun', flush=True); import_events([Path(sys.argv[1])], Path(sys.argv[2]))"


def rows(first: int, count: int) -> str:
    return "".join(f"s{k},2024-05-01T10:00:00Z,play,{k % 60}\n" for k in range(first, first + count))


def killed(source: Path, out: Path, after_s: float) -> bool:
    """Whether the import was still running when it was killed."""
    with subprocess.Popen([sys.executable, "-c", WORK, str(source), str(out)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(after_s)
        running = child.poll() is None
        child.send_signal(signal.SIGKILL)
    return running


def one(folder: Path, small: Path, large: Path, counts: tuple[int, int], after_s: float, *, extend: bool) -> str:
    """One kill; AssertionError where the review is not as it must be."""
    out = folder / "r.footpath"
    for left in folder.glob("*r.footpath*"):
        left.unlink()
    before = counts[0] if extend else 0
    if extend:
        import_events([small], out)
    running = killed(large, out, after_s)
    journal = Path(f"{out}-journal").exists()
    if out.exists():
        with Review.open(out) as review:
            assert review.count in {before, before + counts[1]}, review.count
            assert review.cut_off == journal
            done = review.count > before
    else:
        done = False
        assert not extend
    report = import_events([large], out)
    assert report.stored == (0 if done else counts[1]), report
    with closing(sqlite3.connect(out)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return "done before" if not running else "finished all the same" if done else "taken back"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    parser.add_argument("--times", type=int, default=50)
    options = parser.parse_args()
    times, counts = (2, (10, 5000)) if options.toy else (options.times, (50, 400_000))
    dice, found = random.Random(7), Counter[str]()
    with TemporaryDirectory() as name:
        folder = Path(name)
        small, large = folder / "small.csv", folder / "large.csv"
        small.write_text(HEADER + rows(0, counts[0]))
        large.write_text(HEADER + rows(1000, counts[1]))
        start = time.monotonic()
        import_events([large], folder / "whole.footpath")
        whole_s = time.monotonic() - start
        for number in range(times):
            after_s = dice.uniform(0, whole_s * 1.1)
            found[one(folder, small, large, counts, after_s, extend=number % 2 == 0)] += 1
    print(f"{times} kills within {whole_s:.2f} s: {dict(found)}; every review as it was or whole")
    return 0


if __name__ == "__main__":
    sys.exit(main())
