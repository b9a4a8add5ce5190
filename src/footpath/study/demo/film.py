"""The demo film: backgrounds drawn once a scene, moving things once a frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import sin
from pathlib import Path

import cv2
import numpy as np

from footpath.study.demo import motion, shapes
from footpath.study.demo.motion import HEIGHT, WIDTH
from footpath.study.demo.shapes import DARK, STEEL, WHITE, Colour, Picture, box, buttons, px, shadow, text

WORLDS: dict[str, tuple[Colour, Colour]] = {
    "hook": ((92, 70, 52), (190, 176, 160)),
    "pick": ((60, 44, 36), (120, 92, 70)),
    "automotive": ((40, 40, 92), (120, 150, 220)),
    "aerospace": ((110, 62, 22), (230, 190, 140)),
    "medical": ((120, 128, 84), (236, 236, 214)),
    "custom": ((88, 42, 84), (196, 150, 214)),
    "quiz": ((52, 62, 44), (112, 140, 96)),
    "quote": ((64, 52, 30), (150, 128, 84)),
    "thanks": ((44, 60, 40), (120, 160, 110)),
}
CAPTIONS: tuple[tuple[float, float, str], ...] = (
    (0.5, 5.0, "From a drawing to a part in nine days."),
    (5.5, 12.0, "One line, six cells, no two orders alike."),
    (12.5, 19.5, "Look around. Then tell us what you build."),
    (28.5, 35.0, "Gearboxes that stay quiet past 200 000 km."),
    (35.5, 43.0, "Every tooth is measured before it leaves."),
    (44.5, 51.5, "Turbine stages, balanced to a tenth of a gram."),
    (60.5, 68.0, "Implants with a surface that bone grows into."),
    (68.5, 75.5, "Drills that survive a thousand sterilisations."),
    (76.5, 84.0, "One piece or a hundred: send us a model."),
    (84.5, 91.5, "Printed today, on its way tomorrow."),
    (104.5, 111.5, "An engineer answers within a day."),
    (112.5, 119.5, "Thank you for walking the line with us."),
)


@cache
def _background(scene_id: str) -> Picture:
    top, low = (np.array(c, dtype=np.float64) for c in WORLDS[scene_id])
    down = np.linspace(0.0, 1.0, HEIGHT)[:, None, None]
    glow = 1.0 - 0.35 * np.linspace(-1, 1, WIDTH)[None, :, None] ** 2
    image = np.ascontiguousarray(((top + (low - top) * down) * glow).clip(0, 255).astype(np.uint8))
    floor = image[round(0.78 * HEIGHT) :]
    floor[:] = (floor * np.linspace(0.55, 0.8, len(floor))[:, None, None]).astype(np.uint8)
    label = next(s.label for s in motion.SCENES if s.id == scene_id)
    plate = image[16:62, 20:420]
    plate[:] = (plate * 0.35).astype(np.uint8)
    cv2.putText(image, label, (34, 47), shapes.FONT, 0.85, WHITE, 1, cv2.LINE_AA)
    return image


def _hook(image: Picture, t: float) -> None:
    box(image, (0.5, 0.725, 0.5, 0.022), DARK)
    for i in range(7):
        x = (i / 6.0 + t * 0.06) % 1.15 - 0.07
        box(image, (x, 0.675, 0.022, 0.03), (60, 150, 235), (30, 90, 160))
    base, elbow, tip = motion.arm_joints(t)
    box(image, (base[0], 0.68, 0.05, 0.05), (40, 110, 220), DARK)
    for a, b, width in ((base, elbow, 30), (elbow, tip, 22)):
        cv2.line(image, px(*a), px(*b), (40, 140, 245), width, cv2.LINE_AA)
    for joint in (base, elbow, tip):
        cv2.circle(image, px(*joint), 15, DARK, -1, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.line(image, px(*tip), px(tip[0] + side * 0.02, tip[1] + 0.07), DARK, 6, cv2.LINE_AA)


def _pick(image: Picture, t: float) -> None:
    for i, (branch, where) in enumerate(motion.CARD_BOXES.items()):
        x, y, w, h = where
        shadow(image, x, y + h + 0.02, w * 1.2, 0.05)
        box(image, (x, y + 0.008 * sin(t * 2.0 + i), w, h), WORLDS[branch][0], WHITE)
        text(image, branch.capitalize(), x, y + 0.17, 0.65)
    _card_pictures(image, t)


def _card_pictures(image: Picture, t: float) -> None:
    at = {branch: (where[0], where[1] - 0.05) for branch, where in motion.CARD_BOXES.items()}
    x, y = at["automotive"]
    shapes.car(image, (x, y + 0.02 + 0.004 * sin(t * 9), 0.07, 0.055))
    shapes.turbine(image, *at["aerospace"], 52, t)
    x, y = at["medical"]
    shapes.implant(image, (x - 0.008, y, 0.05, 0.13))
    x, y = at["custom"]
    shapes.vase(image, x, y + 0.11, 0.045, 0.24, 40)


def _automotive(image: Picture, t: float) -> None:
    x, y, w, h = motion.gearbox_box(t)
    shadow(image, x, y + h + 0.03, w, 0.05)
    box(image, (x, y, w, h), (90, 84, 80), (30, 28, 26))
    middle_x, middle_y = x * WIDTH, y * HEIGHT
    shapes.gear(image, (middle_x - 62, middle_y + 14), 76, 16, t)
    shapes.gear(image, (middle_x + 70, middle_y + 30), 57, 12, -t * 16 / 12 + 0.13)
    shapes.gear(image, (middle_x + 46, middle_y - 70), 44, 9, t * 16 / 9)
    x, y, w, h = motion.car_box(t)
    shadow(image, x, y + h, w, 0.03)
    shapes.car(image, (x, y, w, h))


def _aerospace(image: Picture, t: float) -> None:
    x, y, w, h = motion.turbine_box(t)
    shadow(image, x, y + h + 0.03, w, 0.05)
    shapes.turbine(image, x, y, h * HEIGHT * 0.98, t * 1.2)
    box(image, motion.sensor_box(t), (120, 84, 50))
    if 52.0 <= t < 58.0:
        box(image, (0.78, 0.52, 0.17, 0.26), (60, 44, 30), WHITE)
        for row in range(7):
            words = f"Alloy {718 + row}   {1.2 + row * 0.3:.1f}   {640 + 35 * row} C"
            text(image, words, 0.78, 0.32 + row * 0.066, 0.5)


def _medical(image: Picture, t: float) -> None:
    x, y, w, h = motion.implant_box(t)
    shadow(image, x, y + h + 0.03, w, 0.04)
    shapes.implant(image, (x, y, w, h))
    x, y, w, h = motion.drill_box(t)
    box(image, (x + w * 0.2, y - h * 0.4, w * 0.6, h * 0.5), (150, 140, 60), DARK)
    box(image, (x + w * 0.5, y + h * 0.45, w * 0.18, h * 0.5), (120, 110, 50))
    cv2.line(image, px(x - w * 0.4, y - h * 0.4), px(x - w, y - h * 0.4 + 0.004 * sin(t * 40)), DARK, 6, cv2.LINE_AA)


def _custom(image: Picture, t: float) -> None:
    x, y = motion.PRINT_CENTRE
    box(image, (x, y + 0.04, 0.17, 0.02), DARK)
    for side in (-0.16, 0.16):
        box(image, (x + side, 0.42, 0.008, 0.26), STEEL)
    layers = round(40 * motion.print_share(t))
    shapes.vase(image, x, y + 0.02, motion.PRINT_HALF[0], motion.PRINT_HALF[1], layers)
    top = y - motion.PRINT_HALF[1] * layers / 40
    box(image, (x, top - 0.05, 0.16, 0.008), STEEL)
    box(image, (x + 0.06 * sin(t * 4), top - 0.025, 0.016, 0.028), (60, 60, 60))
    box(image, motion.SHEET_BOX, DARK, WHITE)
    text(image, "Data sheet", *motion.SHEET_BOX[:2], 0.6)


def _quiz(image: Picture, t: float) -> None:
    text(image, "How fine do we grind a bearing seat?", 0.5, 0.27, 0.9)
    words = [option.replace("µ", "u") for option in motion.QUIZ_OPTIONS]
    buttons(image, list(zip(motion.QUIZ_BOXES, words, strict=True)))
    if t >= 98.0:
        texts = (("quote", "Get a quote"), ("thanks", "Maybe later"))
        buttons(image, [(motion.QUIZ_NEXT_BOXES[key], words) for key, words in texts])


def _quote(image: Picture, t: float) -> None:
    """A sheet that fills with lines, and gears at work behind it."""
    shapes.gear(image, (0.27 * WIDTH, 0.36 * HEIGHT), 84, 14, t * 0.5)
    shapes.gear(image, (0.74 * WIDTH, 0.36 * HEIGHT), 84, 14, -t * 0.5)
    shadow(image, 0.5, 0.6, 0.13, 0.05)
    box(image, (0.5, 0.36, 0.115, 0.23), WHITE, (180, 176, 170))
    for row in range(6):
        share = min(max((t - 104.0) * 1.2 - row, 0.0), 1.0)
        width = (0.085, 0.07, 0.08, 0.06, 0.082, 0.04)[row] * share
        box(image, (0.41 + width, 0.2 + row * 0.06, width, 0.008), (200, 120, 40) if row == 5 else (150, 146, 140))
    buttons(image, [(motion.QUOTE_BOX, "Request a quote")])


def _thanks(image: Picture, t: float) -> None:
    """Everything the line made, side by side, nodding."""
    nod = 0.012 * sin(t * 1.8)
    for x, width in ((0.2, 0.12), (0.41, 0.09), (0.6, 0.08), (0.8, 0.08)):
        shadow(image, x, 0.575, width, 0.04)
    shapes.car(image, (0.2, 0.48 + nod, 0.11, 0.085))
    shapes.turbine(image, 0.41, 0.42, 78, t)
    shapes.implant(image, (0.59, 0.38 - nod, 0.075, 0.19))
    shapes.vase(image, 0.8, 0.56, 0.065, 0.34, 40)
    buttons(image, [(motion.NEWS_BOX, "Newsletter"), (motion.RATE_BOX, "Rate this tour")])


ACTS: dict[str, Callable[[Picture, float], None]] = {
    "hook": _hook,
    "pick": _pick,
    "automotive": _automotive,
    "aerospace": _aerospace,
    "medical": _medical,
    "custom": _custom,
    "quiz": _quiz,
    "quote": _quote,
    "thanks": _thanks,
}


def render_frame(t: float) -> Picture:
    """The film's picture at `t` seconds: 540 x 960, BGR."""
    scene = motion.scene_at(t)
    image = _background(scene.id).copy()
    ACTS[scene.id](image, t)
    place = motion.robot_place(t)
    if place is not None:
        shapes.robot(image, *place, motion.ROBOT_HALF)
    if scene.id in motion.BRANCHES and t >= scene.end_s - 5.0:
        buttons(image, [(motion.AGAIN_BOX, "Another industry")])
    for start_s, end_s, words in CAPTIONS:
        if start_s <= t < end_s:
            shapes.caption(image, words)
    return image


def write_film(path: Path, progress: Callable[[float], None] | None = None, seconds: float = motion.DURATION_S) -> None:
    """Write the film, or its first `seconds`; it has its name once it is whole."""
    part = path.with_stem(f".{path.stem}-part")
    writer = cv2.VideoWriter(str(part), cv2.VideoWriter.fourcc(*"mp4v"), motion.FPS, (WIDTH, HEIGHT))
    if not writer.isOpened():
        raise OSError(f"no encoder for {path.name}")
    try:
        for index in range(round(seconds * motion.FPS)):
            writer.write(render_frame(index / motion.FPS))
            if progress is not None and index % motion.FPS == 0:
                progress(index / motion.FPS / seconds)
    finally:
        writer.release()
    part.replace(path)
