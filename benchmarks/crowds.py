"""Films of every kind for finding candidates in, drawn from another recipe than `audience.py`: so neither is tuned to.

Any length, shape of picture and size of audience; people who leave or skip; abrupt busy and quiet stretches; noise
that is Gaussian, heavy-tailed or has a lane of its own at the bottom; with and without a story.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audience import WHEN_S, Film, Recipe, Truth
from footpath.model.events import Events, Kind, Sessions
from footpath.model.names import Names
from footpath.model.story import Element, ElementKind, Keyframe, Media, Scene, Story

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
LENGTHS_S = (20.0, 45.0, 90.0, 180.0, 420.0, 900.0)
ASPECTS = (16 / 9, 16 / 9, 4 / 3, 1.0, 9 / 16, 2.39)
MOST_CLUSTERS = 8
APART = 0.2


@dataclass
class Crowd:
    """One film in the making."""

    seed: int
    random: np.random.Generator
    length_s: float
    aspect: float
    viewers: int
    start_s: Floats  # each viewer's one watched stretch
    end_s: Floats

    def present(self, t_s: Floats) -> Longs:
        """A viewer who watches at each moment."""
        out = np.empty(len(t_s), dtype=np.int64)
        for k, t in enumerate(t_s):
            there = np.flatnonzero((self.start_s <= t) & (self.end_s > t))
            out[k] = self.random.choice(there) if len(there) else self.random.integers(self.viewers)
        return out


def make_crowd(seed: int, *, clusters: bool = True) -> Film:
    """One film of any kind."""
    random = np.random.default_rng(seed)
    length = float(random.choice(LENGTHS_S))
    aspect = float(random.choice(ASPECTS))
    viewers = int(np.exp(random.uniform(np.log(300), np.log(6000))))
    start, end = np.zeros(viewers), np.full(viewers, length)
    if random.random() < 0.5:
        end = np.minimum(length, 3 + random.exponential(length, viewers))
        late = random.random(viewers) < 0.2
        start[late] = random.uniform(0, 0.7, late.sum()) * end[late]
    crowd = Crowd(seed, random, length, aspect, viewers, start, end)
    noise = _noise(crowd)
    elements = _elements(crowd) if random.random() < 0.7 else ()
    truths = _plant(crowd, noise, elements) if clusters else ()
    clicks = [noise, *(_clicks_of(crowd, truth) for truth in truths), *(_hits_of(crowd, e) for e in elements)]
    t, x, y = (np.concatenate([c[k] for c in clicks]) for k in range(3))
    return _film(crowd, elements, truths, t, x, y)


def _noise(crowd: Crowd) -> tuple[Floats, Floats, Floats]:
    random, length = crowd.random, crowd.length_s
    total = int(min(60_000, crowd.viewers * length / 60 * np.exp(random.uniform(np.log(0.2), np.log(4)))))
    total = max(total, 60)
    rate, k = np.ones(int(length)), 0
    while k < len(rate):  # stretches, each with its own pace, that begin and end at once
        span = int(random.integers(2, 30))
        rate[k : k + span] = np.exp(random.normal(0, 0.6))
        k += span
    watching = np.array([((crowd.start_s <= s) & (crowd.end_s > s)).sum() for s in range(int(length))])
    rate *= watching
    second = random.choice(len(rate), total, p=rate / rate.sum())
    t = np.minimum(second + random.random(total), length - 0.01)
    middle, spread = random.uniform(0.4, 0.6, 2), random.uniform(0.12, 0.3, 2)
    heavy = random.random() < 0.3
    off = random.laplace(0, 0.7, (2, total)) if heavy else random.normal(0, 1, (2, total))
    x, y = middle[0] + spread[0] * off[0], middle[1] + spread[1] * off[1]
    flat = random.random(total) < random.uniform(0.05, 0.5)
    flat |= (x < 0) | (x > 1) | (y < 0) | (y > 1)
    x[flat], y[flat] = random.random(flat.sum()), random.random(flat.sum())
    if random.random() < 0.3:  # a lane at the bottom, where controls are expected
        lane = random.random(total) < 0.1
        x[lane], y[lane] = random.random(lane.sum()), np.clip(random.normal(0.93, 0.02, lane.sum()), 0, 0.999)
    return t, x, y


def _elements(crowd: Crowd) -> tuple[Element, ...]:
    random, made = crowd.random, []
    for k in range(int(random.integers(1, 6))):
        span = random.uniform(3, min(20, crowd.length_s / 3))
        start = random.uniform(0.5, crowd.length_s - span - 0.5)
        here = random.uniform(0.2, 0.8, 2)
        there = here if random.random() < 0.4 else random.uniform(0.2, 0.8, 2)
        half = random.uniform(0.03, 0.1, 2) * np.array([1, crowd.aspect])
        keys = []
        for share in (0.0, 0.5, 1.0):
            x, y = here + (there - here) * share
            box = ((x - half[0], y - half[1]), (x + half[0], y - half[1]), (x + half[0], y + half[1]),
                   (x - half[0], y + half[1]))  # fmt: skip
            keys.append(Keyframe(float(start + share * span), tuple((float(a), float(b)) for a, b in box)))
        made.append(Element(f"h{k}", ElementKind.HOTSPOT, f"Thing {k}", "m", float(start), float(start + span),
                            tuple(keys)))  # fmt: skip
    return tuple(made)


def _middles(element: Element, t_s: Floats) -> tuple[Floats, Floats]:
    times = np.array([k.t_s for k in element.boundary])
    middles = np.array([np.mean(k.polygon, axis=0) for k in element.boundary])
    return np.interp(t_s, times, middles[:, 0]), np.interp(t_s, times, middles[:, 1])


def _hits_of(crowd: Crowd, element: Element) -> tuple[Floats, Floats, Floats]:
    """Clicks on a known hotspot; some spill over its edge, some come after it has gone."""
    random = crowd.random
    count = int(random.integers(20, 250))
    t = random.uniform(element.start_s, element.end_s, count)
    if random.random() < 0.4:
        t = np.append(t, element.end_s + random.exponential(1.5, count // 8))
    t = np.minimum(t, crowd.length_s - 0.01)
    x, y = _middles(element, np.clip(t, element.start_s, element.end_s))
    size = np.ptp([p[0] for p in element.boundary[0].polygon])
    return t, x + random.normal(0, size / 5, len(t)), y + random.normal(0, size / 5, len(t)) * crowd.aspect


def _plant(crowd: Crowd, noise: tuple[Floats, Floats, Floats], elements: tuple[Element, ...]) -> tuple[Truth, ...]:
    random, truths = crowd.random, list[Truth]()
    wanted = int(random.integers(1, max(2, min(MOST_CLUSTERS, int(crowd.length_s) // 8))))
    for _ in range(wanted * 80):
        if len(truths) == wanted:
            break
        made = _truth(crowd)
        inside = (noise[0] >= made.start_s) & (noise[0] < made.end_s)
        inside &= made.distance(*noise) <= 2.5 * made.spread
        strong = made.viewers >= 5 * np.sqrt(max(int(inside.sum()), 1))
        if strong and all(_apart(made, o) for o in truths) and not any(_near(made, e) for e in elements):
            truths.append(made)
    return tuple(truths)


def _truth(crowd: Crowd) -> Truth:
    random = crowd.random
    span = random.uniform(2, min(20, crowd.length_s * 0.4))
    start = random.uniform(0.5, crowd.length_s - span - 0.5)
    share = np.linspace(0, 1, 25)
    here = random.uniform(0.08, 0.92, 2)
    kind = random.random()
    path = np.repeat(here[None], len(share), axis=0)
    if 0.4 < kind < 0.8:  # straight on, at up to a tenth of the width a second
        angle, speed = random.uniform(0, 2 * np.pi), random.uniform(0.01, 0.1)
        step = np.array([np.cos(angle), np.sin(angle) * crowd.aspect]) * speed * span
        path = here + share[:, None] * step
    elif kind >= 0.8:  # round and round
        turns, radius = random.uniform(0.3, 1) * span / 8, random.uniform(0.04, 0.12)
        angles = 2 * np.pi * turns * share
        path = here + radius * np.stack([np.cos(angles), np.sin(angles) * crowd.aspect], axis=1)
    path = np.clip(path, 0.04, 0.96)
    most = min(300, crowd.viewers // 2)
    viewers = int(np.exp(random.uniform(np.log(15), np.log(most))))
    return _Truth(start + share * span, path[:, 0], path[:, 1], random.uniform(0.008, 0.028), viewers, crowd.aspect)


@dataclass(frozen=True)
class _Truth(Truth):
    aspect: float = 16 / 9

    def distance(self, t_s: Floats, x: Floats, y: Floats) -> Floats:
        here = self.place(t_s)
        return np.hypot(x - here[0], (y - here[1]) / self.aspect)


def _apart(one: Truth, other: Truth) -> bool:
    grid = np.arange(max(one.start_s, other.start_s) - 4, min(one.end_s, other.end_s) + 4, 0.25)
    return not len(grid) or bool(one.distance(grid, *other.place(grid)).min() > APART)


def _near(truth: Truth, element: Element) -> bool:
    """Whether it comes near a hotspot's life (from 12 s before to 12 s after)."""
    grid = np.arange(max(truth.start_s, element.start_s - 12), min(truth.end_s, element.end_s + 12), 0.25)
    return bool(len(grid)) and bool(truth.distance(grid, *_middles(element, grid)).min() < 0.26)


