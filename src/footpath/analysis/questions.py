"""Quizzes, polls and surveys: last answers by option, and who left at the question."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from footpath.analysis.columns import Bits, count_bits, flagged
from footpath.analysis.data import Data
from footpath.analysis.exposure import Watching
from footpath.analysis.look import Look
from footpath.analysis.remembering import remembered
from footpath.model.events import Floats, Ints, Kind, Longs
from footpath.model.more_metrics import Option, Question
from footpath.model.rate import Measured, NotInstrumented, Rate
from footpath.model.results import Answers
from footpath.model.story import Element, ElementKind

ASKING = (ElementKind.QUIZ, ElementKind.POLL, ElementKind.SURVEY)


def questions(look: Look, answers: Mapping[str, Answers]) -> tuple[Question, ...] | NotInstrumented:
    """Those of the story, then what else was answered."""
    data = look.data
    asked = [e for e in data.story.elements if e.kind in ASKING]
    if Kind.ANSWER not in data.kinds:
        return NotInstrumented("the source records no answers") if asked else ()
    told = [_asked(look, element, answers.get(element.id)) for element in asked]
    known = {element.id for element in asked}
    return (*told, *(_unasked(data, name, one) for name, one in answers.items() if name not in known))


def _asked(look: Look, element: Element, answers: Answers | None) -> Question:
    watching, chosen = look.watching, look.chosen
    index = look.data.story.element_index[element.id]
    exposed = watching.audiences[index].exposed
    sessions = answers.sessions if answers else 0
    counts = dict.fromkeys(element.options, 0) | (dict(answers.options) if answers else {})
    answered, whole = _answered(watching, index), count_bits(exposed, chosen)
    return Question(
        element_id=element.id,
        kind=element.kind.value,
        question=element.question or element.label or element.id,
        media_id=element.media_id,
        start_s=element.start_s,
        options=_options(counts, sessions, element.correct),
        answered=Rate(count_bits(answered, exposed, chosen), whole),
        right=Rate(answers.right or 0 if answers else 0, sessions) if element.correct else None,
        left=_left(look, index, element, exposed & ~answered, whole),
    )


def _unasked(data: Data, name: str, answers: Answers) -> Question:
    place = data.story.element_index.get(name)
    element = data.story.elements[place] if place is not None else None
    correct = element.correct if element else ()
    return Question(
        element_id=name,
        kind=element.kind.value if element else None,
        question=(element.question or element.label if element else "") or name,
        media_id=element.media_id if element else None,
        start_s=element.start_s if element else None,
        options=_options(dict(answers.options), answers.sessions, correct),
        answered=None,
        right=Rate(answers.right or 0, answers.sessions) if correct else None,
        left=NotInstrumented("the story has no such question"),
    )


def _options(counts: dict[str, int], sessions: int, correct: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(text, Rate(n, sessions), text in correct if correct else None) for text, n in counts.items())


def _answered(watching: Watching, index: int) -> Bits:
    """Sessions that answered it, within what is looked at."""
    return remembered(watching, f"answered {index}", lambda: _find_answered(watching, index))


def _find_answered(watching: Watching, index: int) -> Bits:
    data, used = watching.data, watching.used(index)
    answers = data.events.kind.take(data.uses.event.take(used.rows)) == Kind.ANSWER
    return flagged(np.compress(answers, used.session), len(data.sessions))


def _left(look: Look, index: int, element: Element, waiting: Bits, exposed: int) -> Measured:
    """Sessions whose exit for good fell into the question's life, of those exposed to it that had not answered."""
    if Kind.EXIT not in look.data.kinds:
        return NotInstrumented("the source records no exits")
    watching = look.watching
    left = remembered(watching, f"left at {index}", lambda: _find_left(watching, element))
    return Rate(count_bits(left, waiting, look.chosen), exposed)


def _find_left(watching: Watching, element: Element) -> Bits:
    """Sessions whose exit for good fell into an element's life, within what is looked at."""
    data = watching.data
    session, t_s, media, scene = remembered(data, "dropped off", lambda: _dropped(data))
    here = (t_s >= element.start_s) & (t_s < element.end_s)
    for end_media in _held(data, element):
        here |= (t_s == element.end_s) & (media == end_media)
    if element.media_id is not None:
        here &= media == data.story.media_index[element.media_id]
    here &= watching.scope.holds(media, scene, t_s)
    return flagged(np.compress(here, session), len(data.sessions))


def _held(data: Data, element: Element) -> list[int]:
    """Media in which the element's end is a scene's: its last frame is held while the question waits."""
    return [data.story.media_index[s.media_id] for s in data.story.scenes if s.end_s == element.end_s]


def _dropped(data: Data) -> tuple[Longs, Floats, Ints, Ints]:
    """Sessions that left for good without having completed, and where: seconds, media, scene."""
    reading = data.reading
    session = np.flatnonzero(reading.dropped_off)
    media = data.placed.media.take(reading.exit_event.take(session))
    return session, reading.exit_s.take(session), media, reading.exit_scene.take(session)
