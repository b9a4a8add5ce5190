"""A selection, worked out: the sessions chosen and what of them is looked at, in the forms that are asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.columns import Bits, bits
from footpath.analysis.data import Data
from footpath.analysis.exposure import Watching
from footpath.analysis.selecting import Scope, click_mask, scope_of, session_mask
from footpath.model.events import Bools, Longs
from footpath.model.selection import Selection


@dataclass(frozen=True, slots=True)
class Look:
    """Not to be written to.

    Attributes:
        mask: shape (s,), the sessions chosen; `rows` are their indices, `chosen` the same packed.
        scope: what is looked at of media and time; `watching` tells who had what on screen within it.
        clicked: shape (c,), the clicks looked at; None: all of the chosen sessions'.
    """

    data: Data
    mask: Bools
    rows: Longs
    chosen: Bits
    scope: Scope
    watching: Watching
    clicked: Bools | None


def look_at(data: Data, selection: Selection) -> Look:
    """The last one is remembered with the review.

    Raises:
        UserError: if the selection names what the review doesn't have.
    """
    found = data.kept.get("look")
    if isinstance(found, tuple) and found[0] == selection:
        last: Look = found[1]
        return last
    mask, scope = session_mask(selection, data), scope_of(selection, data)
    whole = scope.is_everything and selection.click_class is None
    clicked = None if whole else click_mask(selection, data, mask)
    look = Look(data, mask, np.flatnonzero(mask), bits(mask), scope, Watching.of(data, scope), clicked)
    data.kept["look"] = selection, look
    return look
