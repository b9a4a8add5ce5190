"""Each kind of marker in the palettes of the editing programs; all after the meanings in render.colours."""

from __future__ import annotations

from dataclasses import dataclass

from footpath.model.marker import MarkerKind
from footpath.render.colours import ACCEPTED, BOUNDARY, EXIT, FALSE_CLICK, NEAR_MISS

FINDING = "#4AA3A2"


@dataclass(frozen=True, slots=True)
class Palette:
    """One kind's colour.

    `premiere` is the number Premiere writes as pproColor (0xAABBGGRR), None for its default, green.
    `kdenlive` is an index into its default categories. `todo` is Final Cut's only colour: "0" an open to-do
    (red), "1" a done one (green), None a plain marker (blue).
    """

    hex: str
    resolve: str
    premiere: int | None
    avid: str
    otio: str
    kdenlive: int
    todo: str | None = None


PALETTES = {
    MarkerKind.CANDIDATE: Palette(FALSE_CLICK, "Red", 0xFF362CD2, "red", "RED", 8, "0"),
    MarkerKind.ACCEPTED: Palette(ACCEPTED, "Green", None, "green", "GREEN", 3, "1"),
    MarkerKind.DROP_OFF: Palette(EXIT, "Purple", 0xFFB18BAF, "magenta", "PURPLE", 0, "0"),
    MarkerKind.CTA: Palette(NEAR_MISS, "Yellow", 0xFF2BA1D0, "yellow", "YELLOW", 4),
    MarkerKind.ELEMENT: Palette(BOUNDARY, "Blue", 0xFFFC8D42, "blue", "BLUE", 1),
    MarkerKind.FINDING: Palette(FINDING, "Cyan", 0xFFD6F419, "cyan", "CYAN", 2, "0"),
}


def rgb(colour: str) -> tuple[int, int, int]:
    """`#RRGGBB` as three numbers of 0..255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
