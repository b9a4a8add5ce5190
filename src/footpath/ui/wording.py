"""How times and parts of a selection are written for people."""

from __future__ import annotations

from footpath.model.results import HeatGrid
from footpath.model.selection import Region, Selection
from footpath.model.story import Story


def number(n: int) -> str:
    return f"{n:,}".replace(",", "\u202f")


def several(n: int, word: str) -> str:
    """1 session, 2 sessions."""
    return f"{number(n)} {word}{'' if n == 1 else 's'}"


def clock(t_s: float) -> str:
    """0:14, or 0:14.5 where the tenth says something."""
    minutes, seconds = divmod(round(max(t_s, 0.0) * 10), 600)
    tenth = f".{seconds % 10}" if seconds % 10 else ""
    return f"{minutes}:{seconds // 10:02d}{tenth}"


def duration(seconds: float) -> str:
    """How long, roughly: 8 s, 3 min 20 s."""
    whole = max(round(seconds), 1)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def dropped_words(dropped: int) -> str:
    return f"{number(dropped)} dropped"


def heat_words(heat: HeatGrid, x: float, y: float) -> str:
    """How many clicks around a place of the picture, in [0, 1]; empty outside it."""
    value = heat.around(x, y)
    if value != value:  # noqa: PLR0124 - not a number: outside
        return ""
    per = "" if heat.present_s is None else " per viewer-second"
    start, end = max(heat.window_s[0], 0.0), heat.window_s[1]
    return f"{value:.3g} clicks{per} in 44 × 44 px here, {clock(start)}–{clock(end)} (blur {heat.bandwidth_px:g} px)"


def region_words(region: Region) -> str:
    """Across and down, in per cent of the picture: x 20–45 %, y 10–30 %; with tenths where it is narrow."""
    narrow = min(region[2] - region[0], region[3] - region[1]) < 0.02
    x0, y0, x1, y1 = (f"{100 * v:.{1 if narrow else 0}f}" for v in region)
    return f"x {x0}–{x1} %, y {y0}–{y1} %"


def describe(selection: Selection, story: Story) -> dict[str, str]:
    """A short text for every part that is set; a window's two ends are one part, `window`."""
    scene = {s.id: s.label or s.id for s in story.scenes}
    element = {e.id: e.label or e.id for e in story.elements}
    parts = dict(selection.parts)
    start, end = parts.pop("start_s", None), parts.pop("end_s", None)
    words = {name: str(value) for name, value in parts.items()}
    if selection.scene:
        words["scene"] = scene.get(selection.scene, selection.scene)
    if selection.element:
        words["element"] = element.get(selection.element, selection.element)
    if selection.through:
        words["through"] = " → ".join(scene.get(s, s) for s in selection.through)
    for part, what in (("passed", ""), ("excluded", "not ")):
        if part in words:
            words[part] = what + selection.places_in_words(part, scene)
    if selection.region:
        words["region"] = region_words(selection.region)
    if selection.click_class:
        words["click_class"] = selection.click_class.replace("_", " ")
    if start is not None or end is not None:
        words["window"] = f"{clock(start or 0.0)}–{clock(end) if end is not None else 'end'}"
    return words


def without(part: str) -> dict[str, object]:
    """The fields to replace so that `part` is gone; a window goes with its media."""
    if part in {"window", "media"}:
        return {"start_s": None, "end_s": None, "media": None}
    return {part: () if part in {"through", "passed", "excluded"} else None}
