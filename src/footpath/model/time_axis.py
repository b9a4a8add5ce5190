"""The scenes of a path, and media time laid out along it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A scene's index, and the sessions that came along the path up to it."""

    scene: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch [start_s, end_s) of a media, which begins at `at_s` of the axis.

    `scene_id`, `step`: of which scene, at which step of a path; None where it is of any.
    """

    media_id: str
    start_s: float
    end_s: float
    at_s: float = 0.0
    scene_id: str | None = None
    step: int | None = None

    @property
    def shift_s(self) -> float:
        """Axis seconds − media seconds."""
        return self.at_s - self.start_s

    def parts(self, start_s: float, end_s: float) -> list[tuple[float, float]]:
        """Where on the axis what lies in it of a stretch (or moment) of its media lies; nowhere, or once."""
        low, high = max(start_s, self.start_s), min(end_s, self.end_s)
        inside = low < high or (low == high == start_s and low < self.end_s)
        return [(low + self.shift_s, high + self.shift_s)] if inside else []


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """What lies where along the timeline, in seconds: one media as it is, or scenes one after the other."""

    stretches: tuple[Stretch, ...]

    @classmethod
    def of_media(cls, media_id: str) -> TimeAxis:
        """Media time itself."""
        return cls((Stretch(media_id, 0.0, math.inf),))

    @classmethod
    def along(cls, scenes: Sequence[tuple[str, int | None, str, float, float]]) -> TimeAxis:
        """Scenes as (scene id, step, media id, start, end), laid end to end in this order; ends are finite."""
        stretches, at_s = [], 0.0
        for scene_id, step, media_id, start_s, end_s in scenes:
            stretches.append(Stretch(media_id, start_s, end_s, at_s, scene_id, step))
            at_s += end_s - start_s
        return cls(tuple(stretches))

    @property
    def end_s(self) -> float:
        """Where the last stretch ends; infinite along a media."""
        return max(one.at_s + one.end_s - one.start_s for one in self.stretches)

    def parts(self, media_id: str, start_s: float, end_s: float) -> list[tuple[float, float]]:
        """Where a stretch of media time lies on the axis: once for each time that it is passed."""
        return [part for one in self.stretches if one.media_id == media_id for part in one.parts(start_s, end_s)]

    def place(self, media_id: str, t_s: float, near_s: float = 0.0) -> float | None:
        """Where a moment lies on the axis; of several places the one nearest to `near_s`; None where it is not."""
        places = [low for low, _ in self.parts(media_id, t_s, t_s)]
        return min(places, key=lambda at: abs(at - near_s), default=None)

    def moment(self, at_s: float) -> tuple[str, float]:
        """(media id, media seconds) of a place on the axis, or of what of it is nearest."""
        here = self._holding(at_s)
        return here.media_id, min(max(at_s - here.shift_s, here.start_s), here.end_s)

    def window(self, from_s: float, to_s: float) -> tuple[str, float, float]:
        """(media id, start, end) in media seconds of what lies between two places, within the stretch of the first."""
        here = self._holding(from_s)
        low, high = sorted(min(max(at - here.shift_s, here.start_s), here.end_s) for at in (from_s, to_s))
        return here.media_id, low, high

    def _holding(self, at_s: float) -> Stretch:
        return max((s for s in self.stretches if s.at_s <= at_s), key=lambda s: s.at_s, default=self.stretches[0])
