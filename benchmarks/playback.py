"""Playback against its peers, in one run: `python benchmarks/playback.py [--toy] [--films DIR] [--only WORD]`.

Drives the real player and picture, with a million clicks under the overlays. Films are made on first use (with a
software encoder, in DIR) from ../shared's trailer, or from moving noise where that is absent. The peer of seeking is
mpv, if it is installed. Times are medians, 95th percentiles where it says so; every figure comes with its limit.
"""

from __future__ import annotations

import argparse
import os
import queue
import random
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

import cv2
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from footpath.app import prepared_application
from footpath.model.story import Media
from footpath.render.overlay import frame_image
from footpath.study.study import Study
from footpath.ui.picture import Picture
from footpath.ui.view_state import ViewState
from footpath.workspace.player import Player
from footpath.workspace.workspace import Workspace
from mpv_peer import MpvPeer
from play_films import Films
from synthetic import synthetic_review

PATIENCE_S = 120.0
FINGER_S = 0.05  # no key follows quicker


@dataclass
class Bench:
    """The player with its picture on a review of many clicks."""

    app: QApplication
    workspace: Workspace
    picture: Picture
    films: Films
    toy: bool
    review_mb: float

    def open(self, film: Path) -> None:
        """Open a film and wait until the background work on it is done."""
        player = self.workspace.player
        player.open(Media("m"), film)
        self.wait(lambda: player.frame is not None and player._reader is not None and player._reader.complete)  # noqa: SLF001

    def wait(self, ready: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
        deadline = time.monotonic() + seconds
        while not ready() and time.monotonic() < deadline:
            self.app.processEvents()
            time.sleep(0.0005)

    def exact(self, index: int) -> bool:
        frame = self.workspace.player.frame
        return frame is not None and frame.index == index and not frame.preview


def report(what: str, value: float, unit: str, against: str, limit: float) -> None:
    print(f"{what:<62} {value:9.2f} {unit:<4} {against} {limit:.2f}   ratio {value / max(limit, 1e-9):.2f}", flush=True)


def p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true")
    parser.add_argument("--films", type=Path)
    parser.add_argument("--only", default="", help="the works whose name has this word")
    parser.add_argument("--soak", type=float, default=0.0, metavar="MINUTES")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        bench = made(Films(options.films or Path(folder), toy=options.toy), toy=options.toy)
        for work in (memory, uncapped, smooth, seeking, scrubbing, back):
            if options.only in work.__name__:
                work(bench)
        if options.soak or options.toy:
            soak(bench, options.soak or 0.02)
        bench.workspace.close()
    return 0


def made(films: Films, *, toy: bool) -> Bench:
    app = prepared_application("dark")
    workspace = Workspace()
    before_mb = resident_mb()
    workspace.study = Study(Path("none.footpath"), synthetic_review(500 if toy else 100_000, seed=1))
    workspace.study.warm_up()
    review_mb = resident_mb() - before_mb
    picture = Picture(workspace, ViewState(workspace))
    picture.resize(1280, 720)
    picture.show()
    return Bench(app, workspace, picture, films, toy, review_mb)


def uncapped(bench: Bench) -> None:
    """Every frame decoded, its overlays made and painted, as fast as it goes; against bare reads of the same film."""
    film, frames = bench.films.long_gop(), 20 if bench.toy else 240
    ratios, rates, alone = [], [], []
    bench.open(film)
    player = bench.workspace.player
    for turn in range(1 if bench.toy else 5):
        capture = cv2.VideoCapture(str(film))
        first = turn * frames % max(1, player.frame_count - frames - 1)
        for _ in range(first):
            capture.grab()
        start = time.perf_counter()
        for _ in range(frames):
            capture.read()
        bare_s = time.perf_counter() - start
        capture.release()
        player.seek_frame(first)
        bench.wait(lambda at=first: bench.exact(at))  # type: ignore[misc]
        start = time.perf_counter()
        for at in range(first + 1, first + frames + 1):
            player.step(1)
            bench.wait(lambda at=at: bench.exact(at))  # type: ignore[misc]
            bench.picture.repaint()
        rates.append(frames / (time.perf_counter() - start))
        ratios.append(rates[-1] / (frames / bare_s))
        alone.append(scaled_and_drawn(film, first, frames, bench.picture.size()))
    wanted = 0.75 * median(rates) / median(ratios)
    report("decode + all overlays + paint, uncapped", median(rates), "fps", "at least 0.75 × bare reads:", wanted)
    report("  scaling and drawing frames, and nothing else", median(alone), "fps", "0.75 × bare reads:", wanted)


def scaled_and_drawn(film: Path, first: int, frames: int, size: QSize) -> float:
    """Frames a second where one thread reads and scales and another draws: what no overlay can be quicker than."""
    capture, ready = cv2.VideoCapture(str(film)), queue.Queue[Any](4)
    for _ in range(first):
        capture.grab()

    def read() -> None:
        for _ in range(frames):
            small = cv2.resize(capture.read()[1], size.toTuple(), interpolation=cv2.INTER_LINEAR)
            ready.put(cv2.cvtColor(small, cv2.COLOR_BGR2BGRA))

    start = time.perf_counter()
    reading = threading.Thread(target=read)
    reading.start()
    shown = QImage(size, QImage.Format.Format_RGB32)
    for _ in range(frames):
        painter = QPainter(shown)
        painter.drawImage(0, 0, frame_image(ready.get()))
        painter.end()
    reading.join()
    capture.release()
    return frames / (time.perf_counter() - start)


def smooth(bench: Bench) -> None:
    """Frames dropped while playing by the clock with every overlay on, background work done."""
    films = (("1080p60", bench.films.hd60(), 3 / 3600), ("2160p30 at 30 Mb/s", bench.films.uhd30(), 0.01))
    for name, film, limit in films:
        bench.open(film)
        player = bench.workspace.player
        player.play()
        bench.wait(lambda: not player.playing)  # noqa: B023 - called at once
        of = player.dropped + player.shown
        report(f"{name}: dropped of {of} frames", 100 * player.dropped / max(of, 1), "%", "at most", 100 * limit)


def seeking(bench: Bench) -> None:
    """The exact frame after a random seek, interleaved with mpv's exact seek on the same film.

    Before, some frames are rested on, as the shortest way to a frame is proved by those.
    """
    film = bench.films.long_gop()
    bench.open(film)
    player, chance = bench.workspace.player, random.Random(1)
    for k in range(1, 7):
        rest_on(bench, player.frame_count * k // 7)
    peer, ours, theirs = MpvPeer(film), list[float](), list[float]()
    for _ in range(3 if bench.toy else 25):
        index = chance.randrange(player.frame_count)
        start = time.perf_counter()
        player.seek_frame(index)
        bench.wait(lambda at=index: bench.exact(at))  # type: ignore[misc]
        ours.append((time.perf_counter() - start) * 1000)
        rest_on(bench, index)
        if peer.there:
            theirs.append(peer.seek_ms((index + 0.5) / player.fps))
    peer.close()
    if theirs:
        report("exact frame after a random seek", median(ours), "ms", "at most 1.5 × mpv:", 1.5 * median(theirs))
    else:
        print(f"exact frame after a random seek: {median(ours):.1f} ms; mpv isn't installed, so against nothing")


def rested(player: Player, index: int) -> bool:
    """Whether the neighbours of the frame on show are at hand, so that nothing is decoded beside the peer's turn."""
    around = range(max(0, index - 1), min(index + 2, player.frame_count))
    return all(player._reader.at_hand(n) for n in around)  # type: ignore[union-attr]  # noqa: SLF001


def scrubbing(bench: Bench) -> None:
    """From a move of the mouse on the strip to a picture of that place, preview or exact."""
    bench.open(bench.films.long_gop())
    player, chance, times = bench.workspace.player, random.Random(2), list[float]()
    for _ in range(10 if bench.toy else 200):
        shown, place = player.frame, chance.randrange(player.frame_count)
        if shown is not None and shown.index == place:
            continue
        start = time.perf_counter()
        player.seek_frame(place)
        bench.wait(lambda was=shown: player.frame is not was)  # type: ignore[misc]
        bench.picture.repaint()
        times.append((time.perf_counter() - start) * 1000)
        bench.wait(lambda: False, 0.016)
    report("something true on screen while scrubbing, p95", p95(times), "ms", "at most", 33.0)


def back(bench: Bench) -> None:
    """One frame back inside the ring, from a frame that was sought, and the arrow key held down."""
    bench.open(bench.films.long_gop())
    player, times, rests = bench.workspace.player, list[float](), list[float]()
    for place in range(1 if bench.toy else 6):
        start_at = player.frame_count * (place + 3) // 9
        rests.append(rest_on(bench, start_at))
        times += steps_back(bench, start_at, 2 if bench.toy else 10)
    report("one frame back inside the ring, p95", p95(times), "ms", "at most", 16.0)
    print(f"  from an exact seek until the ring holds the frames before: median {median(rests):.0f} ms")
    start, at = time.perf_counter(), player.frame.index if player.frame else 0
    first, seconds = at, 0.3 if bench.toy else 10.0
    while time.perf_counter() - start < seconds and at > 0:
        at -= 1
        player.step(-1)
        bench.wait(lambda at=at: bench.exact(at))  # type: ignore[misc]
        bench.picture.repaint()
    rate = (first - at) / (time.perf_counter() - start)
    report("frames back with the key held down", rate, "fps", "at least", 24.0)


def rest_on(bench: Bench, index: int) -> float:
    """Seek a frame; milliseconds from its picture until its neighbours are at hand."""
    player = bench.workspace.player
    player.seek_frame(index)
    bench.wait(lambda: bench.exact(index))
    start = time.perf_counter()
    bench.wait(lambda: rested(player, index))
    taken_s = time.perf_counter() - start
    bench.wait(lambda: False, FINGER_S)
    return taken_s * 1000


def steps_back(bench: Bench, start_at: int, count: int) -> list[float]:
    """Milliseconds of single steps from the frame on show; the first is among them."""
    player, times = bench.workspace.player, list[float]()
    for at in range(start_at - 1, start_at - 1 - count, -1):
        start = time.perf_counter()
        player.step(-1)
        bench.wait(lambda at=at: bench.exact(at))  # type: ignore[misc]
        bench.picture.repaint()
        times.append((time.perf_counter() - start) * 1000)
    return times


def memory(bench: Bench) -> None:
    """With the ring full: what the reader holds, and the process less the review of a million clicks under it."""
    bench.open(bench.films.long_gop())
    player = bench.workspace.player
    for at in range(1, min(80, player.frame_count)):
        player.step(1)
        bench.wait(lambda at=at: bench.exact(at))  # type: ignore[misc]
    reader = player._reader  # noqa: SLF001
    report("frames and previews held", getattr(reader, "used_bytes", 0) / 1e6, "MB", "at most", 600.0)
    report("the whole process, less the review under it", resident_mb() - bench.review_mb, "MB", "at most", 600.0)


def soak(bench: Bench, minutes: float) -> None:
    """Play, seek, open and close, over and over: memory at the first third against the end."""
    film, chance, marks = bench.films.long_gop(), random.Random(3), list[float]()
    end = time.monotonic() + minutes * 60
    player = bench.workspace.player
    while time.monotonic() < end or len(marks) < 3:
        bench.open(film)
        player.play()
        bench.wait(lambda: False, 0.2 if bench.toy else 3.0)
        for _ in range(2 if bench.toy else 10):
            player.seek_frame(chance.randrange(player.frame_count))
            bench.wait(lambda: False, 0.02 if bench.toy else 0.3)
        marks.append(resident_mb())
    third = max(marks[: max(1, len(marks) // 3)])
    what = f"resident after {minutes:g} min of play, seek, open"
    report(what, max(marks[-3:]), "MB", "against the first third:", third)


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    sys.exit(main())
