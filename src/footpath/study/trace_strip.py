"""One session to be drawn: what it watched, skipped and watched again, its clicks and choices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from footpath.analysis.lookups import DEFAULT_PREFIX
from footpath.model.clicks import ClickClass
from footpath.model.events import Kind
from footpath.model.reading import Outcome
from footpath.study.study import Study


@dataclass(frozen=True, slots=True)
class Stretch:
    """[start_s, end_s) of a media; `times` it was watched, 0 for what was skipped between."""

    media_id: str
    start_s: float
    end_s: float
    times: int


@dataclass(frozen=True, slots=True)
class TraceClick:
    """`x` and `y` in [0, 1] of the picture, NaN beside it; `word` is the class.

    `element`: the name of what it used, of a near miss what it was near to; empty where there is none.
    """

    media_id: str
    t_s: float
    x: float
    y: float
    word: str
    element: str = ""


@dataclass(frozen=True, slots=True)
class TraceChoice:
    media_id: str
    t_s: float
    label: str
    by_default: bool


@dataclass(frozen=True, slots=True)
class TraceStrip:
    session_id: str
    viewer_id: str
    device: str
    outcome: str
    watched_s: float
    stretches: tuple[Stretch, ...]
    clicks: tuple[TraceClick, ...]
    choices: tuple[TraceChoice, ...]
    scenes: tuple[str, ...]  # ids, as they were visited


def trace_strip(study: Study, session_id: str) -> TraceStrip:
    """A session of the review. Raises ValueError where there is none of that id."""
    k, sessions, reading = study.sessions.ids.index(session_id), study.sessions, study.reading
    first, last = np.searchsorted(reading.visits.session, [k, k + 1])
    return TraceStrip(
        session_id,
        sessions.viewer_ids[sessions.viewer[k]],
        sessions.devices[sessions.device[k]] if sessions.device[k] >= 0 else "",
        Outcome(reading.outcome[k]).name.lower().replace("_", " "),
        float(reading.watched_s[k]),
        _stretches(study, k),
        _clicks(study, k),
        _choices(study, k),
        tuple(study.story.scenes[scene].id for scene in reading.visits.scene[first:last]),
    )


def _stretches(study: Study, session: int) -> tuple[Stretch, ...]:
    """Per media, between its first watched moment and its last: how often each stretch was watched."""
    intervals = study.reading.intervals
    first, last = np.searchsorted(intervals.session, [session, session + 1])
    found = []
    for media in dict.fromkeys(intervals.media[first:last].tolist()):
        rows = first + np.flatnonzero(intervals.media[first:last] == media)
        starts, ends = intervals.start_s[rows], intervals.end_s[rows]
        for a, b in pairwise(np.unique(np.concatenate([starts, ends])).tolist()):
            times = int(((starts <= a) & (ends >= b)).sum())
            found.append(Stretch(study.story.media[media].id, a, b, times))
    return tuple(found)


def _clicks(study: Study, session: int) -> tuple[TraceClick, ...]:
    clicks = study.clicks
    rows = np.flatnonzero(clicks.session == session)
    return tuple(
        TraceClick(
            study.story.media[clicks.media[k]].id, float(clicks.t_s[k]), float(clicks.x[k]), float(clicks.y[k]),
            ClickClass(clicks.klass[k]).word, _element_name(study, max(clicks.element[k], clicks.missed_element[k])),
        )
        for k in rows[np.argsort(clicks.event[rows])]
        if clicks.media[k] >= 0 and not np.isnan(clicks.t_s[k])
    )  # fmt: skip


def _element_name(study: Study, element: int) -> str:
    """Of an index into `Events.element_ids`, -1 for none; the story's elements come first there."""
    if element < 0:
        return ""
    known = study.story.elements
    return (known[element].label if element < len(known) else "") or study.events.element_ids[element]


def _choices(study: Study, session: int) -> tuple[TraceChoice, ...]:
    events, story = study.events, study.story
    first, last = np.searchsorted(events.session, [session, session + 1])
    found = []
    for row in first + np.flatnonzero(events.kind[first:last] == Kind.CHOICE):
        media, value = study.data.placed.media[row], events.value[row]
        if media < 0 or value < 0 or np.isnan(events.t_s[row]):
            continue
        name = events.values[value].removeprefix(DEFAULT_PREFIX)
        choice = story.choice_index.get(name)
        label = story.choices[choice].label if choice is not None else _scene_label(study, name)
        by_default = events.values[value].startswith(DEFAULT_PREFIX)
        found.append(TraceChoice(story.media[media].id, float(events.t_s[row]), label or name, by_default))
    return tuple(found)


def _scene_label(study: Study, name: str) -> str:
    scene = study.story.scene_index.get(name)
    return name if scene is None else study.story.scenes[scene].label
