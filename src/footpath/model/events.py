"""The imported events as columns: what every analysis starts from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from footpath.model.names import Names

Ints: TypeAlias = NDArray[np.int32]
Longs: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.int8]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]


class Kind(IntEnum):
    """The words of the `kind` column; the number is what the review file stores."""

    IMPRESSION = 0
    PLAY = 1
    PAUSE = 2
    SEEK = 3
    HEARTBEAT = 4
    SCENE_ENTER = 5
    ELEMENT_SHOWN = 6
    CLICK = 7
    CHOICE = 8
    ANSWER = 9
    FEEDBACK = 10
    CONVERSION = 11
    ENGAGEMENT = 12
    ENDED = 13
    EXIT = 14

    @property
    def word(self) -> str:
        return self.name.lower()


KIND_WORDS: dict[str, Kind] = {kind.word: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Events:
    """One entry per stored event, sorted by session, then by wall time, then by order in their file.

    All arrays have shape (n,). Indices are -1 where the row names nothing.

    Attributes:
        session: index into `Sessions.ids`.
        at_ms: wall time, Unix epoch in ms, UTC.
        kind: a `Kind`.
        t_s: media time in seconds, NaN where the row has none.
        media: index into `Story.media`; -1 where the row does not name one.
        scene: index into `Story.scenes`; -1 where the row does not name one (or names one no story knows).
        x, y: position in [0, 1] of the picture, NaN for an event without a position.
        element: index into `element_ids`.
        value: index into `values`.
        element_ids: ids of the story's elements in the story's order, then those that only events name.
        values: the distinct texts of the `value` column.
    """

    session: Ints
    at_ms: Longs
    kind: Bytes
    t_s: Floats
    media: Ints
    scene: Ints
    x: Floats
    y: Floats
    element: Ints
    value: Ints
    element_ids: tuple[str, ...]
    values: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.session)


@dataclass(frozen=True, slots=True)
class Sessions:
    """One entry per session; the order is that of their ids' first appearance in the review.

    Attributes:
        ids: session ids.
        viewer: shape (s,), index into `viewer_ids`.
        viewer_ids: viewer ids; a session without one is its own viewer and appears by its session id.
        has_viewer_ids: whether the source names viewers at all.
        device, variant: shape (s,), index into `devices` / `variants`, -1 where unknown.
        autoplay: shape (s,), 1 yes, 0 chosen, -1 unknown.
        player_width, player_height: shape (s,), CSS pixels, NaN where unknown.
    """

    ids: Names
    viewer: Ints
    viewer_ids: Names
    has_viewer_ids: bool
    device: Ints
    devices: tuple[str, ...]
    variant: Ints
    variants: tuple[str, ...]
    autoplay: Bytes
    player_width: Floats
    player_height: Floats

    def __len__(self) -> int:
        return len(self.ids)
