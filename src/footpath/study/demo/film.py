"""The demo film: backgrounds drawn once a scene, moving things once a frame."""

from __future__ import annotations

import os
from functools import cache
from math import cos, pi, sin
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
import cv2

from footpath.study.demo import motion
from footpath.study.demo.motion import HEIGHT, WIDTH, Box

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Picture: TypeAlias = NDArray[np.uint8]
Colour: TypeAlias = tuple[int, int, int]

WORLDS: dict[str, tuple[Colour, Colour]] = {
    "hook": ((92, 70, 52), (190, 176, 160)), "pick": ((60, 44, 36), (120, 92, 70)),
    "automotive": ((40, 40, 92), (120, 150, 220)), "aerospace": ((110, 62, 22), (230, 190, 140)),
    "medical": ((120, 128, 84), (236, 236, 214)), "custom": ((88, 42, 84), (196, 150, 214)),
    "quiz": ((52, 62, 44), (112, 140, 96)), "quote": ((64, 52, 30), (150, 128, 84)),
    "thanks": ((44, 60, 40), (120, 160, 110)),
}
WHITE, DARK, STEEL, BLUE = (245, 245, 245), (44, 40, 38), (188, 182, 174), (228, 128, 40)
FONT = cv2.FONT_HERSHEY_DUPLEX


def _px(x: float, y: float) -> tuple[int, int]:
    return round(x * WIDTH), round(y * HEIGHT)


