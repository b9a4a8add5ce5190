"""Attention bands as a review keeps them."""

from __future__ import annotations

import math
from typing import Any

from footpath.model.kept import Changes, Entry, Kept
from footpath.model.settings import Settings

Bands = tuple[tuple[str, float], ...]
KEPT: Entry = ("setting", "attention_bands")


def bands_of(kept: Kept, settings: Settings) -> Bands:
    """The review's own bands in their order, else those of the settings; what is no band is left out."""
    value = kept.entries.get(KEPT)
    found = [band for entry in value if (band := _band(entry)) is not None] if isinstance(value, list) else []
    return ordered(found) or settings.attention_bands


def ordered(bands: list[tuple[str, float]]) -> Bands:
    """By where they start; of two that start together the later one."""
    return tuple((label, start_s) for start_s, label in sorted({start_s: label for label, start_s in bands}.items()))


def to_keep(bands: Bands | None) -> Changes:
    """What `Workspace.keep` takes; None: those of the settings again."""
    return {KEPT: None if bands is None else [[label, start_s] for label, start_s in bands]}


def _band(entry: Any) -> tuple[str, float] | None:
    if not isinstance(entry, list) or len(entry) != 2:
        return None
    label, start_s = entry
    number = isinstance(start_s, int | float) and not isinstance(start_s, bool)
    if not isinstance(label, str) or not number or not 0 <= start_s < math.inf:
        return None
    return label, float(start_s)
