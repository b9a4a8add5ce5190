"""What people make in a review and it keeps: named selections, decisions on candidates, drafts, the order of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Entry = tuple[str, str]  # kind and id
Changes = Mapping[Entry, Any]  # a JSON value, or None to remove the entry


@dataclass(frozen=True, slots=True)
class Kept:
    """Immutable: every change makes another. `entries`: JSON values by kind and id; never None."""

    entries: Mapping[Entry, Any] = field(default_factory=dict)

    def of(self, kind: str) -> dict[str, Any]:
        """The values of one kind, by id, in the order of their ids."""
        return {id_: self.entries[k, id_] for k, id_ in sorted(self.entries) if k == kind}

    def changed(self, changes: Changes) -> Kept:
        """With some entries set anew and those whose value is None removed."""
        merged = {**self.entries, **changes}
        return Kept({entry: value for entry, value in merged.items() if value is not None})

    def changes_to(self, other: Kept) -> dict[Entry, Any]:
        """What `changed` needs to get from here to `other`."""
        gone = {entry: None for entry in self.entries if entry not in other.entries}
        new = {entry: value for entry, value in other.entries.items() if self.entries.get(entry) != value}
        return {**gone, **new}
