"""The demo film's timeline, and where its things are: the film draws them, the story outlines them."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from typing import TypeAlias

from footpath.model.story import Scene

MEDIA_ID = "tour"
FPS = 24
WIDTH, HEIGHT = 960, 540
DURATION_S = 120.0

Place: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Centre x, centre y, half width, half height, in shares of the picture."""

SCENES: tuple[Scene, ...] = (
    Scene("hook", "Welcome to Meridian", MEDIA_ID, 0.0, 20.0),
    Scene("pick", "Choose your industry", MEDIA_ID, 20.0, 28.0),
    Scene("automotive", "Automotive", MEDIA_ID, 28.0, 44.0),
    Scene("aerospace", "Aerospace", MEDIA_ID, 44.0, 60.0),
    Scene("medical", "Medical devices", MEDIA_ID, 60.0, 76.0),
    Scene("custom", "Custom parts", MEDIA_ID, 76.0, 92.0),
    Scene("quiz", "Which tolerance?", MEDIA_ID, 92.0, 104.0),
    Scene("quote", "Request a quote", MEDIA_ID, 104.0, 112.0, ending=True),
    Scene("thanks", "Thank you", MEDIA_ID, 112.0, 120.0, ending=True),
)
BRANCHES = ("automotive", "aerospace", "medical", "custom")

ARM_BASE: Place = (0.24, 0.70)
ARM_LENGTHS_PX = (150.0, 130.0)


def arm_joints(t: float) -> tuple[Place, Place, Place]:
    """Base, elbow and gripper of the robot arm."""
    upper = -pi / 2 + 0.45 * sin(t * 0.7) + 0.25
    lower = upper + 1.25 + 0.35 * sin(t * 0.7 + 1.1)
    x, y = ARM_BASE[0], ARM_BASE[1] - 0.09
    elbow = (x + ARM_LENGTHS_PX[0] * cos(upper) / WIDTH, y + ARM_LENGTHS_PX[0] * sin(upper) / HEIGHT)
    tip = (
        elbow[0] + ARM_LENGTHS_PX[1] * cos(lower) / WIDTH,
        elbow[1] + ARM_LENGTHS_PX[1] * sin(lower) / HEIGHT,
    )
    return (x, y), elbow, tip


def arm_box(t: float) -> Box:
    tip = arm_joints(t)[2]
    return tip[0], tip[1] + 0.02, 0.065, 0.11


ROBOT_HALF: Place = (0.042, 0.105)
ROBOT_SPANS = ((5.0, 19.0), (77.0, 91.0))


def robot_place(t: float) -> Place | None:
    """The blue robot: it wanders through the hook and through custom parts, and is no hotspot."""
    if 5.0 <= t < 19.0:
        share = (t - 5.0) / 14.0
        return 1.06 - 0.78 * share - 0.05 * sin(share * 4 * pi), 0.84 + 0.015 * sin(t * 2.0)
    if 77.0 <= t < 91.0:
        share = (t - 77.0) / 14.0
        return 0.06 + 0.25 * share + 0.04 * sin(share * 5 * pi), 0.80 + 0.012 * sin(t * 2.0)
    return None


def gearbox_box(t: float) -> Box:
    return 0.40 + 0.10 * sin((t - 28.0) * 0.38), 0.40 + 0.03 * sin((t - 28.0) * 0.7), 0.165, 0.235


def car_box(t: float) -> Box:
    return -0.15 + 1.35 * (t - 31.0) / 13.0, 0.80, 0.125, 0.085


def turbine_box(t: float) -> Box:
    return 0.36 + 0.08 * (1.0 - cos((t - 44.0) * 0.35)), 0.47 + 0.03 * sin((t - 44.0) * 0.8), 0.17, 0.30


def sensor_box(t: float) -> Box:
    return 0.945, 0.115 + 0.0 * t, 0.014, 0.025


def implant_box(t: float) -> Box:
    return 0.36 + 0.03 * sin((t - 60.0) * 0.6), 0.46 + 0.025 * sin((t - 60.0) * 0.9), 0.115, 0.30


def drill_box(t: float) -> Box:
    return 0.73 + 0.06 * sin((t - 60.0) * 0.55), 0.50 + 0.10 * cos((t - 60.0) * 0.45), 0.135, 0.085


PRINT_CENTRE: Place = (0.60, 0.66)
PRINT_HALF: Place = (0.085, 0.36)


def print_share(t: float) -> float:
    """How much of the printed part stands, 0..1."""
    return min(max((t - 76.5) / 12.0, 0.03), 1.0)


def print_box(t: float) -> Box:
    half = PRINT_HALF[1] * print_share(t) / 2 + 0.02
    return PRINT_CENTRE[0], PRINT_CENTRE[1] - half + 0.02, PRINT_HALF[0] + 0.02, half


CARD_BOXES: dict[str, Box] = {
    branch: (0.17 + 0.22 * i, 0.52, 0.095, 0.235) for i, branch in enumerate(BRANCHES)
}
QUIZ_OPTIONS = ("0.5 mm", "0.1 mm", "0.01 mm", "2 µm")
QUIZ_RIGHT = "2 µm"
QUIZ_BOXES: tuple[Box, ...] = tuple(
    (0.30 + 0.40 * (i % 2), 0.47 + 0.20 * (i // 2), 0.17, 0.075) for i in range(4)
)
AGAIN_BOX: Box = (0.83, 0.30, 0.125, 0.055)
QUIZ_NEXT_BOXES: dict[str, Box] = {"quote": (0.34, 0.86, 0.14, 0.05), "thanks": (0.66, 0.86, 0.14, 0.05)}
QUOTE_BOX: Box = (0.50, 0.71, 0.15, 0.06)
SHEET_BOX: Box = (0.83, 0.47, 0.105, 0.05)
NEWS_BOX: Box = (0.34, 0.72, 0.13, 0.055)
RATE_BOX: Box = (0.66, 0.72, 0.13, 0.055)


def still(box: Box) -> Callable[[float], Box]:
    return lambda _t: box


def scene_at(t: float) -> Scene:
    return next((scene for scene in SCENES if scene.start_s <= t < scene.end_s), SCENES[-1])