def _clicks_of(crowd: Crowd, truth: Truth) -> tuple[Floats, Floats, Floats]:
    """Evenly over its life, or more at its beginning, or about its middle."""
    random, n = crowd.random, truth.viewers
    shares = (random.random(n), random.beta(1.2, 2, n), random.beta(2, 2, n))[int(random.integers(3))]
    t = truth.start_s + shares * (truth.end_s - truth.start_s)
    x, y = truth.place(t)
    return t, x + random.normal(0, truth.spread, n), y + random.normal(0, truth.spread, n) * crowd.aspect


def _film(
    crowd: Crowd, elements: tuple[Element, ...], truths: tuple[Truth, ...], t: Floats, x: Floats, y: Floats
) -> Film:
    width = 1280
    media = Media("m", None, width, round(width / crowd.aspect), crowd.length_s)
    scene = Scene("a", "All", "m", 0.0, crowd.length_s)
    story = Story("Any", (media,), (scene,), (), elements, given=bool(elements))
    events, sessions = _columns(crowd, t, np.clip(x, 0.0005, 0.9995), np.clip(y, 0.0005, 0.9995), len(elements))
    recipe = Recipe(crowd.seed, crowd.length_s, noise=len(t), clusters=len(truths), hotspots=len(elements))
    return Film(recipe, story, events, sessions, truths)


