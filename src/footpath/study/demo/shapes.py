"""What the demo film is drawn with: simple shapes, soft shadows, and the things that appear more than once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from math import cos, pi, sin
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
import cv2

from footpath.study.demo.motion import HEIGHT, WIDTH, Box

Picture: TypeAlias = NDArray[np.uint8]
Colour: TypeAlias = tuple[int, int, int]

WHITE, DARK, STEEL, BLUE, RED = (245, 245, 245), (44, 40, 38), (188, 182, 174), (228, 128, 40), (60, 60, 210)
FONT = cv2.FONT_HERSHEY_DUPLEX
SHADOW_DEPTH = 84
CAR = ((-1, 0.5), (-0.95, 0), (-0.5, -0.15), (-0.25, -1), (0.35, -1), (0.65, -0.1), (1, 0.1), (1, 0.5))
STEM = ((-0.5, -0.45), (0.3, -0.65), (0.65, -0.35), (0.1, 0.2), (-0.15, 1), (-0.35, 0.95), (-0.45, 0.1))


def px(x: float, y: float) -> tuple[int, int]:
    """Shares of the picture as whole pixels."""
    return round(x * WIDTH), round(y * HEIGHT)


def fill(image: Picture, points: Sequence[tuple[float, float]], colour: Colour) -> None:
    """A polygon in pixels, to a sixteenth of one."""
    cv2.fillPoly(image, [np.rint(np.array(points) * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)


def box(image: Picture, where: Box, colour: Colour, edge: Colour | None = None) -> None:
    x, y, w, h = where
    cv2.rectangle(image, px(x - w, y - h), px(x + w, y + h), colour, -1, cv2.LINE_AA)
    if edge is not None:
        cv2.rectangle(image, px(x - w, y - h), px(x + w, y + h), edge, 2, cv2.LINE_AA)


def text(image: Picture, words: str, x: float, y: float, size: float = 0.7) -> None:
    """Words, their middle at (x, y)."""
    (width, height), _ = cv2.getTextSize(words, FONT, size, 1)
    left, base = px(x, y)
    cv2.putText(image, words, (left - width // 2, base + height // 2), FONT, size, WHITE, 1, cv2.LINE_AA)


def caption(image: Picture, words: str) -> None:
    """A line of narration on a dark plate at the foot of the picture."""
    (width, _), _ = cv2.getTextSize(words, FONT, 0.62, 1)
    half = width / 2 / WIDTH + 0.02
    (left, top), (right, low) = px(0.5 - half, 0.925), px(0.5 + half, 0.99)
    plate = image[top:low, left:right]
    plate[:] = plate // 4
    text(image, words, 0.5, 0.957, 0.62)


def shadow(image: Picture, x: float, y: float, w: float, h: float) -> None:
    """A soft dark ellipse."""
    (left, top), (right, low) = px(x - w, y - h), px(x + w, y + h)
    dark = _soft_ellipse(right - left, low - top)
    cut = dark[max(-top, 0) : HEIGHT - top, max(-left, 0) : WIDTH - left]
    part = image[max(top, 0) : max(low, 0), max(left, 0) : max(right, 0)]
    if part.size:
        cv2.subtract(part, cut, part)


@cache
def _soft_ellipse(width: int, height: int) -> Picture:
    across = np.linspace(-1, 1, width)[None, :, None]
    down = np.linspace(-1, 1, height)[:, None, None]
    depth = (1 - across**2 - down**2).clip(0, 1) ** 1.5 * SHADOW_DEPTH
    return np.ascontiguousarray(np.repeat(depth, 3, axis=2).astype(np.uint8))


def gear(image: Picture, middle: tuple[float, float], radius: float, teeth: int, turn: float) -> None:
    """`middle` and `radius` in pixels."""
    angles = np.arange(teeth * 4) * (pi / (teeth * 2)) + turn
    reach = np.where(np.arange(teeth * 4) % 4 < 2, radius, radius * 0.82)
    corners = zip(angles.tolist(), reach.tolist(), strict=True)
    fill(image, [(middle[0] + r * cos(a), middle[1] + r * sin(a)) for a, r in corners], STEEL)
    at = (round(middle[0]), round(middle[1]))
    cv2.circle(image, at, round(radius * 0.55), (140, 132, 124), -1, cv2.LINE_AA)
    cv2.circle(image, at, round(radius * 0.18), DARK, -1, cv2.LINE_AA)


def car(image: Picture, where: Box) -> None:
    x, y, w, h = where
    fill(image, [((x + a * w) * WIDTH, (y + b * h) * HEIGHT) for a, b in CAR], RED)
    wheel = w * WIDTH * 0.16
    for side in (-0.55, 0.55):
        cv2.circle(image, px(x + side * w, y + h * 0.6), round(wheel), DARK, -1, cv2.LINE_AA)
        cv2.circle(image, px(x + side * w, y + h * 0.6), round(wheel * 0.47), STEEL, -1, cv2.LINE_AA)


def turbine(image: Picture, x: float, y: float, radius: float, turn: float) -> None:
    """`radius` in pixels."""
    middle_x, middle_y = x * WIDTH, y * HEIGHT
    cv2.circle(image, px(x, y), round(radius), (120, 108, 96), -1, cv2.LINE_AA)
    cv2.circle(image, px(x, y), round(radius * 0.9), (56, 48, 42), -1, cv2.LINE_AA)
    reach = radius * 0.86
    for i in range(14):
        a = i * 2 * pi / 14 + turn
        ends = ((0.15, a), (1.0, a + 0.22), (1.0, a + 0.42))
        fill(image, [(middle_x + reach * r * cos(b), middle_y + reach * r * sin(b)) for r, b in ends], STEEL)
    cv2.circle(image, px(x, y), round(radius * 0.24), (220, 150, 80), -1, cv2.LINE_AA)


def implant(image: Picture, where: Box) -> None:
    x, y, w, h = where
    fill(image, [((x + a * w) * WIDTH, (y + b * h) * HEIGHT) for a, b in STEM], (176, 172, 168))
    ball = h * HEIGHT * 0.26
    cv2.circle(image, px(x + w * 0.6, y - h * 0.68), round(ball), (214, 210, 204), -1, cv2.LINE_AA)
    cv2.circle(image, px(x + w * 0.5, y - h * 0.74), round(ball / 3), WHITE, -1, cv2.LINE_AA)


def vase(image: Picture, x: float, y: float, half_width: float, height: float, layers: int) -> None:
    """Printed from the foot up: `layers` of forty."""
    for i in range(layers):
        half = half_width * (0.72 + 0.28 * sin(i * 0.16))
        box(image, (x, y - height * i / 40, half, max(height / 90, 0.003)), (90 + 2 * i, 70 + i, 200 + i))


def robot(image: Picture, x: float, y: float, half: tuple[float, float]) -> None:
    w, h = half
    shadow(image, x, y + h, w * 1.3, 0.035)
    box(image, (x, y + 0.025, w * 0.9, h * 0.55), BLUE, (150, 80, 20))
    box(image, (x, y - h * 0.62, w * 0.7, h * 0.32), (240, 160, 80), (150, 80, 20))
    for side in (-1, 1):
        cv2.circle(image, px(x + side * w * 0.3, y - h * 0.62), 5, WHITE, -1, cv2.LINE_AA)
        cv2.circle(image, px(x + side * w * 0.5, y + h * 0.85), 11, DARK, -1, cv2.LINE_AA)


def buttons(image: Picture, items: Sequence[tuple[Box, str]]) -> None:
    for where, words in items:
        shadow(image, where[0], where[1] + where[3], where[2] * 1.1, 0.035)
        box(image, where, (150, 96, 40), WHITE)
        text(image, words, where[0], where[1], 0.65)