def _fill(image: Picture, points: Sequence[tuple[float, float]], colour: Colour) -> None:
    """A polygon in pixels, to a sixteenth of one."""
    cv2.fillPoly(image, [np.rint(np.array(points) * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)


def _box(image: Picture, box: Box, colour: Colour, edge: Colour | None = None) -> None:
    x, y, w, h = box
    cv2.rectangle(image, _px(x - w, y - h), _px(x + w, y + h), colour, -1, cv2.LINE_AA)
    if edge is not None:
        cv2.rectangle(image, _px(x - w, y - h), _px(x + w, y + h), edge, 2, cv2.LINE_AA)


def _text(image: Picture, text: str, x: float, y: float, size: float = 0.7) -> None:
    (width, height), _ = cv2.getTextSize(text, FONT, size, 1)
    left, base = _px(x, y)
    place = (left - width // 2, base + height // 2)
    cv2.putText(image, text, place, FONT, size, WHITE, 1, cv2.LINE_AA)


def _shadow(image: Picture, x: float, y: float, w: float, h: float) -> None:
    """A soft dark ellipse."""
    left, top = (max(v, 0) for v in _px(x - w, y - h))
    right, low = _px(x + w, y + h)
    part = image[top:max(low, 0), left:max(right, 0)]
    if part.size:
        dark = np.zeros_like(part)
        middle = (round(x * WIDTH) - left, round(y * HEIGHT) - top)
        cv2.ellipse(dark, middle, (round(w * WIDTH * 0.85), round(h * HEIGHT * 0.85)), 0, 0, 360, (70, 70, 70), -1)
        cv2.subtract(part, cv2.blur(dark, (9, 9)), part)


@cache
def _background(scene_id: str) -> Picture:
    top, low = (np.array(c, dtype=np.float64) for c in WORLDS[scene_id])
    down = np.linspace(0.0, 1.0, HEIGHT)[:, None, None]
    glow = 1.0 - 0.35 * np.linspace(-1, 1, WIDTH)[None, :, None] ** 2
    image = np.ascontiguousarray(((top + (low - top) * down) * glow).clip(0, 255).astype(np.uint8))
    floor = image[round(0.78 * HEIGHT):]
    floor[:] = (floor * np.linspace(0.55, 0.8, len(floor))[:, None, None]).astype(np.uint8)
    label = next(s.label for s in motion.SCENES if s.id == scene_id)
    plate = image[16:62, 20:420]
    plate[:] = (plate * 0.35).astype(np.uint8)
    cv2.putText(image, label, (34, 47), FONT, 0.85, WHITE, 1, cv2.LINE_AA)
    return image


def _gear(image: Picture, middle: tuple[float, float], radius: float, teeth: int, turn: float) -> None:
    angles = np.arange(teeth * 4) * (pi / (teeth * 2)) + turn
    reach = np.where(np.arange(teeth * 4) % 4 < 2, radius, radius * 0.82)
    _fill(image, [(middle[0] + r * cos(a), middle[1] + r * sin(a))
                  for a, r in zip(angles.tolist(), reach.tolist(), strict=True)], STEEL)
    at = (round(middle[0]), round(middle[1]))
    cv2.circle(image, at, round(radius * 0.55), (140, 132, 124), -1, cv2.LINE_AA)
    cv2.circle(image, at, round(radius * 0.18), DARK, -1, cv2.LINE_AA)


def _robot(image: Picture, t: float) -> None:
    place = motion.robot_place(t)
    if place is None:
        return
    x, y = place
    w, h = motion.ROBOT_HALF
    _shadow(image, x, y + h, w * 1.2, 0.03)
    _box(image, (x, y + 0.025, w * 0.9, h * 0.55), BLUE, (150, 80, 20))
    _box(image, (x, y - h * 0.62, w * 0.7, h * 0.32), (240, 160, 80), (150, 80, 20))
    for side in (-1, 1):
        cv2.circle(image, _px(x + side * w * 0.3, y - h * 0.62), 5, WHITE, -1, cv2.LINE_AA)
        cv2.circle(image, _px(x + side * w * 0.5, y + h * 0.85), 11, DARK, -1, cv2.LINE_AA)


def _hook(image: Picture, t: float) -> None:
    _box(image, (0.5, 0.725, 0.5, 0.022), DARK)
    for i in range(7):
        x = (i / 6.0 + t * 0.06) % 1.15 - 0.07
        _box(image, (x, 0.675, 0.022, 0.03), (60, 150, 235), (30, 90, 160))
    base, elbow, tip = motion.arm_joints(t)
    _box(image, (base[0], 0.68, 0.05, 0.05), (40, 110, 220), DARK)
    for a, b, width in ((base, elbow, 30), (elbow, tip, 22)):
        cv2.line(image, _px(*a), _px(*b), (40, 140, 245), width, cv2.LINE_AA)
    for joint in (base, elbow, tip):
        cv2.circle(image, _px(*joint), 15, DARK, -1, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.line(image, _px(*tip), _px(tip[0] + side * 0.02, tip[1] + 0.07), DARK, 6, cv2.LINE_AA)


def _pick(image: Picture, t: float) -> None:
    for i, (branch, box) in enumerate(motion.CARD_BOXES.items()):
        lift = 0.008 * sin(t * 2.0 + i)
        _shadow(image, box[0], box[1] + box[3], box[2] * 1.2, 0.05)
        _box(image, (box[0], box[1] + lift, box[2], box[3]), WORLDS[branch][0], WHITE)
        _gear(image, (box[0] * WIDTH, (box[1] - 0.05) * HEIGHT), 46, 6 + 2 * i, t * 0.6)
        _text(image, branch.capitalize(), box[0], box[1] + 0.17, 0.65)


def _automotive(image: Picture, t: float) -> None:
    x, y, w, h = motion.gearbox_box(t)
    _shadow(image, x, y + h + 0.03, w, 0.05)
    _box(image, (x, y, w, h), (90, 84, 80), (30, 28, 26))
    px, py = x * WIDTH, y * HEIGHT
    _gear(image, (px - 62, py + 14), 76, 16, t)
    _gear(image, (px + 70, py + 30), 57, 12, -t * 16 / 12 + 0.13)
    _gear(image, (px + 46, py - 70), 44, 9, t * 16 / 9)
    x, y, w, h = motion.car_box(t)
    _shadow(image, x, y + h, w, 0.03)
    body = ((-1, 0.5), (-0.95, 0), (-0.5, -0.15), (-0.25, -1), (0.35, -1), (0.65, -0.1), (1, 0.1), (1, 0.5))
    _fill(image, [((x + a * w) * WIDTH, (y + b * h) * HEIGHT) for a, b in body], (60, 60, 210))
    for side in (-0.55, 0.55):
        cv2.circle(image, _px(x + side * w, y + h * 0.6), 19, DARK, -1, cv2.LINE_AA)
        cv2.circle(image, _px(x + side * w, y + h * 0.6), 9, STEEL, -1, cv2.LINE_AA)


def _aerospace(image: Picture, t: float) -> None:
    x, y, w, h = motion.turbine_box(t)
    px, py, radius = x * WIDTH, y * HEIGHT, h * HEIGHT * 0.98
    _shadow(image, x, y + h + 0.03, w, 0.05)
    cv2.circle(image, _px(x, y), round(radius), (120, 108, 96), -1, cv2.LINE_AA)
    cv2.circle(image, _px(x, y), round(radius * 0.9), (56, 48, 42), -1, cv2.LINE_AA)
    for i in range(14):
        a = i * 2 * pi / 14 + t * 1.2
        reach = radius * 0.86
        _fill(image, [(px + reach * 0.15 * cos(a), py + reach * 0.15 * sin(a)),
                      (px + reach * cos(a + 0.22), py + reach * sin(a + 0.22)),
                      (px + reach * cos(a + 0.42), py + reach * sin(a + 0.42))], STEEL)
    cv2.circle(image, _px(x, y), round(radius * 0.24), (220, 150, 80), -1, cv2.LINE_AA)
    _box(image, motion.sensor_box(t), (120, 84, 50))
    if 52.0 <= t < 58.0:
        _box(image, (0.78, 0.52, 0.17, 0.26), (60, 44, 30), WHITE)
        for row in range(7):
            words = f"Alloy {718 + row}   {1.2 + row * 0.3:.1f}   {640 + 35 * row} C"
            _text(image, words, 0.78, 0.32 + row * 0.066, 0.5)


def _medical(image: Picture, t: float) -> None:
    x, y, w, h = motion.implant_box(t)
    _shadow(image, x, y + h + 0.03, w, 0.04)
    stem = ((-0.5, -0.45), (0.3, -0.65), (0.65, -0.35), (0.1, 0.2), (-0.15, 1), (-0.35, 0.95), (-0.45, 0.1))
    _fill(image, [((x + a * w) * WIDTH, (y + b * h) * HEIGHT) for a, b in stem], (176, 172, 168))
    cv2.circle(image, _px(x + w * 0.6, y - h * 0.68), 42, (214, 210, 204), -1, cv2.LINE_AA)
    cv2.circle(image, _px(x + w * 0.5, y - h * 0.74), 14, WHITE, -1, cv2.LINE_AA)
    x, y, w, h = motion.drill_box(t)
    _box(image, (x + w * 0.2, y - h * 0.4, w * 0.6, h * 0.5), (150, 140, 60), DARK)
    _box(image, (x + w * 0.5, y + h * 0.45, w * 0.18, h * 0.5), (120, 110, 50))
    cv2.line(image, _px(x - w * 0.4, y - h * 0.4), _px(x - w, y - h * 0.4 + 0.004 * sin(t * 40)), DARK, 6, cv2.LINE_AA)


def _custom(image: Picture, t: float) -> None:
    x, y = motion.PRINT_CENTRE
    _box(image, (x, y + 0.04, 0.17, 0.02), DARK)
    for side in (-0.16, 0.16):
        _box(image, (x + side, 0.42, 0.008, 0.26), STEEL)
    layers = round(40 * motion.print_share(t))
    for i in range(layers):
        half = motion.PRINT_HALF[0] * (0.72 + 0.28 * sin(i * 0.16))
        level = y + 0.02 - motion.PRINT_HALF[1] * i / 40
        _box(image, (x, level, half, 0.004), (90 + 2 * i, 70 + i, 200 + i))
    top = y - motion.PRINT_HALF[1] * layers / 40
    _box(image, (x, top - 0.05, 0.16, 0.008), STEEL)
    _box(image, (x + 0.06 * sin(t * 4), top - 0.025, 0.016, 0.028), (60, 60, 60))
    _box(image, motion.SHEET_BOX, DARK, WHITE)
    _text(image, "Data sheet", *motion.SHEET_BOX[:2], 0.6)


def _buttons(image: Picture, items: Sequence[tuple[Box, str]]) -> None:
    for box, text in items:
        _shadow(image, box[0], box[1] + box[3], box[2], 0.03)
        _box(image, box, (150, 96, 40), WHITE)
        _text(image, text, box[0], box[1], 0.65)


def _quiz(image: Picture, t: float) -> None:
    _text(image, "How fine do we grind a bearing seat?", 0.5, 0.27, 0.9)
    words = [option.replace("µ", "u") for option in motion.QUIZ_OPTIONS]
    _buttons(image, list(zip(motion.QUIZ_BOXES, words, strict=True)))
    if t >= 98.0:
        texts = (("quote", "Get a quote"), ("thanks", "Maybe later"))
        _buttons(image, [(motion.QUIZ_NEXT_BOXES[key], text) for key, text in texts])


def _quote(image: Picture, t: float) -> None:
    _gear(image, (0.5 * WIDTH, 0.38 * HEIGHT), 90, 14, t * 0.5)
    _buttons(image, [(motion.QUOTE_BOX, "Request a quote")])


def _thanks(image: Picture, t: float) -> None:
    _gear(image, (0.5 * WIDTH, 0.38 * HEIGHT), 90, 14, -t * 0.5)
    _buttons(image, [(motion.NEWS_BOX, "Newsletter"), (motion.RATE_BOX, "Rate this tour")])


ACTS: dict[str, Callable[[Picture, float], None]] = {
    "hook": _hook, "pick": _pick, "automotive": _automotive, "aerospace": _aerospace, "medical": _medical,
    "custom": _custom, "quiz": _quiz, "quote": _quote, "thanks": _thanks,
}


def render_frame(t: float) -> Picture:
    """The film's picture at `t` seconds: 540 x 960, BGR."""
    scene = motion.scene_at(t)
    image = _background(scene.id).copy()
    ACTS[scene.id](image, t)
    _robot(image, t)
    if scene.id in motion.BRANCHES and t >= scene.end_s - 5.0:
        _buttons(image, [(motion.AGAIN_BOX, "Another industry")])
    return image


def write_film(path: Path, progress: Callable[[float], None] | None = None, seconds: float = motion.DURATION_S) -> None:
    """Write the film, or its first `seconds`."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), motion.FPS, (WIDTH, HEIGHT))
    if not writer.isOpened():
        raise OSError(f"no encoder for {path.name}")
    try:
        for index in range(round(seconds * motion.FPS)):
            writer.write(render_frame(index / motion.FPS))
            if progress is not None and index % motion.FPS == 0:
                progress(index / motion.FPS / seconds)
    finally:
        writer.release()
