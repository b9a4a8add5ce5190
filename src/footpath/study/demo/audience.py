"""The demo's viewers: believable sessions with a few things worth finding, written as a CSV of events.

Planted: everybody clicks the blue robot, which is no hotspot; the gearbox is still clicked seconds after its
hotspot has vanished; nobody finds the vibration sensor; many leave at the table of the aerospace branch; most take
Automotive by default; and some walk back from a branch's end to the choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from footpath.study.demo import motion
from footpath.study.demo.rows import Columns, Rows, write_csv
from footpath.study.demo.viewing import View, WalkState, play_scene

if TYPE_CHECKING:
    from pathlib import Path

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

FIRST_DAY_MS = 1_772_409_600_000  # 2026-03-02T00:00Z
DAY_MS = 86_400_000
DAYS = 14
PLAYERS = {
    "desktop": ((1280, 720), (1920, 1080), (960, 540)),
    "mobile": ((667, 375), (390, 219), (360, 203)),
    "tablet": ((1024, 576), (1180, 664), (834, 469)),
}
SCENE_OF = {scene.id: i for i, scene in enumerate(motion.SCENES)}
BRANCH = np.array([SCENE_OF[branch] for branch in motion.BRANCHES])
MAX_STEPS = 9


@dataclass(frozen=True)
class People:
    """One entry per session."""

    viewer: Ints
    device: NDArray[np.object_]
    size: Ints
    variant: NDArray[np.object_]
    autoplay: Bools
    plays: Bools
    start_ms: Floats


def make_people(rng: np.random.Generator, sessions: int) -> People:
    """Some viewers come back on a later day, with the same device and variant."""
    viewers = max(int(sessions * 0.84), 1)
    extra = rng.integers(0, viewers, sessions - viewers)
    viewer = np.concatenate([np.arange(viewers), extra])
    device_of = rng.choice(3, viewers, p=[0.56, 0.34, 0.10])
    size_of = rng.choice(3, viewers, p=[0.6, 0.3, 0.1])
    variant_of = rng.integers(0, 2, viewers)
    sizes = np.array(list(PLAYERS.values()))
    day = np.floor(DAYS * rng.random(sessions) ** 1.15)
    day = np.where(np.isin(day % 7, (5, 6)) & (rng.random(sessions) < 0.55), (day + 2) % DAYS, day)
    day[viewers:] = np.minimum(day[extra] + rng.integers(1, 5, sessions - viewers), DAYS - 1)
    hour = np.clip(rng.normal(13.2, 3.6, sessions), 0.0, 23.4)
    autoplay = rng.random(sessions) < np.where(variant_of[viewer] == 1, 0.65, 0.35)
    plays = rng.random(sessions) < np.where(autoplay, 0.93, 0.62)
    return People(
        viewer,
        np.array(list(PLAYERS), dtype=object)[device_of[viewer]],
        sizes[device_of[viewer], size_of[viewer]],
        np.array(["A", "B"], dtype=object)[variant_of[viewer]],
        autoplay,
        plays,
        FIRST_DAY_MS + day * DAY_MS + hour * 3_600_000 + rng.integers(0, 1000, sessions),
    )


def _next_scene(rng: np.random.Generator, scene: Ints, variant_b: Bools, rounds: Ints) -> tuple[Ints, Bools]:
    """Where each session goes after its scene, and whether it was left to the default."""
    count = len(scene)
    name = np.array([s.id for s in motion.SCENES], dtype=object)[scene]
    following = np.full(count, SCENE_OF["quiz"])
    default = np.ones(count, dtype=np.bool_)
    following[name == "hook"] = SCENE_OF["pick"]
    pick = name == "pick"
    chosen = rng.random(count) < np.where(rounds > 1, 0.97, np.where(variant_b, 0.45, 0.30))
    wanted = BRANCH[rng.choice(4, count, p=[0.14, 0.30, 0.36, 0.20])]
    following[pick] = np.where(chosen, wanted, SCENE_OF["automotive"])[pick]
    default[pick] = ~chosen[pick]
    again = np.isin(scene, BRANCH) & (rounds < 3) & (rng.random(count) < 0.27)
    following[again], default[again] = SCENE_OF["pick"], False
    quiz = name == "quiz"
    quote = rng.random(count) < np.where(variant_b, 0.40, 0.30)
    following[quiz] = np.where(quote, SCENE_OF["quote"], SCENE_OF["thanks"])[quiz]
    default[quiz] = (~quote & (rng.random(count) < 0.6))[quiz]
    following[scene >= SCENE_OF["quote"]] = -1
    return following, default


def _walk(rng: np.random.Generator, rows: Rows, people: People) -> None:
    """Every playing session, scene after scene, all sessions at once."""
    session = np.flatnonzero(people.plays)
    at = people.start_ms[session] + np.where(people.autoplay[session], 350.0, rng.gamma(2.0, 2500.0, len(session)))
    rows.add(session, at, "play", t=0.0, scene="hook")
    chosen = ~people.autoplay[session]
    rows.add(session[chosen], at[chosen] - 90.0, "click", t=0.0, x=0.5 + rng.normal(0, 0.01, chosen.sum()),
             y=0.5 + rng.normal(0, 0.02, chosen.sum()))
    state = WalkState(session, np.zeros(len(session), dtype=np.int64), at)
    rounds = np.zeros(len(people.plays), dtype=np.int64)
    for _ in range(MAX_STEPS):
        if not len(state.session):
            return
        rounds[state.session[state.scene == SCENE_OF["pick"]]] += 1
        variant_b = people.variant[state.session] == "B"
        following, default = _next_scene(rng, state.scene, variant_b, rounds[state.session])
        parts = [
            play_scene(rng, rows, View(index, state.of(mask), following[mask], default[mask],
                                       people.device[state.session[mask]] == "mobile"))
            for index in range(len(motion.SCENES))
            if (mask := state.scene == index).any()
        ]
        state = WalkState.joined(parts)


def make_events(sessions: int, seed: int) -> Columns:
    """The rows of all sessions, by session and wall time, with their sessions' columns."""
    rng = np.random.default_rng(seed)
    people = make_people(rng, sessions)
    rows = Rows()
    rows.add(np.arange(sessions), people.start_ms, "impression")
    _walk(rng, rows, people)
    columns = rows.merged()
    session = columns["session"]
    first = np.append(True, session[1:] != session[:-1])
    columns["viewer"] = people.viewer[session]
    autoplay = np.where(people.autoplay, "true", "false").astype(object)
    told = {"device": people.device, "variant": people.variant, "autoplay": autoplay,
            "width": people.size[:, 0].astype(str).astype(object),
            "height": people.size[:, 1].astype(str).astype(object)}
    for name, of_session in told.items():
        told_once = np.full(len(session), None, dtype=object)
        told_once[first] = of_session[session[first]]
        columns[name] = told_once
    return columns


def write_events(path: Path, sessions: int, seed: int) -> int:
    """Write the CSV and return its number of rows."""
    columns = make_events(sessions, seed)
    write_csv(path, columns)
    return len(columns["session"])
