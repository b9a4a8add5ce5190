"""A selection, worked out: the sessions chosen and what of them is looked at, in the forms that are asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.chosen import Chosen
from footpath.analysis.columns import Bits
from footpath.analysis.data import Data
from footpath.analysis.exposure import Watching
from footpath.analysis.remembering import remembered_last
from footpath.analysis.selecting import Scope, choose, click_rows, scope_of
from footpath.model.events import Bools, Longs
from footpath.model.selection import Selection


@dataclass(frozen=True, slots=True)
class Look:
    """Not to be written to.

    Attributes:
        who: the sessions chosen; `mask`, `rows` and `chosen` are its forms.
        scope: what is looked at of media and time; `watching` tells who had what on screen within it.
        clicked: the clicks looked at, ascending; None: all of the chosen sessions'.
    """

    data: Data
    who: Chosen
    scope: Scope
    watching: Watching
    clicked: Longs | None

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
    def click_rows(self) -> Longs:
        """The clicks looked at, ascending."""
        if self.clicked is not None:
            return self.clicked
        return np.flatnonzero(self.mask.take(self.data.clicks.session))


def look_at(data: Data, selection: Selection) -> Look:
    """The last one is remembered with the review.

    Raises:
        UserError: if the selection names what the review doesn't have.
    """
    return remembered_last(data, "look", selection, lambda: _look(data, selection))


def _look(data: Data, selection: Selection) -> Look:
    who, scope = choose(selection, data), scope_of(selection, data)
    whole = scope.is_everything and selection.click_class is None
    clicked = None if whole else click_rows(selection, data, who.mask)
    return Look(data, who, scope, Watching.of(data, scope), clicked)
