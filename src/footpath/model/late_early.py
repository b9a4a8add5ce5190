"""Clicks on an element's place while it was not there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LateEarly:
    """Viewers who clicked over an element's last place after it ended, or over its first before it began.

    Attributes:
        element_id, media_id: of the element.
        late: after its end; else before its start.
        start_s, end_s: the stretch that was looked at.
        clicks, viewers: near misses in time and false clicks over the place, and who made them.
        exposed: viewers who had the stretch on screen.
        furthest_s: seconds between the element's life and the click furthest from it.
        expected: viewers expected from false clicks elsewhere in the scene.
        p_value: Poisson; q_value: after correction over all stretches.
    """

    element_id: str
    media_id: str
    late: bool
    start_s: float
    end_s: float
    clicks: int
    viewers: int
    exposed: int
    furthest_s: float
    expected: float
    p_value: float
    q_value: float
