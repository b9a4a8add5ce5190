"""Audiences of any size with planted truths: what stands out in them is known, so that finding it can be judged.

As columns straight to the analysis (`make_film`), or as an event file: `python benchmarks/audience.py --clicks 100000
--seed 7 --out events.csv --story story.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from footpath.model.events import Events, Kind, Sessions
from footpath.model.names import Names
from footpath.model.story import Element, ElementKind, Keyframe, Media, Scene, Story

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
ASPECT = 16 / 9
WHEN_S = 1_700_000_000


@dataclass(frozen=True)
class Truth:
    """A planted cluster: positions in [0, 1] at `t_s`, linear between; `spread` in picture widths."""

    t_s: Floats
    x: Floats
    y: Floats
    spread: float
    viewers: int

    @property
    def start_s(self) -> float:
        return float(self.t_s[0])

    @property
    def end_s(self) -> float:
        return float(self.t_s[-1])

    def place(self, t_s: Floats) -> tuple[Floats, Floats]:
        return np.interp(t_s, self.t_s, self.x), np.interp(t_s, self.t_s, self.y)

    def distance(self, t_s: Floats, x: Floats, y: Floats) -> Floats:
        """From the moving centre, in picture widths."""
        here = self.place(t_s)
        return np.hypot(x - here[0], (y - here[1]) / ASPECT)


@dataclass(frozen=True)
class Recipe:
    """What one film is made of. `hotspots`: known ones; `late`: viewers who click one after its end."""

    seed: int
    length_s: float = 120.0
    noise: int = 6000
    clusters: int = 6
    least_viewers: int = 15
    most_viewers: int = 300
    hotspots: int = 3
    hits: int = 150
    late: int = 0
    lag_s: float = 0.0
    sigmas: float = 5.0


@dataclass(frozen=True)
class Film:
    recipe: Recipe
    story: Story
    events: Events
    sessions: Sessions
    truths: tuple[Truth, ...]


@dataclass
class _Clicks:
    """Columns that grow: viewer, media time, place in [0, 1]."""

    viewer: list[Longs] = field(default_factory=list)
    t_s: list[Floats] = field(default_factory=list)
    x: list[Floats] = field(default_factory=list)
    y: list[Floats] = field(default_factory=list)

    def add(self, viewer: Longs, t_s: Floats, x: Floats, y: Floats) -> None:
        self.viewer.append(viewer)
        self.t_s.append(t_s)
        self.x.append(np.clip(x, 0.0005, 0.9995))
        self.y.append(np.clip(y, 0.0005, 0.9995))

    def columns(self) -> tuple[Longs, Floats, Floats, Floats]:
        return (np.concatenate(self.viewer), np.concatenate(self.t_s), np.concatenate(self.x), np.concatenate(self.y))


def make_film(recipe: Recipe) -> Film:
    """One film: centre-biased noise with busy and quiet moments, known hotspots, planted clusters."""
    random = np.random.default_rng(recipe.seed)
    viewers = max(500, recipe.noise // 2)
    elements = tuple(_hotspot(random, recipe, k) for k in range(recipe.hotspots))
    scene = Scene("a", "All", "m", 0.0, recipe.length_s)
    story = Story("Planted", (Media("m", None, 1280, 720, recipe.length_s),), (scene,), (), elements)
    clicks = _Clicks()
    noise = _noise(random, recipe, viewers)
    clicks.add(*noise)
    truths = _plant(random, recipe, elements, noise)
    for truth in truths:
        t = random.uniform(truth.start_s, truth.end_s, truth.viewers)
        x, y = truth.place(t)
        who = random.choice(viewers, truth.viewers, replace=truth.viewers > viewers)
        x += random.normal(0, truth.spread, truth.viewers)
        y += random.normal(0, truth.spread, truth.viewers) * ASPECT
        clicks.add(who, np.minimum(t + recipe.lag_s, recipe.length_s - 0.01), x, y)
    for element in elements:
        _click_hotspot(random, recipe, element, viewers, clicks)
    events, sessions = _columns(recipe, viewers, clicks)
    return Film(recipe, story, events, sessions, truths)


def _noise(random: np.random.Generator, recipe: Recipe, viewers: int) -> tuple[Longs, Floats, Floats, Floats]:
    """More in the middle than at the rim; some seconds are several times as busy as others."""
    grid = np.linspace(0, recipe.length_s, 40)
    busy = np.exp(np.interp(np.arange(recipe.length_s), grid, random.normal(0, 0.6, len(grid))))
    busy[random.random(len(busy)) < 0.04] *= 2.5
    second = random.choice(len(busy), recipe.noise, p=busy / busy.sum())
    t = np.minimum(second + random.random(recipe.noise), recipe.length_s - 0.01)
    middle, spread = random.uniform(0.42, 0.58, 2), random.uniform(0.16, 0.26)
    x, y = (random.normal(middle[k], spread, recipe.noise) for k in range(2))
    outside = (x < 0) | (x > 1) | (y < 0) | (y > 1)
    x[outside], y[outside] = random.random(outside.sum()), random.random(outside.sum())
    return random.integers(0, viewers, recipe.noise), t, x, y


def _hotspot(random: np.random.Generator, recipe: Recipe, number: int) -> Element:
    start = random.uniform(1, recipe.length_s * 0.7)
    end = min(start + random.uniform(6, 20), recipe.length_s - 12)
    here, there = random.uniform(0.2, 0.8, 2), random.uniform(0.2, 0.8, 2)
    half = random.uniform(0.05, 0.1) * np.array([1, ASPECT])
    times = np.linspace(start, end, 9)
    keys = []
    for share, t in zip(np.linspace(0, 1, 9), times, strict=True):
        x, y = here + (there - here) * (1 - np.cos(np.pi * share)) / 2
        box = ((x - half[0], y - half[1]), (x + half[0], y - half[1]), (x + half[0], y + half[1]),
               (x - half[0], y + half[1]))  # fmt: skip
        keys.append(Keyframe(float(t), tuple((float(a), float(b)) for a, b in box)))
    return Element(f"h{number}", ElementKind.HOTSPOT, f"Hotspot {number}", "m", float(start), float(end), tuple(keys))


def _middles(element: Element, t_s: Floats) -> tuple[Floats, Floats]:
    times = np.array([k.t_s for k in element.boundary])
    middles = np.array([np.mean(k.polygon, axis=0) for k in element.boundary])
    return np.interp(t_s, times, middles[:, 0]), np.interp(t_s, times, middles[:, 1])


def _click_hotspot(
    random: np.random.Generator, recipe: Recipe, element: Element, viewers: int, clicks: _Clicks
) -> None:
    def aimed(aim: Floats, t_s: Floats) -> None:
        x, y = _middles(element, aim)
        n = len(aim)
        off = random.normal(0, 0.02, (2, n))
        clicks.add(random.choice(viewers, n), t_s, x + off[0], y + off[1] * ASPECT)

    t = random.uniform(element.start_s, element.end_s - recipe.lag_s, recipe.hits)
    aimed(t, t + recipe.lag_s)
    late = element.end_s + random.uniform(0.1, 6, recipe.late)
    aimed(np.full(recipe.late, element.end_s), late)


def _plant(
    random: np.random.Generator, recipe: Recipe, elements: tuple[Element, ...],
    noise: tuple[Longs, Floats, Floats, Floats],
) -> tuple[Truth, ...]:  # fmt: skip
    """Clusters apart from each other and from the hotspots, each well above the noise in its own volume."""
    truths: list[Truth] = []
    for _ in range(recipe.clusters * 60):
        if len(truths) == recipe.clusters:
            break
        made = _truth(random, recipe)
        tube = made.distance(noise[1], noise[2], noise[3]) <= 2.5 * made.spread
        inside = int((tube & (noise[1] >= made.start_s) & (noise[1] < made.end_s)).sum())
        strong = made.viewers >= recipe.sigmas * np.sqrt(inside)
        if strong and all(_apart(made, other) for other in truths) and not _over(made, elements):
            truths.append(made)
    return tuple(truths)


def _truth(random: np.random.Generator, recipe: Recipe) -> Truth:
    length = random.uniform(3, 14)
    start = random.uniform(1, recipe.length_s - length - 1)
    here = random.uniform(0.08, 0.92, 2)
    there = here if random.random() < 0.5 else random.uniform(0.08, 0.92, 2)
    far = np.hypot(*(there - here)) / (0.09 * length)
    there = here + (there - here) / max(1.0, far)
    share = np.linspace(0, 1, 15)
    bend = random.normal(0, 0.03, 2) * (there is not here)
    path = here + (there - here) * share[:, None] + np.sin(np.pi * share)[:, None] * bend
    least, most = np.log(recipe.least_viewers), np.log(recipe.most_viewers)
    viewers = int(np.exp(random.uniform(least, most)))
    path = np.clip(path, 0.04, 0.96)
    return Truth(start + share * length, path[:, 0], path[:, 1], random.uniform(0.01, 0.025), viewers)


def _apart(one: Truth, other: Truth) -> bool:
    grid = np.arange(max(one.start_s, other.start_s) - 4, min(one.end_s, other.end_s) + 4, 0.25)
    if not len(grid):
        return True
    x, y = other.place(grid)
    return bool(one.distance(grid, x, y).min() > 0.2)


def _over(truth: Truth, elements: tuple[Element, ...]) -> bool:
    """Whether it comes near a hotspot's life (from 12 s before to 12 s after)."""
    for element in elements:
        grid = np.arange(max(truth.start_s, element.start_s - 12), min(truth.end_s, element.end_s + 12), 0.25)
        if len(grid) and truth.distance(grid, *_middles(element, grid)).min() < 0.26:
            return True
    return False


