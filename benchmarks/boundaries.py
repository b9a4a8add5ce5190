"""How well boundaries follow a moving thing, and how fast: `python benchmarks/boundaries.py [--toy] [--films N]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from footpath.analysis.boundary import polygon_at
from footpath.analysis.boundary_tracking import Footage, Spots, tracked_candidate
from footpath.analysis.candidate_fit import Near, fit_track, smooth
from footpath.analysis.candidate_track import Track
from footpath.analysis.draft_matching import candidate_element
from footpath.model.results import Candidate
from footpath.storage.excerpt import excerpt
from moving_film import FPS, MovingFilm, make_moving_film

FULL_HD = (1920, 1080)


def never() -> bool:
    """Nobody changes their mind here."""
    return False


def candidate_of(film: MovingFilm) -> Candidate:
    """The clicks as the search hands them over: a disc along their path."""
    height, width = film.bgr[0].shape[:2]
    order = np.argsort(film.t_s, kind="stable")
    t_s, x, y = film.t_s[order], film.x[order], film.y[order] * height / width
    nodes = np.arange(t_s[0], t_s[-1], 0.5)
    around = smooth(nodes, t_s, np.stack([x, y], axis=1), np.ones(len(t_s)), np.full(len(nodes), 1.2))
    begin = Track(nodes, around[:, 0], around[:, 1], 0.08, float(t_s[0]), float(t_s[-1]))
    clicks = Near(t_s, x, y, np.ones(len(t_s), dtype=np.bool_))
    track = fit_track(begin, clicks, lambda t, *_: np.full(len(t), 1e-3), 8.0)
    if track is None:
        raise ValueError("too few clicks")
    return Candidate("c1", "m", track.start_s, track.end_s, track.keyframes(width / height), len(film.t_s), 1, 1, 1.0,
                     0.0, 0.0, 0.0, None, False, "")  # fmt: skip


def overlap(film: MovingFilm, candidate: Candidate) -> float:
    """Mean intersection over union with the true outline, over every frame of the candidate's life."""
    height, width = film.bgr[0].shape[:2]
    element, shares = candidate_element(candidate), []
    for t_s, true in zip(film.frame_t_s, film.masks, strict=True):
        polygon = polygon_at(element, float(t_s)) if candidate.start_s <= t_s < candidate.end_s else None
        if polygon is None:
            continue
        mask = np.zeros((height, width), np.uint8)
        cv2.fillPoly(mask, [np.rint(np.array(polygon) * [width, height]).astype(np.int32)], (1,))
        shares.append(float((true & (mask > 0)).sum() / (true | (mask > 0)).sum()))
    return float(np.mean(shares))


def quality(films: int) -> None:
    """Rendered films: things of several colours that travel, turn and grow, some before a panning background."""
    discs, followed, whole = [], [], 0
    for seed in range(films):
        film = make_moving_film(seed, seconds=6.0)
        found = candidate_of(film)
        life = (film.frame_t_s >= found.start_s) & (film.frame_t_s < found.end_s)
        frames = [bgr for bgr, alive in zip(film.bgr, life, strict=True) if alive]
        spots = Spots(film.t_s, film.x, film.y)
        tracked = tracked_candidate(found, spots, Footage(film.frame_t_s[life], frames), never)
        discs.append(overlap(film, found))
        followed.append(overlap(film, tracked))
        whole += tracked.tracked is True
    print(
        f"{films} rendered films: mean IoU over life {np.mean(followed):.3f} (at least 0.7), the clicks' disc alone "
        f"{np.mean(discs):.3f}; {np.mean(np.array(followed) >= 0.7):.0%} of films at 0.7 or more; {whole} to the end"
    )


def speed(seconds: float) -> None:
    """One candidate through a film of 1920 × 1080 at 15 frames a second, reading and following."""
    film = make_moving_film(3, seconds=seconds, size=FULL_HD)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.avi"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, FULL_HD)
        for bgr in film.bgr:
            writer.write(bgr)
        writer.release()
        found = candidate_of(film)
        times = []
        for _ in range(3):
            start = time.perf_counter()
            t_s, pictures = excerpt(path, found.start_s, found.end_s, never)
            tracked = tracked_candidate(found, Spots(film.t_s, film.x, film.y), Footage(t_s, pictures), never)
            times.append(time.perf_counter() - start)
    print(
        f"{seconds:g} s of 1080p, {len(pictures)} frames of {pictures[0].shape[0]} lines: {np.median(times):.2f} s "
        f"(limit 5 s for 10 s), tracked: {tracked.tracked}"
    )


def main() -> int:
    """Run both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    parser.add_argument("--films", type=int, default=40)
    options = parser.parse_args()
    quality(1 if options.toy else options.films)
    speed(1.0 if options.toy else 10.0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
