"""How well planted clusters are found, and how fast: `python benchmarks/candidates.py [--toy] [--films N]`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from audience import ASPECT, Film, Recipe, Truth, make_film
from crowds import make_crowd
from footpath.analysis.boundary import polygon_at
from footpath.analysis.candidates import find_candidates
from footpath.analysis.data import Data, read_data
from footpath.model.clicks import ClickClass
from footpath.model.results import Candidate, Candidates
from footpath.model.settings import Settings
from footpath.model.story import Element, ElementKind

NOISE_LEVELS = (800, 3000, 6000, 12000, 25000)
SAME_IOU = 0.2
SAME_DISTANCE = 0.06


@dataclass
class Score:
    """Counts over films; `iou` and `distance` of the truths found."""

    truths: int = 0
    found: int = 0
    candidates: int = 0
    true_candidates: int = 0
    iou: list[float] | None = None
    distance: list[float] | None = None

    def add(self, film: Film, candidates: tuple[Candidate, ...]) -> list[str]:
        """Count one film; what was missed or is spurious, in words."""
        self.iou, self.distance = self.iou or [], self.distance or []
        words, matched = [], set()
        for truth in film.truths:
            matches = [k for k, c in enumerate(candidates) if _same(truth, c)]
            self.found += len(matches) == 1
            matched |= set(matches)
            if len(matches) != 1:
                words.append(
                    f"seed {film.recipe.seed}: {len(matches)} × {truth.viewers} viewers at "
                    f"{truth.start_s:.1f}-{truth.end_s:.1f} ({_speed(truth):.3f}/s)"
                )
            self.iou += [_iou(truth, candidates[k]) for k in matches]
            self.distance += [_distance(truth, candidates[k]) for k in matches]
        self.truths += len(film.truths)
        self.candidates += len(candidates)
        self.true_candidates += len(matched)
        words += [
            f"seed {film.recipe.seed}: spurious {c.explanation} q={c.q_value:.1e}"
            for k, c in enumerate(candidates)
            if k not in matched
        ]
        return words


def _speed(truth: Truth) -> float:
    return float(
        np.hypot(truth.x[-1] - truth.x[0], (truth.y[-1] - truth.y[0]) / ASPECT) / (truth.end_s - truth.start_s)
    )


def _iou(truth: Truth, candidate: Candidate) -> float:
    both = min(truth.end_s, candidate.end_s) - max(truth.start_s, candidate.start_s)
    either = max(truth.end_s, candidate.end_s) - min(truth.start_s, candidate.start_s)
    return max(both, 0.0) / either


def _distance(truth: Truth, candidate: Candidate) -> float:
    """Mean distance of the centres while both live, picture widths; infinite where they never do."""
    low, high = max(truth.start_s, candidate.start_s), min(truth.end_s, candidate.end_s)
    if high <= low:
        return float("inf")
    grid = np.linspace(low, high, 9)
    shape = Element("", ElementKind.HOTSPOT, "", "m", 0, 1e9, candidate.boundary)
    middles = np.array([np.mean(polygon_at(shape, float(t)) or ((9.0, 9.0),), axis=0) for t in grid])
    return float(truth.distance(grid, middles[:, 0], middles[:, 1]).mean())


def _same(truth: Truth, candidate: Candidate) -> bool:
    return _iou(truth, candidate) >= SAME_IOU and _distance(truth, candidate) <= SAME_DISTANCE


def find(film: Film) -> tuple[Candidates, Data, float]:
    """The candidates of a film, and the seconds the search alone took."""
    data = read_data(film.story, film.events, film.sessions, Settings())
    mask = np.ones(len(film.sessions), dtype=np.bool_)
    reading, start = data.reading, time.perf_counter()
    found = find_candidates(data.clicks, reading, data.sessions, data.story, mask, data.settings)
    return found, data, time.perf_counter() - start


def audience_film(number: int) -> Film:
    """Films alike but for their seed, length and amount of noise."""
    noise = NOISE_LEVELS[number % len(NOISE_LEVELS)]
    return make_film(Recipe(1000 + number, length_s=90 + 30 * (number % 5), noise=noise, late=40 * (number % 2)))


def quality(name: str, make: Callable[[int], Film], numbers: range, *, verbose: bool) -> None:
    """Recall, precision, time and place over films."""
    score = Score()
    for number in numbers:
        film = make(number)
        words = score.add(film, find(film)[0].candidates)
        if verbose and words:
            print("\n".join(words))
    print(
        f"{len(numbers)} films of {name}, {score.truths} planted: "
        f"recall {score.found / max(score.truths, 1):.3f} (at least 0.95), "
        f"precision {score.true_candidates / max(score.candidates, 1):.3f} (at least 0.95)"
    )
    print(
        f"median IoU in time {np.median(score.iou or [0]):.2f} (at least 0.6), "
        f"median centre distance {np.median(score.distance or [9]):.4f} of the width (at most 0.03)"
    )


def false_alarms(films: int) -> None:
    """Candidates in films of noise alone."""
    count = 0
    for seed in range(films):
        noise = NOISE_LEVELS[seed % len(NOISE_LEVELS)]
        count += len(find(make_film(Recipe(5000 + seed, noise=noise, clusters=0)))[0].candidates)
    print(f"{count} candidates in {films} films of noise alone (at most {max(1, films * 8 // 100)})")


def speed(clicks: int) -> None:
    """Seconds for one large film."""
    film = make_film(Recipe(9000, length_s=300, noise=clicks, clusters=12, most_viewers=3000, least_viewers=300))
    found, data, seconds = find(film)
    false = int((data.clicks.klass == ClickClass.FALSE).sum())
    print(
        f"{false} false clicks, whole film: {seconds:.2f} s, {len(found.candidates)} candidates of "
        f"{len(film.truths)} planted (limit 1 s at 1 M)"
    )


def against_hdbscan(clicks: int) -> None:
    """The same film to scikit-learn's HDBSCAN, positions and time scaled to the clusters' size."""
    from sklearn.cluster import HDBSCAN

    film = make_film(Recipe(9100, length_s=120, noise=clicks))
    found, data, seconds = find(film)
    false = np.flatnonzero(data.clicks.klass == ClickClass.FALSE)
    points = np.stack([data.clicks.x, data.clicks.y / ASPECT, data.clicks.t_s / 60], axis=1)[false]
    start = time.perf_counter()
    labels = HDBSCAN(min_cluster_size=15, copy=True).fit_predict(points)
    peer_s = time.perf_counter() - start
    clusters = [points[labels == k] for k in range(labels.max() + 1)]
    hit = {k for k, c in enumerate(clusters) for t in film.truths if _peer_same(t, c)}
    caught = sum(any(_peer_same(t, c) for c in clusters) for t in film.truths)
    f1 = 2 * caught / max(1, len(film.truths) + caught + len(clusters) - len(hit))
    ours = Score()
    ours.add(film, found.candidates)
    our_f1 = 2 * ours.found / max(1, ours.truths + ours.candidates)
    print(
        f"{len(false)} false clicks: {seconds:.2f} s, F1 {our_f1:.2f}; HDBSCAN {peer_s:.1f} s, F1 {f1:.2f}; "
        f"{peer_s / seconds:.0f} × as fast (at least 20)"
    )


def _peer_same(truth: Truth, cluster: np.ndarray) -> bool:
    t = cluster[:, 2] * 60
    both = min(truth.end_s, t.max()) - max(truth.start_s, t.min())
    iou = max(both, 0.0) / (max(truth.end_s, t.max()) - min(truth.start_s, t.min()))
    return bool(iou >= SAME_IOU and truth.distance(t, cluster[:, 0], cluster[:, 1] * ASPECT).mean() <= SAME_DISTANCE)


def main() -> int:
    """Run every part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--toy", action="store_true", help="a size at which it only shows that it runs")
    parser.add_argument("--films", type=int, default=60)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--first", type=int, default=3000, help="the first crowd's seed")
    parser.add_argument("--only", choices=("quality", "crowds", "noise", "speed", "peer"))
    options = parser.parse_args()
    films = 2 if options.toy else options.films
    if options.only in {None, "quality"}:
        quality("one audience", audience_film, range(films), verbose=options.verbose)
    if options.only in {None, "crowds"}:
        quality("any crowd", make_crowd, range(options.first, options.first + films), verbose=options.verbose)
    if options.only in {None, "noise"}:
        false_alarms(2 if options.toy else 100)
    if options.only in {None, "speed"}:
        speed(5000 if options.toy else 1_000_000)
    if options.only in {None, "peer"} and not options.toy:
        against_hdbscan(100_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
