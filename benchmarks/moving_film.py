"""Rendered films with one moving thing whose true outline is known, and clicks on it: for boundaries."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Picture = NDArray[np.uint8]
WIDTH, HEIGHT, FPS = 960, 540, 15.0
LAG_S = 0.25


@dataclass(frozen=True)
class MovingFilm:
    """`bgr`: frames; `masks`: where the thing is; `t_s`, `x`, `y`: clicks on it, x and y in [0, 1]."""

    frame_t_s: Floats
    bgr: list[Picture]
    masks: list[NDArray[np.bool_]]
    t_s: Floats
    x: Floats
    y: Floats
    what: str


def make_moving_film(seed: int, seconds: float = 8.0, size: tuple[int, int] = (WIDTH, HEIGHT)) -> MovingFilm:
    """A thing of several parts that travels, turns and grows, before a background that may pan."""
    random = np.random.default_rng(seed)
    width, height = size
    count = int(seconds * FPS)
    backdrop = _backdrop(random, width * 2, height)
    pan = random.uniform(-0.02, 0.02) * width if random.random() < 0.5 else 0.0
    path = _path(random, count, width, height)
    half = random.uniform(0.035, 0.09) * width
    shape, parts = _shape(random), _parts(random)
    turn, grow = random.uniform(-0.4, 0.4), random.uniform(0.8, 1.25)
    flat = random.random() < 0.35
    frames, masks = [], []
    for k in range(count):
        share = k / max(1, count - 1)
        shift = int(width / 2 + pan * seconds * (share - 0.5))
        frame = backdrop[:, shift : shift + width].copy()
        corners = _placed(shape, path[k], half * grow**share, turn * share)
        mask = np.zeros((height, width), np.uint8)
        cv2.fillPoly(mask, [np.rint(corners).astype(np.int32)], (1,))
        _paint(frame, mask > 0, parts, path[k], half * grow**share, turn * share, flat=flat)
        noise = random.normal(0, 3, frame.shape)
        frames.append(np.clip(frame + noise, 0, 255).astype(np.uint8))
        masks.append(mask > 0)
    t_s = np.arange(count) / FPS
    clicks = int(random.integers(20, 200))
    when = random.uniform(0, seconds, clicks)
    at = np.stack([np.interp(when, t_s, path[:, k]) for k in range(2)], axis=1)
    at += random.normal(0, half * random.uniform(0.25, 0.5), (clicks, 2))
    look = "flat" if flat else "textured"
    what = f"seed {seed}: {look}, {half / width:.3f} wide, pan {pan:.0f} px/s, {clicks} clicks"
    order = np.argsort(when)
    return MovingFilm(t_s, frames, masks, when[order], at[order, 0] / width, at[order, 1] / height, what)


def _backdrop(random: np.random.Generator, width: int, height: int) -> NDArray[np.float32]:
    """Soft noise over a gradient, with some boxes standing about."""
    coarse = random.normal(0, 1, (height // 24 + 1, width // 24 + 1, 3)).astype(np.float32)
    fine = random.normal(0, 1, (height // 4 + 1, width // 4 + 1, 3)).astype(np.float32)
    soft = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * random.uniform(8, 20)
    soft += cv2.resize(fine, (width, height), interpolation=cv2.INTER_LINEAR) * random.uniform(2, 8)
    base = random.uniform(50, 190, 3).astype(np.float32)
    for _ in range(int(random.integers(3, 12))):
        x, y = int(random.integers(0, width)), int(random.integers(0, height))
        w, h = (int(v) for v in random.integers(20, 160, 2))
        soft[y : y + h, x : x + w] += random.normal(0, 25, 3)
    return np.clip(base + soft, 0, 255).astype(np.float32)


def _path(random: np.random.Generator, count: int, width: int, height: int) -> Floats:
    here, there = random.uniform(0.18, 0.82, 2), random.uniform(0.18, 0.82, 2)
    share = np.linspace(0, 1, count)[:, None]
    ease = (1 - np.cos(np.pi * share)) / 2
    bend = np.sin(np.pi * share) * random.normal(0, 0.05, 2)
    return np.asarray(np.clip(here + (there - here) * ease + bend, 0.12, 0.88) * [width, height])


def _shape(random: np.random.Generator) -> Floats:
    """Corners on a unit thing: a disc, a box, or something lumpy."""
    kind, angles = int(random.integers(3)), np.linspace(0, 2 * np.pi, 40, endpoint=False)
    if kind == 0:
        radius = np.ones(40)
    elif kind == 1:
        radius = 0.95 / np.maximum(np.abs(np.cos(angles)), np.abs(np.sin(angles)))
    else:
        waves = [random.normal(0, 0.1) * np.cos(n * angles + random.uniform(0, 6)) for n in range(2, 6)]
        radius = 1 + np.sum(waves, axis=0)
    stretch = random.uniform(0.75, 1.3)
    return np.stack([radius * np.cos(angles) * stretch, radius * np.sin(angles) / stretch], axis=1)


def _parts(random: np.random.Generator) -> list[tuple[Floats, float, Floats]]:
    """Middle, radius and colour of what is painted on the thing; the first covers all of it."""
    body = random.uniform(20, 235, 3)
    parts = [(np.zeros(2), 3.0, body)]
    for _ in range(int(random.integers(2, 7))):
        colour = np.clip(body + random.normal(0, 45, 3), 0, 255)
        parts.append((random.uniform(-0.7, 0.7, 2), random.uniform(0.1, 0.4), colour))
    return parts


def _placed(shape: Floats, middle: Floats, half: float, turn: float) -> Floats:
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return np.asarray(shape @ spin * half + middle)


def _paint(
    frame: NDArray[np.float32], inside: NDArray[np.bool_], parts: list[tuple[Floats, float, Floats]], middle: Floats,
    half: float, turn: float, *, flat: bool,
) -> None:  # fmt: skip
    for at, radius, colour in parts[: 1 if flat else None]:
        disc = np.zeros(inside.shape, np.uint8)
        place = _placed(at[None], middle, half, turn)[0]
        cv2.circle(disc, (round(float(place[0])), round(float(place[1]))), max(1, round(radius * half)), (1,), -1)
        frame[(disc > 0) & inside] = colour
