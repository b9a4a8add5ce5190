"""Refused rows: why they were refused, and out of the review to be mended and imported again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from footpath.model.import_report import ImportReport, Reason
from footpath.storage.mended import export_rejects
from footpath.storage.review import Review


def save_rejects(review: Path, out: Path) -> int:
    """Write a review's refused rows as CSV; returns how many.

    Raises:
        UserError: if the review can't be read or the file not written.
    """
    return export_rejects(review, out)


def report_of(review: Review, stored: int) -> ImportReport:
    """What a review keeps of its imports, for `stored` events in it; duplicates aren't kept, so they are 0."""
    reasons: dict[tuple[str, str], Reason] = {}
    for row in review.rejects():
        key = row.code, row.reason
        seen = reasons.get(key, Reason(row.code, row.reason, 0, row.file, row.line))
        reasons[key] = replace(seen, count=seen.count + 1)
    rejected = sum(reason.count for reason in reasons.values())
    most_first = tuple(sorted(reasons.values(), key=lambda reason: -reason.count))
    return ImportReport(stored + rejected, stored, 0, rejected, most_first, review.notes)
