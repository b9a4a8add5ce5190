"""Totals of each viewer of the chosen sessions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.analysis.look import Look
from footpath.analysis.remembering import remembered
from footpath.analysis.summaries import summary, summary_of_counts
from footpath.model.events import Longs
from footpath.model.rate import Rate
from footpath.model.results import Summary


@dataclass(frozen=True, slots=True)
class Viewing:
    """`returning`: with two sessions or more, played or not; `revisits`: with two played ones, of those with one."""

    viewers: int
    returning: Rate
    revisits: Rate
    sessions: Summary


def viewing(look: Look) -> Viewing:
    """Remembered with the chosen sessions."""
    return remembered(look.who, "viewing", lambda: _read(look))


def _read(look: Look) -> Viewing:
    sessions, played = sessions_of_viewers(look), look.data.reading.played
    again = sessions
    if not played.all():
        viewer = _viewers(look)
        again = np.bincount(np.compress(np.compress(look.mask, played), viewer))
    times = np.bincount(sessions)
    viewers, returning = int(times[1:].sum()), int(times[2:].sum())
    revisits = Rate(int(np.count_nonzero(again >= 2)), int(np.count_nonzero(again)))
    times[:1] = 0
    return Viewing(viewers, Rate(returning, viewers), revisits, summary_of_counts(times))


def watch_time_of_viewers(look: Look) -> Summary:
    """Seconds watched per viewer."""
    watched = np.bincount(_viewers(look), np.compress(look.mask, look.data.reading.watched_s))
    return summary(np.compress(sessions_of_viewers(look) > 0, watched).astype(np.float64, copy=False))


def counts_of_viewers(look: Look, counts: Longs) -> Summary:
    """A whole number of each session (shape (s,)), summed per viewer."""
    summed = np.bincount(_viewers(look), np.compress(look.mask, counts)).astype(np.int64)
    return summary_of_counts(np.bincount(np.compress(sessions_of_viewers(look) > 0, summed)))


def sessions_of_viewers(look: Look) -> Longs:
    """The chosen sessions of each viewer; shape (viewers,), up to the last that has any."""
    return remembered(look.who, "sessions of viewers", lambda: np.bincount(_viewers(look)))


def _viewers(look: Look) -> Longs:
    """The viewer of each chosen session."""
    return remembered(look.who, "viewers", lambda: np.compress(look.mask, look.data.sessions.viewer).astype(np.int64))
