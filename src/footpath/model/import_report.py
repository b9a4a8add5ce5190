"""What an import did, in numbers that add up."""

from __future__ import annotations

from dataclasses import dataclass

from footpath.model.contradiction import Contradiction


@dataclass(frozen=True, slots=True)
class Reason:
    """Rows refused for one reason; `first_line` counts from 1 (for arrays and tables: the element, the row)."""

    code: str
    reason: str
    count: int
    first_file: str
    first_line: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """read = stored + duplicate + rejected, always; `reasons` are sorted by count, most first.

    `contradictions` None: not looked for, the review is too large for it to be done in passing.
    """

    read: int
    stored: int
    duplicate: int
    rejected: int
    reasons: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] | None = ()

    def to_json(self) -> dict[str, object]:
        """The object that `footpath import --json` prints."""
        told = None if self.contradictions is None else [one.to_json() for one in self.contradictions]
        return {
            "read": self.read,
            "stored": self.stored,
            "duplicate": self.duplicate,
            "rejected": self.rejected,
            "reasons": [
                {
                    "code": reason.code,
                    "reason": reason.reason,
                    "count": reason.count,
                    "first": {"file": reason.first_file, "line": reason.first_line},
                }
                for reason in self.reasons
            ],
            "contradictions": told,
        }
