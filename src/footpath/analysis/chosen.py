"""The sessions that a selection chooses, in the forms that are asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from footpath.analysis.columns import Bits, bits
from footpath.model.events import Bools, Longs


class Chosen:
    """Not to be written to; `kept` holds what depends on these sessions alone, whatever is looked at of the film."""

    def __init__(self, mask: Bools) -> None:
        """`mask` has shape (s,)."""
        mask.flags.writeable = False
        self.mask = mask
        self.kept: dict[str, object] = {}

    @cached_property
    def rows(self) -> Longs:
        """Their indices, ascending."""
        return np.flatnonzero(self.mask)

    @cached_property
    def bits(self) -> Bits:
        """The mask, packed."""
        return bits(self.mask)
