"""Refused rows leave the review, to be mended and imported again."""

from __future__ import annotations

from pathlib import Path

from footpath.storage.importing import export_rejects


def save_rejects(review: Path, out: Path) -> int:
    """Write a review's refused rows as CSV; returns how many.

    Raises:
        UserError: if the review can't be read or the file not written.
    """
    return export_rejects(review, out)
