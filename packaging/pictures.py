# ruff: noqa: INP001
"""Makes the README's pictures anew: `footpath snapshot` on the demo review. Run it with the environment's Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bootstrap import ROOT, say

MOST_BYTES = 1_500_000
SHOTS = {
    "screenshot": ["--at", "14", "--size", "1280x800"],
    "tour-click": ["--at", "8", "--size", "1024x700"],
    "tour-selection": ["--at", "66", "--size", "1024x700", "--device", "mobile", "--through", "pick,medical"],
}


def main() -> int:
    """0 if all are made and small enough together."""
    from footpath.study.demo_review import demo_review  # noqa: PLC0415 - installed beside the Python that runs this

    review, folder = demo_review(), ROOT / "docs"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for name, options in SHOTS.items():
        out = folder / f"{name}.png"
        command = [sys.executable, "-m", "footpath", "snapshot", str(review), "--out", str(out), *options]
        subprocess.run(command, env=environment, check=True)  # noqa: S603
    size = sum(path.stat().st_size for path in Path(folder).glob("*.png"))
    say(f"{len(SHOTS)} pictures, {size / 1e6:.2f} MB (at most {MOST_BYTES / 1e6:g})")
    return 0 if size <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
