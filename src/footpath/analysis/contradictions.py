"""Sessions whose events contradict each other: counted and told, never mended in silence."""

from __future__ import annotations

import numpy as np

from footpath.model.contradiction import Contradiction
from footpath.model.events import Bools, Events, Kind, Sessions
from footpath.model.story import Story

SLACK_S = 0.5  # clocks and roundings differ by that much
ELSEWHERE_S = 1.0
MOVES = (Kind.PLAY, Kind.SEEK, Kind.SCENE_ENTER, Kind.ENDED, Kind.EXIT)
BACKWARDS = "media time runs backwards without a seek"
PAUSED = "something happens at another position while the player is paused"
BEYOND = "a position lies past the film's end"


def contradictions(events: Events, sessions: Sessions, story: Story) -> tuple[Contradiction, ...]:
    """What contradicts itself, each with the sessions and rows concerned and the first session as an example.

    Events are ordered by session and wall time. Of two neighbours that have a media time and lie in one session and
    media, the later may not lie before the earlier unless it is a move; and may not lie elsewhere if the earlier is a
    pause. No position may lie past the end of its media, where that is known.
    """
    timed = np.flatnonzero(~np.isnan(events.t_s))
    session, t_s, kind, media = (values[timed] for values in (events.session, events.t_s, events.kind, events.media))
    together = np.zeros(len(timed), dtype=np.bool_)
    together[1:] = (session[1:] == session[:-1]) & (media[1:] == media[:-1]) & ~np.isin(kind[1:], MOVES)
    step = np.diff(t_s, prepend=t_s[:1])
    paused = np.zeros(len(timed), dtype=np.bool_)
    paused[1:] = kind[:-1] == Kind.PAUSE
    found = (
        ("backwards", BACKWARDS, together & ~paused & (step < -SLACK_S)),
        ("paused_elsewhere", PAUSED, together & paused & (np.abs(step) > ELSEWHERE_S)),
        ("past_end", BEYOND, _beyond(t_s, media, story)),
    )
    return tuple(_told(code, what, rows, session, t_s, sessions) for code, what, rows in found if rows.any())


def _beyond(t_s: np.ndarray, media: np.ndarray, story: Story) -> Bools:
    if len(story.media) == 1:
        media = np.zeros_like(media)  # the only one, named or not
    ends = np.array([m.duration_s or np.inf for m in story.media] + [np.inf])
    return np.asarray(t_s > ends[media] + SLACK_S)


def _told(
    code: str, what: str, rows: Bools, session: np.ndarray, t_s: np.ndarray, sessions: Sessions
) -> Contradiction:
    first = int(np.flatnonzero(rows)[0])
    who = sessions.ids[int(session[first])]
    return Contradiction(code, what, len(np.unique(session[rows])), int(rows.sum()), who, float(t_s[first]))
