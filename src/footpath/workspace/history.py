"""Undo and redo of selections, as a value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from footpath.model.selection import EVERYTHING, Selection

DEPTH = 200


@dataclass(frozen=True, slots=True)
class History:
    """`past` and `future` end with the selection next to `present`."""

    present: Selection = EVERYTHING
    past: tuple[Selection, ...] = ()
    future: tuple[Selection, ...] = ()

    def pushed(self, selection: Selection) -> History:
        if selection == self.present:
            return self
        return History(selection, (*self.past, self.present)[-DEPTH:])

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
