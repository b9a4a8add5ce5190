"""How the sessions were read: watched intervals, visits, exits. See docs/reading.md for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from footpath.model.events import Bools, Bytes, Floats, Ints


class Arrival(IntEnum):
    """How a visit was reached."""

    START = 0
    CHOSEN = 1
    DEFAULT = 2
    CONTINUED = 3


class Outcome(IntEnum):
    """How a session ended."""

    NEVER_RAN = 0
    EXIT = 1
    COMPLETED = 2
    CENSORED = 3


class Inconsistency(IntEnum):
    """Why a row contradicts the rest of its session."""

    BACKWARDS = 0
    PAST_END = 1


@dataclass(frozen=True, slots=True)
class Intervals:
    """Watched intervals [start_s, end_s) of media time, in session order, then as they were watched.

    All of shape (i,). `media` indexes `Story.media`. An interval never is empty.
    """

    session: Ints
    media: Ints
    start_s: Floats
    end_s: Floats

    def __len__(self) -> int:
        return len(self.session)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Watched intervals cut at the scenes' edges; `scene` indexes `Story.scenes`. All of shape (p,).

    `step`: of the visit of its scene in which it was watched, -1 where its session wasn't on one.
    """

    session: Ints
    scene: Ints
    start_s: Floats
    end_s: Floats
    step: Ints

    def __len__(self) -> int:
        return len(self.session)


@dataclass(frozen=True, slots=True)
class Visits:
    """Steps of the paths, in session order, then as they happened. All of shape (v,).

    `step` counts from 0 within its session; `arrival` is an `Arrival`; `event` is the first that lies in it, ascending.
    """

    session: Ints
    scene: Ints
    step: Ints
    arrival: Bytes
    event: Ints

    def __len__(self) -> int:
        return len(self.session)


@dataclass(frozen=True, slots=True)
class Holds:
    """Stretches of wall time in which a running player held a scene's last frame. All of shape (h,).

    `step`: as of `Pieces`.
    """

    session: Ints
    scene: Ints
    seconds: Floats
    step: Ints


@dataclass(frozen=True, slots=True)
class Placed:
    """Where each event happened: `media` and `scene`, -1 where unknown. Of shape (n,) in the order of `Events`."""

    media: Ints
    scene: Ints


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a session's rows say once they are read as playback.

    Per-session arrays have shape (s,); per-event arrays have shape (n,) in the order of `Events`.

    Attributes:
        played: a `play`, or watched time > 0.
        watched_s: Σ watched intervals, seconds.
        reached_ending: an `ended` event, or a watched interval that overlaps the tail of an ending.
        exit_event: index of the exit for good, -1 where there was none.
        exit_s: media time where the viewer was then, NaN where unknown.
        exit_scene: index of the scene left, -1 where unknown.
        dropped_off: an exit for good without having completed before it.
        outcome: an `Outcome`.
        watched_before_s: shape (n,), watched seconds of the session up to each event.
        inconsistent_event: indices of rows that contradict their session, ascending.
        inconsistent_why: an `Inconsistency` for each of them.
    """

    intervals: Intervals
    pieces: Pieces
    visits: Visits
    holds: Holds
    played: Bools
    watched_s: Floats
    reached_ending: Bools
    exit_event: Ints
    exit_s: Floats
    exit_scene: Ints
    dropped_off: Bools
    outcome: Bytes
    watched_before_s: Floats
    inconsistent_event: Ints
    inconsistent_why: Bytes
