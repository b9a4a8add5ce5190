"""What an import costs, as ratios in one run: `python benchmarks/importing.py [--toy] [--rows N] [--repeats N]`.

The peers: `sqlite3 .import` of the same file into a bare table, `sqlite-utils insert`, DuckDB reading the file into
nothing. Every work runs in a process of its own, in turn with the others; medians. Memory is that process's peak.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

IMPORT = """
import sys
from pathlib import Path
import gc; gc.disable()
from footpath.storage.importing import import_events
report = import_events([Path(sys.argv[1])], Path(sys.argv[2]))
assert report.stored == int(sys.argv[3]), report
of_this = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(of_this["VmHWM"].split()[0]) / 1024)  # ru_maxrss counts what it was forked from
"""
OPEN = """
import sys, time
from pathlib import Path
import footpath.study.study as s
start = time.perf_counter()
study = s.Study.open(Path(sys.argv[1]))
from footpath.model.selection import EVERYTHING
study.overlay(EVERYTHING, study.story.media[0].id, 5.0, (4.0, 6.0), None)
print(time.perf_counter() - start)
study.remember()
"""
NOTHING = """
import sys
from footpath.storage.quiet_duckdb import quiet_duckdb
quiet_duckdb().execute(f"SELECT count(COLUMNS(*)) FROM '{sys.argv[1]}'").fetchall()
"""


def make_events(rows: int, folder: Path) -> dict[str, Path]:
    """The same events as CSV, NDJSON, Parquet and an SQLite table: 20 to a session, some clicks, little else."""
    files = {ending: folder / f"events.{ending}" for ending in ("csv", "ndjson", "parquet", "db")}
    query = f"""SELECT 's' || lpad(CAST(i // 20 AS VARCHAR), 9, '0') AS session_id,
 'v' || lpad(CAST((i // 20) % {rows // 40 + 1} AS VARCHAR), 8, '0') AS viewer_id,
 strftime(TIMESTAMP '2024-05-01 10:00:00' + to_milliseconds(i * 137), '%Y-%m-%dT%H:%M:%S.%gZ') AS at,
 CASE i % 20 WHEN 0 THEN 'impression' WHEN 1 THEN 'play' WHEN 2 THEN 'scene_enter' WHEN 19 THEN 'exit'
 ELSE CASE WHEN i % 2 = 0 THEN 'click' ELSE 'heartbeat' END END AS kind,
 round((i % 20) * 3.0 + random() * 3, 3) AS media_time, CASE WHEN i % 20 = 2 THEN 'intro' END AS scene_id,
 CASE WHEN i % 20 BETWEEN 3 AND 18 AND i % 2 = 0 THEN round(random(), 4) END AS x,
 CASE WHEN i % 20 BETWEEN 3 AND 18 AND i % 2 = 0 THEN round(random(), 4) END AS y,
 CASE WHEN i % 20 = 8 THEN 'e' || (i % 7) END AS element_id,
 CASE WHEN i % 20 = 0 THEN CASE WHEN (i // 20) % 3 = 0 THEN 'mobile' ELSE 'desktop' END END AS device,
 CASE WHEN i % 20 = 0 THEN 'A' END AS variant FROM range({rows}) AS t(i)"""
    with duckdb.connect() as db:
        db.execute("SELECT setseed(0.42)")
        db.execute(f"COPY ({query}) TO '{files['csv']}' (FORMAT csv, HEADER)")
        source = f"SELECT * FROM read_csv('{files['csv']}', types = {{'at': 'VARCHAR'}})"
        db.execute(f"COPY ({source}) TO '{files['ndjson']}' (FORMAT json)")
        db.execute(f"COPY ({source}) TO '{files['parquet']}' (FORMAT parquet)")
    shell(["sqlite3", str(files["db"]), ".mode csv", f".import {files['csv']} events"])
    return files


def shell(command: list[str], env: dict[str, str] | None = None) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout


def timed(command: list[str], target: Path) -> tuple[float, str]:
    """Seconds of a command that makes `target`, and what it printed."""
    for left in (target, Path(f"{target}-journal")):
        left.unlink(missing_ok=True)
    start = time.perf_counter()
    printed = shell(command)
    return time.perf_counter() - start, printed


def compare(files: dict[str, Path], rows: int, repeats: int, folder: Path) -> None:
    """Every work in turn, `repeats` times."""
    target = folder / "made"
    works = {f"footpath, {name}": [sys.executable, "-c", IMPORT, str(path), str(target), str(rows)]
             for name, path in files.items()}  # fmt: skip
    works["sqlite3 .import"] = ["sqlite3", str(target), ".mode csv", f".import {files['csv']} t"]
    for name in ("csv", "ndjson", "parquet"):
        works[f"duckdb, {name} into nothing"] = [sys.executable, "-c", NOTHING, str(files[name])]
    times: dict[str, list[float]] = {name: [] for name in works}
    memory: dict[str, float] = {}
    for _ in range(repeats):
        for name, command in works.items():
            seconds, printed = timed(command, target)
            times[name].append(seconds)
            if name.startswith("footpath"):
                memory[name] = max(memory.get(name, 0.0), float(printed))
    peer = statistics.median(times["sqlite3 .import"])
    for name, found in times.items():
        seconds = statistics.median(found)
        extra = f", {memory[name]:.0f} MB at most" if name in memory else ""
        print(f"{name:<30} {seconds:8.2f} s  {rows / seconds / 1e6:6.3f} M rows/s  ratio {seconds / peer:.2f}{extra}")


def utils_insert(files: dict[str, Path], rows: int, folder: Path) -> None:
    """The slow peer, once, on a part of the file, for its rate."""
    part = folder / "part.csv"
    count = min(rows, 200_000)
    with files["csv"].open() as source, part.open("w") as target:
        target.writelines(line for _, line in zip(range(count + 1), source, strict=False))
    tool = str(Path(sys.executable).with_name("sqlite-utils"))
    seconds, _ = timed([tool, "insert", str(folder / "utils.db"), "t", str(part), "--csv"], folder / "utils.db")
    print(f"{'sqlite-utils insert':<30} {count / seconds / 1e6:17.3f} M rows/s")


def opening(files: dict[str, Path], rows: int, repeats: int, folder: Path) -> None:
    """Size, and opening to the first heatmap: the first time after import, then again."""
    review = folder / "review.footpath"
    timed([sys.executable, "-c", IMPORT, str(files["csv"]), str(review), str(rows)], review)
    share = review.stat().st_size / files["csv"].stat().st_size
    print(f"size of the review: {share:.2f} of the CSV")
    kept = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}  # where what was read is kept for the next time
    seconds = [float(shell([sys.executable, "-c", OPEN, str(review)], kept)) for _ in range(repeats + 1)]
    print(f"opening {rows} events: {seconds[0]:.2f} s first, {statistics.median(seconds[1:]):.2f} s again")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", choices=["import", "open"])
    options = parser.parse_args()
    rows, repeats = (2000, 1) if options.toy else (options.rows, options.repeats)
    if shutil.which("sqlite3") is None:
        print(json.dumps({"skipped": "there is no sqlite3 to compare with"}))
        return 0
    with tempfile.TemporaryDirectory(dir=os.environ.get("FOOTPATH_BENCH")) as name:
        files = make_events(rows, Path(name))
        if options.only != "open":
            compare(files, rows, repeats, Path(name))
            utils_insert(files, rows, Path(name))
        if options.only != "import":
            opening(files, rows, repeats, Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
