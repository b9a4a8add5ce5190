"""The synthetic review with all that a metric can be made of: calls, choices, answers, conversions, devices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footpath.analysis.data import Data, read_data
from footpath.model.events import Events, Kind, Sessions
from footpath.model.settings import Settings
from footpath.model.story import Choice, Element, ElementKind, Story
from synthetic import SCENE_S, SCENES, synthetic_review

PLAYERS = ((1280.0, 720.0), (390.0, 219.0), (820.0, 461.0))
DAYS, DAY_MS = 60, 86_400_000
TOLD = {0.02: Kind.ANSWER, 0.04: Kind.CONVERSION, 0.05: Kind.ENGAGEMENT, 0.06: Kind.FEEDBACK, 0.10: Kind.CHOICE}


def rich_review(sessions: int, seed: int) -> Data:
    """As `synthetic_review`, with one in ten of its clicks and heartbeats told as something else."""
    plain, random = synthetic_review(sessions, seed), np.random.default_rng(seed + 1)
    story = _story(plain.story)
    return read_data(story, _events(plain, story, random), _sessions(plain.sessions, random), Settings())


def _story(plain: Story) -> Story:
    calls = tuple(
        Element(f"c{k}", ElementKind.CTA, "Ask" if k % 2 else f"Call {k}", "m", k * SCENE_S, (k + 1) * SCENE_S)
        for k in range(SCENES)
    )
    quiz = Element("q", ElementKind.QUIZ, "Which?", None, 0.0, SCENES * SCENE_S, options=("a", "b"), correct=("a",))
    choices = tuple(
        Choice(f"w{k}{j}", f"To {j}", f"s{k}", f"s{j}") for k in range(SCENES) for j in range(SCENES) if j != k
    )
    return Story("Rich", plain.media, plain.scenes, choices, (*plain.elements, *calls, quiz))


def _events(plain: Data, story: Story, random: np.random.Generator) -> Events:
    events, n = plain.events, len(plain.events)
    values = ("a", "b", "5", "3", "Nice", "lead", *(c.id for c in story.choices))
    kind, draw = events.kind.copy(), random.random(n)
    free = np.isin(kind, [Kind.CLICK, Kind.HEARTBEAT])
    low = 0.0
    element, value = events.element.copy(), events.value.copy()
    x, y, t_s = events.x.copy(), events.y.copy(), events.t_s.copy()
    ranges = {Kind.ANSWER: (0, 2), Kind.FEEDBACK: (2, 5), Kind.CONVERSION: (5, 6), Kind.CHOICE: (6, len(values))}
    for high, told in TOLD.items():
        rows = np.flatnonzero(free & (draw >= low) & (draw < high))
        kind[rows], x[rows], y[rows], low = told, np.nan, np.nan, high
        if told in ranges:
            value[rows] = random.integers(*ranges[told], len(rows))
        if told == Kind.ANSWER:
            element[rows] = len(story.elements) - 1
        if told in {Kind.CONVERSION, Kind.ENGAGEMENT}:
            t_s[rows] = np.nan
    beside = np.flatnonzero((kind == Kind.CLICK) & (draw > 0.97))
    element[beside], x[beside], y[beside] = random.integers(SCENES, 2 * SCENES, len(beside)), np.nan, np.nan
    start = random.integers(0, DAYS, len(plain.sessions)) * DAY_MS
    ids = tuple(e.id for e in story.elements)
    return replace(
        events, kind=kind, element=element, value=value, x=x, y=y, t_s=t_s, at_ms=events.at_ms + start[events.session],
        element_ids=ids, values=values,
    )  # fmt: skip


def _sessions(plain: Sessions, random: np.random.Generator) -> Sessions:
    count = len(plain)
    device = random.integers(0, len(PLAYERS), count).astype(np.int32)
    return replace(
        plain,
        viewer=random.integers(0, max(count * 4 // 5, 1), count).astype(np.int32),
        has_viewer_ids=True,
        device=device,
        devices=("desktop", "mobile", "tablet"),
        variant=random.integers(0, 2, count).astype(np.int32),
        variants=("A", "B"),
        autoplay=random.integers(0, 2, count).astype(np.int8),
        player_width=np.array([w for w, _ in PLAYERS])[device],
        player_height=np.array([h for _, h in PLAYERS])[device],
    )
