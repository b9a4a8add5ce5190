"""Saves what people make in a review."""

from __future__ import annotations

from pathlib import Path

from footpath.model.kept import Kept
from footpath.storage.kept import write_kept


def save_kept(review: Path, before: Kept, after: Kept) -> Kept:
    """Bring what a review keeps from `before` to `after`, which is returned.

    Raises:
        UserError: if the review can't be written.
    """
    changes = before.changes_to(after)
    if changes:
        write_kept(review, changes)
    return after
