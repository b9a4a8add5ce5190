"""The events of one kind, within what is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.data import Data
from footpath.analysis.exposure import Watching
from footpath.analysis.remembering import remembered
from footpath.model.events import Floats, Ints, Kind


@dataclass(frozen=True, slots=True)
class Rows:
    """Events of one kind that name a value, in order; all of shape (k,)."""

    session: Ints
    element: Ints
    value: Ints
    media: Ints
    scene: Ints
    t_s: Floats


def rows_within(watching: Watching, kind: Kind) -> Rows:
    """Those of a scope; of the whole film those without a media time too."""
    rows = remembered(watching.data, f"values of {kind.word}", lambda: _read(watching.data, kind))
    if watching.scope.is_everything:
        return rows
    at = np.flatnonzero(watching.scope.holds(rows.media, rows.scene, rows.t_s))
    return Rows(
        rows.session.take(at),
        rows.element.take(at),
        rows.value.take(at),
        rows.media.take(at),
        rows.scene.take(at),
        rows.t_s.take(at),
    )


def _read(data: Data, kind: Kind) -> Rows:
    events, placed, rows = data.events, data.placed, data.rows_of(kind)
    rows = np.compress(events.value.take(rows) >= 0, rows)
    return Rows(
        events.session.take(rows),
        events.element.take(rows),
        events.value.take(rows),
        placed.media.take(rows),
        placed.scene.take(rows),
        events.t_s.take(rows),
    )
