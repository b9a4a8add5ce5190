"""Positions as a source gives them → positions in [0, 1] of the picture, from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from footpath.model.events import Floats


@dataclass(frozen=True, slots=True)
class Placing:
    """How a source's positions lie.

    Attributes:
        unit: `normalised` (0..1), `percent` or `pixels` of the player's box.
        fit: how the picture lies in the box, as CSS's object-fit: `fill` (they are the same), `contain`, `cover`.
        rotation: degrees by which the picture as shown is turned clockwise against the source's.
        width, height: the box where rows don't tell `player_width` and `player_height`; None: they must.
        picture: width and height (or their proportion) of the picture as the source turns it, for contain and cover.
    """

    unit: str = "normalised"
    fit: str = "fill"
    rotation: int = 0
    width: float | None = None
    height: float | None = None
    picture: tuple[float, float] | None = None

    def of_picture(self, picture: tuple[float, float]) -> Placing:
        """With the picture's size, as shown, where none was stated."""
        if self.picture is not None:
            return self
        return replace(self, picture=picture if self.rotation % 180 == 0 else picture[::-1])

    @property
    def needs_picture(self) -> bool:
        return self.fit != "fill" and self.picture is None

    def place(self, x: Floats, y: Floats, width: Floats, height: Floats) -> tuple[Floats, Floats]:
        """Positions in the picture; NaN where there is none, or where the box's size is needed and unknown.

        `x` and `y` are as the source gives them; `width` and `height` are the box's, NaN where the row doesn't tell.
        """
        width, height = self._box(width, self.width), self._box(height, self.height)
        with np.errstate(all="ignore"):
            u, v = self._in_box(x, width), self._in_box(y, height)
            if self.fit != "fill":
                u, v = self._in_picture(u, v, width, height)
        return self._turned(u, v)

    @staticmethod
    def _box(told: Floats, stated: float | None) -> Floats:
        return told if stated is None else np.where(np.isnan(told), stated, told)

    def _in_box(self, position: Floats, side: Floats) -> Floats:
        if self.unit == "pixels":
            return position / side
        return position / 100.0 if self.unit == "percent" else position

    def _in_picture(self, u: Floats, v: Floats, width: Floats, height: Floats) -> tuple[Floats, Floats]:
        """From shares of the box to shares of the picture, which is centred in it."""
        assert self.picture is not None, "settled before the first row"  # noqa: S101
        across, down = width / self.picture[0], height / self.picture[1]
        scale = np.minimum(across, down) if self.fit == "contain" else np.maximum(across, down)
        return 0.5 + (u - 0.5) * (across / scale), 0.5 + (v - 0.5) * (down / scale)

    def _turned(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        if self.rotation == 90:
            return 1.0 - v, u
        if self.rotation == 180:
            return 1.0 - u, 1.0 - v
        return (v, 1.0 - u) if self.rotation == 270 else (u, v)