def _columns(recipe: Recipe, viewers: int, clicks: _Clicks) -> tuple[Events, Sessions]:
    """Every viewer plays at 0 and leaves at the end; clicks in between, in order."""
    viewer, t, x, y = clicks.columns()
    all_viewers = np.arange(viewers)
    nothing = np.full(viewers, np.nan)
    session = np.concatenate([all_viewers, viewer, all_viewers])
    kind = np.repeat([Kind.PLAY, Kind.CLICK, Kind.EXIT], [viewers, len(viewer), viewers]).astype(np.int8)
    t_s = np.concatenate([np.zeros(viewers), t, np.full(viewers, recipe.length_s)])
    order = np.argsort(session + t_s / (recipe.length_s * 1.001), kind="stable")
    none = np.full(len(order), -1, dtype=np.int32)
    events = Events(
        session[order].astype(np.int32), (WHEN_S * 1000 + t_s[order] * 1000).astype(np.int64), kind[order], t_s[order],
        none, none, np.concatenate([nothing, x, nothing])[order], np.concatenate([nothing, y, nothing])[order], none,
        none, tuple(f"h{k}" for k in range(recipe.hotspots)), (),
    )  # fmt: skip
    ids = Names.of(f"v{k}" for k in range(viewers))
    few = np.full(viewers, -1, dtype=np.int32)
    sessions = Sessions(
        ids, all_viewers.astype(np.int32), ids, False, few, (), few, (), few.astype(np.int8), nothing, nothing
    )
    return events, sessions


