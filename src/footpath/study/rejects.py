"""Refused rows: why they were refused, and out of the review to be mended and imported again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from footpath.analysis.contradictions import contradictions
from footpath.model.contradiction import Contradiction
from footpath.model.import_report import ImportReport, Reason
from footpath.storage.mended import export_rejects
from footpath.storage.review import Review

MOST_IN_PASSING = 2_000_000


def save_rejects(review: Path, out: Path) -> int:
    """Write a review's refused rows as CSV; returns how many.

    Raises:
        UserError: if the review can't be read or the file not written.
    """
    return export_rejects(review, out)


def contradictions_in(path: Path) -> tuple[Contradiction, ...] | None:
    """What contradicts itself in a review's events; None where there are too many to look through in passing.

    Raises:
        UserError: if it can't be read.
    """
    with Review.open(path) as review:
        if review.count > MOST_IN_PASSING:
            return None
        return contradictions(review.events(), review.sessions(), review.story())


def report_of(review: Review, stored: int, found: tuple[Contradiction, ...] = ()) -> ImportReport:
    """What a review keeps of its imports, for `stored` events in it; duplicates aren't kept, so they are 0."""
    reasons: dict[tuple[str, str], Reason] = {}
    for row in review.rejects():
        key = row.code, row.reason
        seen = reasons.get(key, Reason(row.code, row.reason, 0, row.file, row.line))
        reasons[key] = replace(seen, count=seen.count + 1)
    rejected = sum(reason.count for reason in reasons.values())
    most_first = tuple(sorted(reasons.values(), key=lambda reason: -reason.count))
    return ImportReport(stored + rejected, stored, 0, rejected, most_first, review.notes, found)
