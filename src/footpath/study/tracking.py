"""Candidates with boundaries that follow the footage, where it is at hand; each is worked out once and remembered."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from footpath.analysis.boundary_tracking import Footage, Spots, tracked_candidate
from footpath.analysis.draft_matching import candidate_element
from footpath.analysis.moving_polygon import MovingPolygon
from footpath.analysis.selecting import click_mask, session_mask
from footpath.model.clicks import ClickClass
from footpath.model.errors import UserError
from footpath.model.results import Candidate, Candidates
from footpath.model.selection import Selection
from footpath.storage.excerpt import excerpt
from footpath.study.study import Study

NO_FILM = "the film is not at hand: the boundary follows the clicks"
NO_TIME = "not followed in the footage, to save time: the boundary follows the clicks"
REMEMBERED = "followed boundaries"
LEAST_S = 0.2

Unwanted = Callable[[], bool]


def never() -> bool:
    return False


def tracked_candidates(
    study: Study,
    selection: Selection,
    progress: Callable[[int, int], None] | None = None,
    unwanted: Unwanted = never,
    limit_s: float = float("inf"),
) -> Candidates:
    """The candidates of a selection, the best first followed in the footage until `limit_s` seconds are over."""
    found = study.candidates(selection)
    began, out = time.monotonic(), []
    for number, candidate in enumerate(found.candidates):
        if progress is not None:
            progress(number, len(found.candidates))
        late = time.monotonic() - began >= limit_s and recalled(study, candidate) is None
        out.append(replace(candidate, tracked=NO_TIME) if late else tracked(study, selection, candidate, unwanted))
    if progress is not None:
        progress(len(out), len(found.candidates))
    return replace(found, candidates=tuple(out))


def tracked(study: Study, selection: Selection, candidate: Candidate, unwanted: Unwanted = never) -> Candidate:
    """One candidate with a boundary that follows the footage, or with the reason why it doesn't."""
    known = recalled(study, candidate)
    if known is not None:
        return known
    made = _followed(study, selection, candidate, unwanted)
    if not unwanted():
        _memory(study)[_key(candidate)] = made
    return made


def recalled(study: Study, candidate: Candidate) -> Candidate | None:
    """What `tracked` made of it before, under its present rank and numbers; None if it wasn't asked yet."""
    known = _memory(study).get(_key(candidate))
    return None if known is None else replace(candidate, boundary=known.boundary, tracked=known.tracked)


def with_known(study: Study, found: Candidates) -> Candidates:
    """With the boundaries that `tracked` has found by now; the others say that they are not followed yet."""
    return replace(found, candidates=tuple(recalled(study, c) or c for c in found.candidates))


def _key(candidate: Candidate) -> tuple[object, ...]:
    return candidate.media_id, candidate.start_s, candidate.end_s, candidate.boundary


def _memory(study: Study) -> dict[tuple[object, ...], Candidate]:
    found = study.data.kept.setdefault(REMEMBERED, {})
    if not isinstance(found, dict):
        raise TypeError(REMEMBERED)
    return found


def _followed(study: Study, selection: Selection, candidate: Candidate, unwanted: Unwanted) -> Candidate:
    path = study.footage_path(candidate.media_id)
    if path is None:
        return replace(candidate, tracked=NO_FILM)
    try:
        end_s = max(candidate.end_s, candidate.start_s + LEAST_S)
        times, pictures = excerpt(path, candidate.start_s, end_s, unwanted)
    except UserError as error:
        return replace(candidate, tracked=f"{error}: the boundary follows the clicks")
    return tracked_candidate(candidate, _spots(study, selection, candidate), Footage(times, pictures), unwanted)


def _spots(study: Study, selection: Selection, candidate: Candidate) -> Spots:
    """The false clicks inside a candidate while it lives."""
    clicks, media = study.clicks, study.story.media_index[candidate.media_id]
    looked_at = click_mask(selection, study.data, session_mask(selection, study.data))
    lag = study.candidates(selection).lag
    lag_s = (lag.lag_s if lag is not None else None) or 0.0
    rows = np.flatnonzero(looked_at & (clicks.klass == ClickClass.FALSE) & (clicks.media == media))
    seen_s = clicks.t_s[rows] - lag_s  # when what they clicked was there
    rows = rows[(seen_s >= candidate.start_s) & (seen_s < candidate.end_s)]
    aspect = study.story.media[media].aspect
    polygon = MovingPolygon(candidate_element(candidate), aspect)
    inside, _ = polygon.inside_and_distance(clicks.t_s[rows] - lag_s, clicks.x[rows], clicks.y[rows] / aspect)
    rows = rows[inside]
    return Spots(clicks.t_s[rows] - lag_s, clicks.x[rows], clicks.y[rows])
