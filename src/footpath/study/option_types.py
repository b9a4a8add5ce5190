"""What the words after an option of the command line may be; argparse tells the rest."""

from __future__ import annotations

import argparse

from footpath.model.marker import MarkerKind
from footpath.render.overlay import OverlayOptions
from footpath.study.exporting import OVERLAYS


def size(text: str) -> tuple[int, int]:
    across, _, down = text.lower().partition("x")
    sides = (int(across), int(down))
    if not all(320 <= side <= 7680 for side in sides):
        raise argparse.ArgumentTypeError(f"{text} is not between 320x320 and 7680x7680")
    return sides


def width(text: str) -> int:
    if not 16 <= int(text) <= 7680:
        raise argparse.ArgumentTypeError(f"{text} is not between 16 and 7680")
    return int(text)


def marker_kinds(text: str) -> tuple[MarkerKind, ...]:
    try:
        return tuple(MarkerKind(name) for name in text.split(",") if name)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; there are {', '.join(MarkerKind)}") from error


def overlays(text: str) -> OverlayOptions:
    names = set() if text == "none" else {name for name in text.split(",") if name}
    if not names <= set(OVERLAYS):
        raise argparse.ArgumentTypeError(f"{text}: there are {', '.join(OVERLAYS)} and none")
    return OverlayOptions(**{name: name in names for name in OVERLAYS})  # type: ignore[arg-type]
