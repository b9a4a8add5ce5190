"""Who the sessions of a selection are, for a list to choose from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.data import Data
from footpath.model.events import Bools
from footpath.model.reading import Outcome

MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class ViewerRow:
    """One session; `outcome` is a word of `Outcome`."""

    session_id: str
    viewer_id: str
    device: str
    clicks: int
    watched_s: float
    outcome: str


def viewer_rows(data: Data, mask: Bools) -> tuple[ViewerRow, ...]:
    """The chosen sessions, most clicks first; no more than `MOST_LISTED` of them."""
    clicks = np.bincount(data.clicks.session, minlength=len(mask))
    chosen = np.flatnonzero(mask)
    chosen = chosen[np.argsort(-clicks[chosen], kind="stable")][:MOST_LISTED]
    sessions, reading = data.sessions, data.reading
    return tuple(
        ViewerRow(
            sessions.ids[k],
            sessions.viewer_ids[sessions.viewer[k]],
            sessions.devices[sessions.device[k]] if sessions.device[k] >= 0 else "",
            int(clicks[k]),
            float(reading.watched_s[k]),
            Outcome(reading.outcome[k]).name.lower().replace("_", " "),
        )
        for k in chosen
    )
