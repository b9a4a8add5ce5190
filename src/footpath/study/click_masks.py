"""Which clicks a selection looks at, for the last few selections."""

from __future__ import annotations

import threading

from footpath.analysis.data import Data
from footpath.analysis.remembering import Recent
from footpath.analysis.selecting import click_mask, session_mask
from footpath.model.events import Bools
from footpath.model.selection import Selection

REMEMBERED = 3  # a byte a click


class ClickMasks:
    """Called with a selection it gives the mask; shape (c,), not to be written to."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._masks: Recent[Bools] = Recent(REMEMBERED)
        self._asking = threading.Lock()  # of two that ask at once one works

    def __call__(self, selection: Selection) -> Bools:
        whole = self._masks.there(selection)
        if whole is None:
            with self._asking:
                whole = self._masks.get(selection, lambda: self._made(selection))
        return whole

    def of(self, selection: Selection, rows: slice) -> Bools:
        """Of some clicks in a row, without waiting until all are looked through."""
        whole = self._masks.there(selection)
        return self._made(selection, rows) if whole is None else whole[rows]

    def _made(self, selection: Selection, rows: slice | None = None) -> Bools:
        return click_mask(selection, self._data, session_mask(selection, self._data), rows)
