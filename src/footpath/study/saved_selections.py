"""Selections that people named: what a review keeps of them, and as which filter words they come back."""

from __future__ import annotations

from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.kept import Changes, Kept
from footpath.model.selection import Selection
from footpath.storage.review import Review

KIND = "selection"


def saved_selections(kept: Kept) -> dict[str, Selection]:
    """By name, in the order of the names; an entry that is no selection (of a newer version) is left out."""
    found = {}
    for name, parts in kept.of(KIND).items():
        try:
            found[name] = Selection.of_parts(parts)
        except (TypeError, ValueError):
            continue
    return found


def saving(name: str, selection: Selection | None) -> Changes:
    """What to keep so that `name` is that selection, or nothing."""
    return {(KIND, name): None if selection is None else selection.parts}


def saved_selection(review: Path, name: str) -> Selection:
    """Raises UserError where the review has none of that name."""
    with Review.open(review) as opened:
        found = saved_selections(opened.kept())
    if name not in found:
        known = ", ".join(found) or "none"
        raise UserError(f"This review has no saved selection “{name}”", str(review), f"It has: {known}.")
    return found[name]
