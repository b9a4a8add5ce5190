"""What viewers said: ratings, and texts with the moment they speak of."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from footpath.analysis.data import Data
from footpath.analysis.exposure import Watching
from footpath.analysis.remembering import remembered
from footpath.analysis.told import rows_within
from footpath.model.events import Bools, Floats, Kind, Longs
from footpath.model.feedback import FeedbackTexts


def feedback(watching: Watching, mask: Bools) -> tuple[dict[str, int], FeedbackTexts]:
    """Ratings by their number, and the texts with the moment they speak of."""
    data, said = watching.data, rows_within(watching, Kind.FEEDBACK)
    number, chosen = _numbers(data), mask.take(said.session)
    value = np.compress(chosen, said.value)
    counts = np.bincount(value, minlength=len(number))
    ratings: Counter[float] = Counter()
    for rated in np.flatnonzero((counts > 0) & ~np.isnan(number)).tolist():
        ratings[float(number[rated])] += int(counts[rated])
    wordy = np.flatnonzero(chosen & np.isnan(number).take(said.value))
    texts = FeedbackTexts(
        said.value[wordy],
        said.t_s[wordy],
        said.media[wordy],
        said.session[wordy],
        data.events.values,
        tuple(m.id for m in data.story.media),
        data.sessions.ids,
    )
    return {f"{r:g}": n for r, n in sorted(ratings.items())}, texts


def rating_values(watching: Watching, mask: Bools) -> tuple[Longs, Floats]:
    """Session and number of every rating."""
    said = rows_within(watching, Kind.FEEDBACK)
    number = _numbers(watching.data)[said.value]
    rated = mask.take(said.session) & ~np.isnan(number)
    return said.session[rated].astype(np.int64), number[rated]


def _numbers(data: Data) -> Floats:
    """The number that each value is as a rating, NaN for words; shape (values,)."""
    return remembered(data, "ratings", lambda: _read_numbers(data))


def _read_numbers(data: Data) -> Floats:
    number = np.full(len(data.events.values), np.nan)
    value = data.events.value.take(data.rows_of(Kind.FEEDBACK))
    for said in np.flatnonzero(np.bincount(value[value >= 0])).tolist():
        rating = _rating(data.events.values[said])
        number[said] = np.nan if rating is None else rating
    return number


def _rating(text: str) -> float | None:
    """The text as a finite number, None for words."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
