"""Undo and redo of everything a person can change, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from footpath.model.kept import Kept
from footpath.model.selection import EVERYTHING, Selection

DEPTH = 200


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the desk: what is looked at, and what the review keeps."""

    selection: Selection = EVERYTHING
    kept: Kept = field(default_factory=Kept)


@dataclass(frozen=True, slots=True)
class History:
    """`past` and `future` end with the desk next to `present`."""

    present: Desk = field(default_factory=Desk)
    past: tuple[Desk, ...] = ()
    future: tuple[Desk, ...] = ()

    def pushed(self, desk: Desk) -> History:
        if desk == self.present:
            return self
        return History(desk, (*self.past, self.present)[-DEPTH:])

    def undone(self) -> History:
        if not self.past:
            return self
        return replace(
            self, present=self.past[-1], past=self.past[:-1], future=(*self.future, self.present)
        )

    def redone(self) -> History:
        if not self.future:
            return self
        return replace(
            self, present=self.future[-1], past=(*self.past, self.present), future=self.future[:-1]
        )
