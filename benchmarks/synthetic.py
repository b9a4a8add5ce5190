"""A review of any size straight as arrays, for timing the analysis alone; no planted truths (see audience.py)."""

from __future__ import annotations

import numpy as np

from footpath.analysis.data import Data, read_data
from footpath.model.events import Events, Kind, Sessions
from footpath.model.names import Names
from footpath.model.settings import Settings
from footpath.model.story import Element, ElementKind, Keyframe, Media, Scene, Story

SCENES, SCENE_S, BEATS = 6, 20.0, 10
KINDS = (
    [Kind.SCENE_ENTER] + [Kind.HEARTBEAT, Kind.CLICK] * (BEATS // 2)
)  # fmt: skip


def synthetic_review(sessions: int, seed: int) -> Data:
    """Sessions that visit two scenes each, click, and leave."""
    random = np.random.default_rng(seed)
    visits = np.repeat(np.arange(sessions), 2)
    scene = random.integers(0, SCENES, len(visits))
    kinds = np.tile(np.array([*KINDS, Kind.EXIT], dtype=np.int8), len(visits))
    per = len(KINDS) + 1
    inside = np.sort(random.random((len(visits), per)), axis=1) * SCENE_S
    t = (inside + scene[:, None] * SCENE_S).ravel()
    last_exit = np.zeros((len(visits), per), dtype=np.bool_)
    last_exit[0::2, -1] = True
    kept = ~last_exit.ravel()
    session = np.repeat(visits, per)[kept].astype(np.int32)
    n = len(session)
    is_click = kinds[kept] == Kind.CLICK
    entered = np.where(kinds[kept] == Kind.SCENE_ENTER, np.repeat(scene, per)[kept], -1)
    at = np.arange(n, dtype=np.int64) * 500
    none = np.full(n, -1, dtype=np.int32)
    events = Events(
        session, at, kinds[kept], t[kept], np.zeros(n, dtype=np.int32), entered.astype(np.int32),
        np.where(is_click, random.random(n), np.nan), np.where(is_click, random.random(n), np.nan), none, none,
        tuple(e.id for e in _story().elements), (),
    )  # fmt: skip
    return read_data(_story(), events, _sessions(sessions), Settings())


def _story() -> Story:
    scenes = tuple(
        Scene(f"s{i}", f"Scene {i}", "m", i * SCENE_S, (i + 1) * SCENE_S, ending=i == SCENES - 1) for i in range(SCENES)
    )
    elements = tuple(
        Element(
            f"e{i}", ElementKind.HOTSPOT, f"E{i}", "m", i * SCENE_S + 2, i * SCENE_S + 12,
            (Keyframe(i * SCENE_S + 2, ((0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4))),
             Keyframe(i * SCENE_S + 12, ((0.6, 0.2), (0.8, 0.2), (0.8, 0.4), (0.6, 0.4)))),
        )
        for i in range(SCENES)
    )  # fmt: skip
    return Story("Synthetic", (Media("m", duration_s=SCENES * SCENE_S),), scenes, (), elements)


def _sessions(count: int) -> Sessions:
    ids = Names.of(map(str, range(count)))
    none = np.full(count, -1, dtype=np.int32)
    return Sessions(
        ids, np.arange(count, dtype=np.int32), ids, False, none, (), none, (), np.full(count, -1, dtype=np.int8),
        np.full(count, np.nan), np.full(count, np.nan),
    )  # fmt: skip
