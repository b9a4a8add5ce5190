"""Where the demo's viewers click in a scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from footpath.model.story import Element, ElementKind, Scene
from footpath.study.demo import motion
from footpath.study.demo.story import demo_story

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

ELEMENTS = demo_story().elements
FINDERS = {"arm": 0.16, "gearbox": 0.22, "car": 0.11, "turbine": 0.26, "sensor": 0.0006, "implant": 0.21,
           "drill": 0.12, "print": 0.19, "sheet": 0.06, "quiz_tolerance": 0.62, "quote_cta": 0.48, "news": 0.07,
           "rate": 0.05}
"""Share of a scene's viewers who click an element."""
ROBOT_CLICKERS = {"hook": 0.13, "custom": 0.17}
LATE_CLICKERS = 0.11
LATE_SPAN_S = (38.1, 43.5)
NOISE_CLICKS = 0.16
WORDS = ("Great tour!", "What is the little robot called?", "I wanted to click the robot", "Too fast in the middle",
         "The table was too long", "More about medical devices, please", "Nice, but where are the prices?")


@dataclass(frozen=True)
class Tap:
    """Clicks of one sort: `who` of a scene's viewers, media time and place."""

    who: Ints
    t: Floats
    x: Floats
    y: Floats
    element: str | None = None
    answer: NDArray[np.object_] | None = None
    converts: Floats | None = None

    def amounts(self, which: Ints) -> NDArray[np.object_]:
        amounts = self.converts if self.converts is not None else np.zeros(len(self.who))
        return np.array([f"quote={int(a)}" for a in amounts[which]], dtype=object)


def centre(place: Callable[[float], tuple[float, ...] | None], t: Floats) -> tuple[Floats, Floats]:
    """Where a moving thing is at many moments, to a twentieth of a second."""
    grid = np.arange(0.0, motion.DURATION_S + 0.05, 0.05)
    spots = [place(float(moment)) or (np.nan, np.nan) for moment in grid]
    nearest = np.clip(np.rint(t * 20.0).astype(np.int64), 0, len(grid) - 1)
    table = np.array([spot[:2] for spot in spots])
    return table[nearest, 0], table[nearest, 1]


def _corners(element: Element, t: Floats) -> NDArray[np.float64]:
    """Left, top, right, bottom of an element's boundary, shape (n, 4)."""
    times = np.array([k.t_s for k in element.boundary])
    boxes = np.array([(*k.polygon[0], *k.polygon[2]) for k in element.boundary])
    return np.stack([np.interp(t, times, boxes[:, i]) for i in range(4)], axis=1)


def inside(rng: np.random.Generator, element: Element, t: Floats, spread: float = 0.42) -> tuple[Floats, Floats]:
    """Places on an element, nearer its middle than its edge."""
    left, top, right, bottom = _corners(element, t).T
    across = np.clip(rng.normal(0.0, spread / 2, len(t)), -0.49, 0.49)
    down = np.clip(rng.normal(0.0, spread / 2, len(t)), -0.49, 0.49)
    return (left + right) / 2 + across * (right - left), (top + bottom) / 2 + down * (bottom - top)


def _some(rng: np.random.Generator, count: int, share: float | Floats) -> Ints:
    return np.flatnonzero(rng.random(count) < share).astype(np.int64)


def _on_element(rng: np.random.Generator, element: Element, count: int, mobile: Bools) -> Iterator[Tap]:
    share = FINDERS.get(element.id)
    if share is None:
        return
    who = _some(rng, count, np.where(mobile, share * 0.75, share))
    life = element.end_s - element.start_s
    t = element.start_s + np.clip(0.6 + life * rng.beta(1.3, 2.4, len(who)), 0.0, life - 0.1)
    x, y = inside(rng, element, t)
    if element.kind is ElementKind.QUIZ:
        pick = rng.choice(4, len(who), p=[0.09, 0.24, 0.31, 0.36])
        boxes = np.array(motion.QUIZ_BOXES)[pick]
        x = boxes[:, 0] + rng.normal(0, 0.2, len(who)).clip(-0.9, 0.9) * boxes[:, 2]
        y = boxes[:, 1] + rng.normal(0, 0.2, len(who)).clip(-0.9, 0.9) * boxes[:, 3]
        yield Tap(who, t, x, y, element.id, np.array(element.options, dtype=object)[pick])
        return
    sold = np.where(rng.random(len(who)) < 0.44, np.round(rng.lognormal(8.3, 0.7, len(who)) / 50) * 50 + 50, 0.0)
    yield Tap(who, t, x, y, element.id, converts=sold if element.id == "quote_cta" else None)


def _on_robot(rng: np.random.Generator, scene: Scene, count: int) -> Iterator[Tap]:
    """The blue robot; some click it again and again."""
    if scene.id not in ROBOT_CLICKERS:
        return
    low, high = next(span for span in motion.ROBOT_SPANS if scene.start_s <= span[0] < scene.end_s)
    who = _some(rng, count, ROBOT_CLICKERS[scene.id])
    t = rng.uniform(low + 1.0, high - 1.5, len(who))
    again = rng.random(len(who)) < 0.28
    raging = again & (rng.random(len(who)) < 0.4)
    for delay, group in ((0.0, np.ones_like(again)), (0.45, again), (0.85, raging), (1.2, raging)):
        moment = t[group] + delay
        x, y = centre(motion.robot_place, moment)
        n = len(moment)
        yield Tap(who[group], moment, x + rng.normal(0, 0.008, n), y + rng.normal(0, 0.022, n))


def _on_late_gearbox(rng: np.random.Generator, count: int) -> Tap:
    who = _some(rng, count, LATE_CLICKERS)
    t = LATE_SPAN_S[0] + (LATE_SPAN_S[1] - LATE_SPAN_S[0]) * rng.beta(1.1, 1.7, len(who))
    x, y = centre(motion.gearbox_box, t)
    return Tap(who, t, x + rng.normal(0, 0.035, len(who)), y + rng.normal(0, 0.055, len(who)))


def _noise(rng: np.random.Generator, scene: Scene, count: int) -> Tap:
    """Clicks in vain: more in the middle than at the rim."""
    who = np.repeat(np.arange(count), rng.poisson(NOISE_CLICKS, count))
    t = rng.uniform(scene.start_s + 0.3, scene.end_s - 0.1, len(who))
    x = np.clip(0.5 + rng.normal(0, 0.21, len(who)), 0.005, 0.995)
    y = np.clip(0.5 + rng.normal(0, 0.21, len(who)), 0.005, 0.995)
    return Tap(who, t, x, y)


def taps(rng: np.random.Generator, scene: Scene, count: int, mobile: Bools) -> Iterator[Tap]:
    """All clicks of `count` viewers that enter a scene, but for its choices."""
    for element in ELEMENTS:
        if element.boundary and scene.start_s <= element.start_s < scene.end_s:
            yield from _on_element(rng, element, count, mobile)
    yield from _on_robot(rng, scene, count)
    if scene.id == "automotive":
        yield _on_late_gearbox(rng, count)
    yield _noise(rng, scene, count)
    who = _some(rng, count, 0.012)
    nowhere = np.full(len(who), np.nan)
    yield Tap(who, rng.uniform(scene.start_s + 0.5, scene.end_s - 0.2, len(who)), nowhere, nowhere, "engineer")
