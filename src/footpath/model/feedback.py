"""Texts that viewers wrote, as columns: an item is built when it is read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from footpath.model.events import Floats, Ints
from footpath.model.names import Names


@dataclass(frozen=True, slots=True)
class FeedbackText:
    """A text that somebody left, and the moment it speaks of."""

    text: str
    t_s: float | None
    media_id: str | None
    session_id: str


@dataclass(frozen=True, slots=True, eq=False)
class FeedbackTexts(Sequence[FeedbackText]):
    """A sequence of `FeedbackText`, equal to any of the same items.

    `value`, `t_s`, `media`, `session` have shape (k,) and name what stands in `values`, `media_ids`, `session_ids`;
    `t_s` is NaN and `media` -1 where unknown.
    """

    value: Ints
    t_s: Floats
    media: Ints
    session: Ints
    values: tuple[str, ...]
    media_ids: tuple[str, ...]
    session_ids: Names | tuple[str, ...]

    def __len__(self) -> int:
        return len(self.value)

    @overload
    def __getitem__(self, index: int) -> FeedbackText: ...

    @overload
    def __getitem__(self, index: slice) -> FeedbackTexts: ...

    def __getitem__(self, index: int | slice) -> FeedbackText | FeedbackTexts:
        if isinstance(index, slice):
            columns = (self.value[index], self.t_s[index], self.media[index], self.session[index])
            return FeedbackTexts(*columns, self.values, self.media_ids, self.session_ids)
        t_s, media = float(self.t_s[index]), int(self.media[index])
        return FeedbackText(
            self.values[self.value[index]],
            None if math.isnan(t_s) else t_s,
            self.media_ids[media] if media >= 0 else None,
            self.session_ids[self.session[index]],
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))
