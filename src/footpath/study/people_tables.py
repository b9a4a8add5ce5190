"""Viewers, sessions and clicks as tables: one row each, by pseudonyms unless ids were asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from footpath.export.tables import Cell, Table
from footpath.model.clicks import ClickClass
from footpath.model.events import Longs
from footpath.model.reading import Outcome
from footpath.model.selection import Selection
from footpath.study.pseudonyms import Names
from footpath.study.study import Study

Counts = NDArray[np.intp]

VIEWER_COLUMNS = (("viewer", "VARCHAR"), ("sessions", "BIGINT"), ("played", "BIGINT"), ("watched_s", "DOUBLE"),
                  ("clicks", "BIGINT"), ("false_clicks", "BIGINT"))  # fmt: skip
SESSION_COLUMNS = (("session", "VARCHAR"), ("viewer", "VARCHAR"), ("began_utc", "VARCHAR"), ("device", "VARCHAR"),
                   ("variant", "VARCHAR"), ("played", "BOOLEAN"), ("watched_s", "DOUBLE"), ("outcome", "VARCHAR"),
                   ("clicks", "BIGINT"), ("false_clicks", "BIGINT"))  # fmt: skip
CLICK_COLUMNS = (("session", "VARCHAR"), ("media_id", "VARCHAR"), ("scene_id", "VARCHAR"), ("t_s", "DOUBLE"),
                 ("x", "DOUBLE"), ("y", "DOUBLE"), ("class", "VARCHAR"), ("element_id", "VARCHAR"))  # fmt: skip


def viewers_table(study: Study, selection: Selection, names: Names) -> Table:
    """Totals of the sessions selected; clicks are those that are looked at."""
    chosen = study.sessions_of(selection)
    viewer, count = study.sessions.viewer[chosen], len(study.sessions.viewer_ids)
    of_clicks, of_false = _clicks_by_session(study, selection)
    sessions = np.bincount(viewer, minlength=count)
    played, watched, clicks, false = (
        np.bincount(viewer, weights=of_session[chosen], minlength=count)
        for of_session in (study.reading.played, study.reading.watched_s, of_clicks, of_false)
    )
    rows = tuple(
        (names.viewer(i), int(sessions[i]), int(played[i]), float(watched[i]), int(clicks[i]), int(false[i]))
        for i in map(int, np.flatnonzero(sessions))
    )
    return Table(VIEWER_COLUMNS, rows)


def sessions_table(study: Study, selection: Selection, names: Names) -> Table:
    sessions, reading = study.sessions, study.reading
    of_clicks, of_false = _clicks_by_session(study, selection)
    began = _began_ms(study)
    rows = tuple(
        (
            names.session(i), names.viewer(int(sessions.viewer[i])), _utc(int(began[i])),
            _named(sessions.devices, int(sessions.device[i])), _named(sessions.variants, int(sessions.variant[i])),
            bool(reading.played[i]), float(reading.watched_s[i]), Outcome(int(reading.outcome[i])).name.lower(),
            int(of_clicks[i]), int(of_false[i]),
        )
        for i in map(int, np.flatnonzero(study.sessions_of(selection)))
    )  # fmt: skip
    return Table(SESSION_COLUMNS, rows)


def clicks_table(study: Study, selection: Selection, names: Names) -> Table:
    """The clicks looked at, in order of media and media time."""
    clicks, story = study.clicks, study.story
    rows: list[tuple[Cell, ...]] = []
    for i in map(int, np.flatnonzero(study.clicks_of(selection))):
        media, scene, element = int(clicks.media[i]), int(clicks.scene[i]), int(clicks.element[i])
        rows.append((
            names.session(int(clicks.session[i])), story.media[media].id if media >= 0 else None,
            story.scenes[scene].id if scene >= 0 else None, _known(float(clicks.t_s[i])), _known(float(clicks.x[i])),
            _known(float(clicks.y[i])), ClickClass(int(clicks.klass[i])).word,
            _named(study.events.element_ids, element),
        ))  # fmt: skip
    return Table(CLICK_COLUMNS, tuple(rows))


def _clicks_by_session(study: Study, selection: Selection) -> tuple[Counts, Counts]:
    """How many clicks that are looked at each session has, and how many of them false."""
    looked_at, count = study.clicks_of(selection), len(study.sessions)
    false = looked_at & (study.clicks.klass == ClickClass.FALSE)
    session = study.clicks.session
    return np.bincount(session[looked_at], minlength=count), np.bincount(session[false], minlength=count)


def _began_ms(study: Study) -> Longs:
    """The first event's wall time of each session."""
    began = np.full(len(study.sessions), np.iinfo(np.int64).max)
    np.minimum.at(began, study.events.session, study.events.at_ms)
    return began


def _utc(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).replace(tzinfo=None).isoformat(" ", timespec="milliseconds")


def _named(names: tuple[str, ...], index: int) -> str | None:
    return names[index] if index >= 0 else None


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
