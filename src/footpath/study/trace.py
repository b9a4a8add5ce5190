"""One session as it was read, for `footpath trace`."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import numpy as np

from footpath.model.clicks import ClickClass, Miss
from footpath.model.errors import UserError
from footpath.model.events import Kind
from footpath.model.reading import Arrival, Inconsistency, Outcome
from footpath.study.study import Study

NAMED_IN_ERROR = 5
WHY = {
    Inconsistency.BACKWARDS: "would make the interval run backwards",
    Inconsistency.PAST_END: "lies past the end of its media",
}


def trace(study: Study, session_id: str) -> dict[str, Any]:
    """All of `footpath trace --json`: events in order, intervals, visits, clicks, contradictions, how it ended.

    Raises:
        UserError: if the review has no such session.
    """
    if session_id not in study.sessions.ids:
        some = ", ".join(study.sessions.ids.first(NAMED_IN_ERROR)) or "none"
        count = len(study.sessions)
        raise UserError(f"This review has no session “{session_id}”", "", f"It has {count}, such as: {some}.")
    return _Trace(study, study.sessions.ids.index(session_id)).to_json()


class _Trace:
    """Looks one session's entries up in every column."""

    def __init__(self, study: Study, index: int) -> None:
        self.study, self.index = study, index
        self.media = [m.id for m in study.story.media]
        self.scenes = [s.id for s in study.story.scenes]
        self.elements = study.events.element_ids
        self.first, self.last = np.searchsorted(study.events.session, [index, index + 1])

    def to_json(self) -> dict[str, Any]:
        return {
            **self.who(),
            **self.summary(),
            "exit": self.exit(),
            "events": self.events(),
            "intervals": self.intervals(),
            "visits": self.visits(),
            "clicks": self.clicks(),
            "inconsistent": self.inconsistent(),
        }

    def who(self) -> dict[str, Any]:
        sessions, i = self.study.sessions, self.index
        return {
            "session_id": sessions.ids[i],
            "viewer_id": sessions.viewer_ids[sessions.viewer[i]],
            "device": _name(sessions.device[i], sessions.devices),
            "variant": _name(sessions.variant[i], sessions.variants),
            "autoplay": {1: True, 0: False}.get(int(sessions.autoplay[i])),
            "player_width": _number(sessions.player_width[i]),
            "player_height": _number(sessions.player_height[i]),
        }

    def summary(self) -> dict[str, Any]:
        reading, i = self.study.reading, self.index
        left = int(reading.exit_event[i]) >= 0
        return {
            "played": bool(reading.played[i]),
            "watched_s": float(reading.watched_s[i]),
            "reached_ending": bool(reading.reached_ending[i]),
            "completed": bool(reading.reached_ending[i]) and not (left and bool(reading.dropped_off[i])),
            "dropped_off": bool(reading.dropped_off[i]),
            "outcome": Outcome(reading.outcome[i]).name.lower(),
        }

    def exit(self) -> dict[str, Any] | None:
        """The exit for good: its row among the session's events, where the viewer was; None where there was none."""
        reading, i = self.study.reading, self.index
        event = int(reading.exit_event[i])
        if event < 0:
            return None
        return {
            "event": event - int(self.first),
            "at": _wall_time(self.study.events.at_ms[event]),
            "media_time": _number(reading.exit_s[i]),
            "scene_id": _name(reading.exit_scene[i], self.scenes),
            "dropped_off": bool(reading.dropped_off[i]),
        }

    def events(self) -> list[dict[str, Any]]:
        events, placed, reading = self.study.events, self.study.data.placed, self.study.reading
        return [
            {
                "at": _wall_time(events.at_ms[row]),
                "kind": Kind(events.kind[row]).word,
                "media_id": _name(placed.media[row], self.media),
                "media_time": _number(events.t_s[row]),
                "scene_id": _name(placed.scene[row], self.scenes),
                "x": _number(events.x[row]),
                "y": _number(events.y[row]),
                "element_id": _name(events.element[row], self.elements),
                "value": _name(events.value[row], events.values),
                "watched_so_far_s": float(reading.watched_before_s[row]),
            }
            for row in range(self.first, self.last)
        ]

    def intervals(self) -> list[dict[str, Any]]:
        intervals = self.study.reading.intervals
        return [
            {
                "media_id": self.media[intervals.media[k]],
                "start": float(intervals.start_s[k]),
                "end": float(intervals.end_s[k]),
            }
            for k in np.flatnonzero(intervals.session == self.index)
        ]

    def visits(self) -> list[dict[str, Any]]:
        visits = self.study.reading.visits
        return [
            {
                "step": int(visits.step[k]),
                "scene_id": self.scenes[visits.scene[k]],
                "arrival": Arrival(visits.arrival[k]).name.lower(),
            }
            for k in np.flatnonzero(visits.session == self.index)
        ]

    def clicks(self) -> list[dict[str, Any]]:
        clicks = self.study.clicks
        mine = np.flatnonzero(clicks.session == self.index)
        return [
            {
                "event": int(clicks.event[k] - self.first),
                "media_time": _number(clicks.t_s[k]),
                "class": ClickClass(clicks.klass[k]).word,
                "element_id": _name(clicks.element[k], self.elements),
                "miss": None if clicks.miss[k] == Miss.NONE else Miss(clicks.miss[k]).name.lower(),
                "missed_element_id": _name(clicks.missed_element[k], self.elements),
                "disagrees": bool(clicks.disagrees[k]),
                "rage": bool(clicks.rage_run[k] >= 0),
            }
            for k in mine[np.argsort(clicks.event[mine])]
        ]

    def inconsistent(self) -> list[dict[str, Any]]:
        reading = self.study.reading
        rows = reading.inconsistent_event
        return [
            {
                "event": int(rows[k] - self.first),
                "code": Inconsistency(reading.inconsistent_why[k]).name.lower(),
                "why": WHY[Inconsistency(reading.inconsistent_why[k])],
            }
            for k in np.flatnonzero((rows >= self.first) & (rows < self.last))
        ]


def _wall_time(at_ms: int) -> str:
    return datetime.fromtimestamp(int(at_ms) / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _name(index: int, names: tuple[str, ...] | list[str]) -> str | None:
    return names[index] if index >= 0 else None