def _columns(crowd: Crowd, t: Floats, x: Floats, y: Floats, elements: int) -> tuple[Events, Sessions]:
    viewers = crowd.viewers
    who = np.arange(viewers)
    viewer = crowd.present(t)
    nothing = np.full(viewers, np.nan)
    session = np.concatenate([who, viewer, who])
    kind = np.repeat([Kind.PLAY, Kind.CLICK, Kind.EXIT], [viewers, len(t), viewers]).astype(np.int8)
    t_s = np.concatenate([crowd.start_s, t, crowd.end_s])
    order = np.lexsort((np.repeat([0, 1, 2], [viewers, len(t), viewers]), session))
    order = order[np.lexsort((t_s[order], session[order]))]
    none = np.full(len(order), -1, dtype=np.int32)
    events = Events(
        session[order].astype(np.int32), (WHEN_S * 1000 + t_s[order] * 1000).astype(np.int64), kind[order], t_s[order],
        none, none, np.concatenate([nothing, x, nothing])[order], np.concatenate([nothing, y, nothing])[order], none,
        none, tuple(f"h{k}" for k in range(elements)), (),
    )  # fmt: skip
    ids = Names.of(f"v{k}" for k in range(viewers))
    few = np.full(viewers, -1, dtype=np.int32)
    return events, Sessions(
        ids, who.astype(np.int32), ids, False, few, (), few, (), few.astype(np.int8), nothing, nothing
    )
