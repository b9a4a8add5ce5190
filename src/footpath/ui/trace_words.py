"""What a viewer's strip says in words: stretches, clicks, choices."""

from __future__ import annotations

from footpath.study.trace_strip import Stretch, TraceChoice, TraceClick, TraceStrip
from footpath.ui.wording import clock

CLICK_WORDS = {
    "hit": "hit",
    "near_miss": "near miss",
    "false": "false click",
    "control": "click on the player's controls",
    "beside": "click beside the picture",
}
MOST_TOLD = 6


def stretch_text(stretch: Stretch) -> str:
    told = {0: "skipped", 1: "watched"}.get(stretch.times, f"watched again ({stretch.times} times in all)")
    return f"{clock(stretch.start_s)}–{clock(stretch.end_s)} {told}"


def click_text(click: TraceClick) -> str:
    element = f": {click.element}" if click.element else ""
    return f"{clock(click.t_s)} {CLICK_WORDS[click.word]}{element}"


def choice_text(choice: TraceChoice) -> str:
    return f"{clock(choice.t_s)} {'by default' if choice.by_default else 'chosen'}: {choice.label}"


def strip_lines(strip: TraceStrip) -> list[str]:
    """All of it, a line each."""
    return [*map(stretch_text, strip.stretches), *map(click_text, strip.clicks), *map(choice_text, strip.choices)]


def told_at(strip: TraceStrip, media_id: str, t_s: float, near_s: float) -> list[str]:
    """The stretch at a moment of a media, and the clicks and choices no further than `near_s` from it."""
    here = [s for s in strip.stretches if s.media_id == media_id and s.start_s <= t_s < s.end_s]
    marks = [
        *(click_text(c) for c in strip.clicks if c.media_id == media_id and abs(c.t_s - t_s) <= near_s),
        *(choice_text(c) for c in strip.choices if c.media_id == media_id and abs(c.t_s - t_s) <= near_s),
    ]
    rest = [f"and {len(marks) - MOST_TOLD} more"] if len(marks) > MOST_TOLD else []
    return [stretch_text(here[0]) if here else f"{clock(t_s)} not watched", *marks[:MOST_TOLD], *rest]
