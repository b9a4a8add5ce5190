"""What was watched, by session or by visit: curves are counted from either alike."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Protocol, TypeVar

import numpy as np

from footpath.analysis.passing import Paths
from footpath.model.events import Bools, Floats, Ints
from footpath.model.reading import Holds, Pieces, Reading

Parts = TypeVar("Parts", Pieces, Holds)


class Watched(Protocol):
    """A `Reading` is one, of sessions; in one of visits `session` of pieces and holds indexes those.

    What tells how it ended has an entry for each session or visit; the other attributes are as of `Reading`.
    """

    @property
    def pieces(self) -> Pieces: ...

    @property
    def holds(self) -> Holds: ...

    @property
    def dropped_off(self) -> Bools: ...

    @property
    def exit_scene(self) -> Ints: ...

    @property
    def exit_s(self) -> Floats: ...


@dataclass(frozen=True, slots=True)
class ByVisit:
    """The watched stretches and waits of every visit; a session is left at its last one."""

    pieces: Pieces
    holds: Holds
    dropped_off: Bools
    exit_scene: Ints
    exit_s: Floats

    @classmethod
    def of(cls, reading: Reading) -> ByVisit:
        """What lies on no visit is left out."""
        paths, session = Paths.of(reading), reading.visits.session
        last = np.zeros(len(session), dtype=np.bool_)
        last[paths.last[paths.first < paths.last] - 1] = True
        return cls(
            _on_visits(reading.pieces, paths),
            _on_visits(reading.holds, paths),
            last & reading.dropped_off[session],
            reading.exit_scene[session],
            reading.exit_s[session],
        )


def _on_visits(parts: Parts, paths: Paths) -> Parts:
    kept = parts.step >= 0
    rows = slice(None) if kept.all() else np.flatnonzero(kept)  # a slice is no copy
    columns = {field.name: getattr(parts, field.name)[rows] for field in fields(parts)}
    visit = paths.first[columns["session"]] + columns["step"]
    return replace(parts, **{**columns, "session": visit.astype(np.int32)})
