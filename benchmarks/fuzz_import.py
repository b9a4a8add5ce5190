"""Spoilt files by the ten thousand: `python benchmarks/fuzz_import.py [--toy] [--files N] [--seconds S]`.

Every format runs in processes of its own, so that a native crash is seen as one. What fails is kept in `--keep`, and
the slowest.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.fuzz.mutate import examine, seeds, spoilt

SLOW_S = 10.0


def run_format(name: str, files: int, seconds: float, keep: Path) -> int:
    """In this process; prints the figures of one format."""
    dice, counts, slowest = random.Random(f"long {name}"), Counter[str](), 0.0
    seed, until = seeds()[name], time.monotonic() + seconds
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108
        path = Path(folder) / f"e.{name}"
        for number in range(files):
            data = spoilt(seed, dice)
            (keep / f"last.{name}").write_bytes(data)
            path.write_bytes(data)
            start = time.monotonic()
            try:
                counts[examine(path, number)] += 1
            except Exception:  # noqa: BLE001 - counted and kept
                counts["FAILED"] += 1
                (keep / f"failed-{counts['FAILED']}.{name}").write_bytes(data)
                (keep / f"failed-{counts['FAILED']}.{name}.txt").write_text(traceback.format_exc())
            took = time.monotonic() - start
            if took > max(slowest, SLOW_S / 5):
                (keep / f"slow.{name}").write_bytes(data)
            slowest = max(slowest, took)
            if time.monotonic() > until:
                break
    print(f"{name:<8} {sum(counts.values()):>6} files: {dict(counts)}, slowest {slowest:.2f} s", flush=True)
    return int(counts["FAILED"] > 0 or slowest > SLOW_S)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--format")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if options.format and options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        return run_format(options.format, options.files, options.seconds, options.keep)
    files, status = 5 if options.toy else options.files, 0
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as temporary:  # noqa: S108
        keep = options.keep or Path(temporary)
        for name in [options.format] if options.format else list(seeds()):
            command = [
                sys.executable,
                __file__,
                "--format",
                name,
                "--files",
                str(files),
                "--seconds",
                str(options.seconds),
                "--keep",
                str(keep),
            ]
            ended = subprocess.run(command, check=False).returncode
            status |= ended
            if ended < 0:
                print(f"{name}: CRASHED with signal {-ended}; the file is last.{name}")
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
