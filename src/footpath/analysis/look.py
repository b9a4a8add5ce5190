"""A selection, worked out: the sessions chosen and what of them is looked at, in the forms that are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from footpath.analysis.chosen import Chosen
from footpath.analysis.columns import Bits
from footpath.analysis.data import Data
from footpath.analysis.exposure import Watching
from footpath.analysis.remembering import remembered, remembered_last
from footpath.analysis.selecting import Scope, choose, classes_of, click_rows, scope_of
from footpath.model.clicks import ClickClass
from footpath.model.events import Bools, Longs
from footpath.model.selection import Selection


@dataclass(frozen=True, slots=True)
class Look:
    """Not to be written to.

    Attributes:
        who: the sessions chosen; `mask`, `rows` and `chosen` are its forms.
        scope: what is looked at of media and time; `watching` tells who had what on screen within it.
        classes: the part of `ClickClass` looked at.
        kept: what is worked out of it.
    """

    data: Data
    selection: Selection
    who: Chosen
    scope: Scope
    watching: Watching
    classes: slice
    kept: dict[str, object] = field(default_factory=dict)

    @property
    def mask(self) -> Bools:
        """The sessions chosen; shape (s,)."""
        return self.who.mask

    @property
    def rows(self) -> Longs:
        """Their indices."""
        return self.who.rows

    @property
    def chosen(self) -> Bits:
        """The same, packed."""
        return self.who.bits

    @property
    def wanted(self) -> Bools:
        """Whether each `ClickClass` is looked at."""
        wanted = np.zeros(len(ClickClass), dtype=np.bool_)
        wanted[self.classes] = True
        return wanted

    @property
    def click_rows(self) -> Longs:
        """The clicks looked at, ascending."""
        return remembered(self, "click rows", lambda: click_rows(self.selection, self.data, self.mask))


def look_at(data: Data, selection: Selection) -> Look:
    """The last one is remembered with the review.

    Raises:
        UserError: if the selection names what the review doesn't have.
    """
    return remembered_last(data, "look", selection, lambda: _look(data, selection))


def _look(data: Data, selection: Selection) -> Look:
    who, scope = choose(selection, data), scope_of(selection, data)
    return Look(data, selection, who, scope, Watching.of(data, scope), classes_of(selection))
