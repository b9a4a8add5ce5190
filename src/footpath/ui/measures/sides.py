"""What can be put side by side: everything that the review names, within what is selected now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from footpath.model.selection import EVERYTHING, Selection
from footpath.study.study import Study

Choice = tuple[str, Selection]


def sides(study: Study, now: Selection, saved: dict[str, Selection]) -> list[Choice]:
    """(words, selection) of each; variants, devices and branches within what is selected now."""
    return [
        ("Selected now", now),
        ("Everything", EVERYTHING),
        *((f"Saved: {name}", selection) for name, selection in saved.items()),
        *((f"Variant {name}", replace(now, variant=name)) for name in sorted(study.sessions.variants)),
        *((f"Device {name}", replace(now, device=name)) for name in sorted(study.sessions.devices)),
        *_branches(study, now),
    ]


def _branches(study: Study, now: Selection) -> Iterator[Choice]:
    scenes = {s.id: s.label or s.id for s in study.story.scenes}
    for start, end in dict.fromkeys((c.from_scene, c.to_scene) for c in study.story.choices):
        yield f"Path {scenes[start]} → {scenes[end]}", replace(now, through=(start, end))


def first_pair(study: Study) -> tuple[str, str]:
    """What is asked first: two variants, else two devices, else the first two ways out of one scene."""
    variants, devices = sorted(study.sessions.variants), sorted(study.sessions.devices)
    if len(variants) > 1:
        return f"Variant {variants[0]}", f"Variant {variants[1]}"
    if len(devices) > 1:
        one, other = ("mobile", "desktop") if {"mobile", "desktop"} <= {*devices} else devices[:2]
        return f"Device {one}", f"Device {other}"
    names = [name for name, _ in _branches(study, EVERYTHING)]
    if len(names) > 1:
        return names[0], names[1]
    return "Selected now", "Everything"