def write_csv(film: Film, path: Path) -> None:
    """The film's events as an event file."""
    words = np.array([kind.word for kind in Kind])
    events = film.events
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("session_id,at,kind,media_time,x,y\n")
        columns = (events.session, events.at_ms, words[events.kind], events.t_s, events.x, events.y)
        for session, at, kind, t, x, y in zip(*columns, strict=True):
            place = "," if np.isnan(x) else f"{x:.5f},{y:.5f}"
            file.write(f"v{session},{at},{kind},{t:.3f},{place}\n")


def story_json(film: Film) -> dict[str, object]:
    """The story file's object, with the planted truths beside it for whoever wants to compare."""
    media, scene = film.story.media[0], film.story.scenes[0]
    return {
        "title": film.story.title,
        "media": [{"id": media.id, "width": media.width, "height": media.height, "duration": media.duration_s}],
        "scenes": [{"id": scene.id, "label": scene.label, "media_id": "m", "start": 0.0, "end": scene.end_s}],
        "elements": [
            {"id": e.id, "kind": "hotspot", "label": e.label, "media_id": "m", "start": e.start_s, "end": e.end_s,
             "boundary": [{"t": k.t_s, "polygon": k.polygon} for k in e.boundary]}
            for e in film.story.elements
        ],
    }  # fmt: skip


def main() -> int:
    """Write one film's events, and its story where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--length", type=float, default=120.0)
    parser.add_argument("--late", type=int, default=0)
    parser.add_argument("--lag", type=float, default=0.0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--story", type=Path)
    options = parser.parse_args()
    film = make_film(Recipe(options.seed, options.length, options.clicks, late=options.late, lag_s=options.lag))
    write_csv(film, options.out)
    if options.story:
        options.story.write_text(json.dumps(story_json(film)), encoding="utf-8")
    for truth in film.truths:
        print(
            f"{truth.viewers} viewers, {truth.start_s:.1f}-{truth.end_s:.1f} s, from {truth.x[0]:.2f},{truth.y[0]:.2f}"
            f" to {truth.x[-1]:.2f},{truth.y[-1]:.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
