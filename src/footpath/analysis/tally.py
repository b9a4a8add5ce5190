"""How much of each slot every session holds: asked for some sessions, it gives the slots' totals.

A sparse matrix of slots × sessions times the mask: in one pass over what is held, without gathering or sorting, which
is what lets a change of selection be counted while the mouse moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from footpath.model.events import Bools, Ints, Longs

if TYPE_CHECKING:
    from scipy.sparse import csr_array

EVERY = slice(None)
Weights: TypeAlias = NDArray[np.int32] | NDArray[np.float64]
Mask: TypeAlias = Bools | Weights


@dataclass(frozen=True, slots=True)
class Tally:
    """`held`: shape (slots, sessions), int32 for counts or float64; what falls into the same place is summed."""

    held: csr_array

    @classmethod
    def of(cls, slot: Longs | Ints, session: Longs | Ints, weight: Weights, shape: tuple[int, int]) -> Tally:
        """One entry for each row; `slot`, `session` and `weight` have shape (n,)."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - not while the window is starting

        places = slot.astype(np.int32, copy=False), session.astype(np.int32, copy=False)  # wide ones would stay wide
        return cls(csr_array((weight, places), shape=shape))

    @classmethod
    def counting(cls, slot: Longs | Ints, session: Longs | Ints, shape: tuple[int, int]) -> Tally:
        """Every row counts once."""
        return cls.of(slot, session, np.ones(len(slot), dtype=np.int32), shape)

    @classmethod
    def between(cls, begin: Longs, end: Longs, session: Ints, shape: tuple[int, int]) -> Tally:
        """+1 in the slot where each row begins, −1 where it ends: the running sum is how many are there."""
        sign = np.tile(np.array([1, -1], dtype=np.int32), len(session))
        return cls.of(side_by_side(begin, end), np.repeat(session, 2), sign, shape)

    def total(self, mask: Mask, slots: slice = EVERY) -> np.ndarray:
        """Of the sessions chosen, shape (s,): the sum in every slot, shape (slots,); counts as int64.

        `mask` may be 0 and 1 of the type that is held: then it isn't converted for each tally anew. `slots`: only these
        are counted, 0 stands in the others.
        """
        total = np.zeros(self.held.shape[0], dtype=np.int64 if self.held.dtype == np.int32 else np.float64)
        if self.held.nnz:
            held = self.held if slots == EVERY else self._rows(slots)
            total[slots] = held @ mask.astype(held.dtype, copy=False)
        return total

    def _rows(self, slots: slice) -> csr_array:
        """Of some slots, over the same memory: slicing would copy it."""
        ends = self.held.indptr[slots.start : slots.stop + 1]
        held = slice(ends[0], ends[-1])
        shape = (len(ends) - 1, self.held.shape[1])
        return type(self.held)((self.held.data[held], self.held.indices[held], ends - ends[0]), shape=shape)


def side_by_side(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The first of each, the second of each, …: what is in session order stays so, which spares the table a sort."""
    return np.stack([one, other], axis=1).ravel()
