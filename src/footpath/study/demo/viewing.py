"""What sessions do in one scene of the demo: run, pause, seek, click, choose, leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from footpath.model.story import Element, ElementKind
from footpath.study.demo import clicking, motion
from footpath.study.demo.story import demo_story

if TYPE_CHECKING:
    from footpath.study.demo.rows import Rows

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

STORY = demo_story()
HEARTBEAT_S = 5.0
LEAVING = {"hook": 0.16, "pick": 0.05, "automotive": 0.13, "aerospace": 0.09, "medical": 0.08, "custom": 0.10,
           "quiz": 0.07, "quote": 0.06, "thanks": 0.10}
"""Share of those who enter a scene and leave it somewhere."""
TABLE_LEAVERS, TABLE_AT_S = 0.24, 53.6
"""The table of the aerospace branch, and who leaves at it on top."""


@dataclass(frozen=True)
class WalkState:
    """Where each session that goes on is: the scene it enters and its wall time."""

    session: Ints
    scene: Ints
    at: Floats

    def of(self, mask: Bools) -> WalkState:
        return WalkState(self.session[mask], self.scene[mask], self.at[mask])

    @staticmethod
    def joined(parts: list[WalkState]) -> WalkState:
        names = ("session", "scene", "at")
        return WalkState(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class View:
    """Those that enter one scene together."""

    scene: int
    state: WalkState
    following: Ints
    default: Bools
    mobile: Bools


@dataclass(frozen=True)
class Run:
    """How each session runs through a scene. `u` counts seconds of running since it entered.

    Attributes:
        stop: `u` at which it leaves or chooses; at most the scene's length.
        leaves: it goes for good at `stop`.
        pause_u, pause_ms: when it pauses (infinite: never) and for how long.
        seek_u, jump: when it seeks (infinite: never) and how far.
    """

    session: Ints
    enter: Floats
    start: float
    stop: Floats
    leaves: Bools
    pause_u: Floats
    pause_ms: Floats
    seek_u: Floats
    jump: Floats

    def media(self, u: Floats, which: Ints) -> Floats:
        return self.start + u + np.where(u > self.seek_u[which], self.jump[which], 0.0)

    def wall(self, u: Floats, which: Ints) -> Floats:
        held = np.where(u > self.pause_u[which], self.pause_ms[which], 0.0)
        return np.asarray(self.enter[which] + u * 1000.0 + held, dtype=np.float64)

    def moment_of(self, t: Floats, which: Ints) -> Floats:
        """The first `u` at which the media stands at `t`; infinite where it was jumped over or never reached."""
        before = t - self.start
        after = before - self.jump[which]
        jumped = before > self.seek_u[which]
        u = np.where(jumped, after, before)
        missed = (jumped & (after <= self.seek_u[which])) | (u >= self.stop[which])
        return np.where(missed, np.inf, u)


def _plan(rng: np.random.Generator, view: View) -> Run:
    scene = motion.SCENES[view.scene]
    count = len(view.state.session)
    length = scene.length_s
    leaves = rng.random(count) < LEAVING[scene.id]
    stop = np.where(leaves, length * rng.random(count) ** (1.6 if scene.id == "hook" else 1.0), length)
    if scene.id == "aerospace":
        table = ~leaves & (rng.random(count) < TABLE_LEAVERS)
        stop = np.where(table, np.clip(TABLE_AT_S - scene.start_s + rng.normal(0, 0.5, count), 1, length), stop)
        leaves |= table
    chose = ~leaves & ~view.default & (view.following >= 0)
    early = rng.triangular(0.35, 0.55, 1.0, count) if scene.id == "pick" else rng.uniform(0.75, 0.97, count)
    stop = np.where(chose, length * early, stop)
    pauses = (rng.random(count) < 0.07) & (stop > 4.0)
    seeks = (rng.random(count) < (0.12 if length > 10.0 else 0.0)) & (stop >= length) & ~pauses
    seek_u = np.where(seeks, rng.uniform(5.0, 9.0, count), np.inf)
    jump = np.where(rng.random(count) < 0.55, -rng.uniform(2.5, 4.8, count), rng.uniform(2.0, 4.0, count))
    stop = np.where(seeks, length - jump, stop)
    pause_u = np.where(pauses, rng.uniform(0.3, 0.9, count) * stop, np.inf)
    return Run(view.state.session, view.state.at, scene.start_s, stop, leaves, pause_u,
               np.round(rng.gamma(1.6, 4000.0, count) + 400.0), seek_u, jump)


def _controls(rng: np.random.Generator, rows: Rows, run: Run, scene_id: str) -> None:
    """Pauses and seeks, half of them with the click on the control bar that made them."""
    who = np.flatnonzero(np.isfinite(run.pause_u))
    u, at = run.pause_u[who], run.wall(run.pause_u[who], who)
    t = run.media(u, who)
    _control_clicks(rng, rows, run.session[who], at, t)
    rows.add(run.session[who], at, "pause", t=t, scene=scene_id)
    rows.add(run.session[who], at + run.pause_ms[who], "play", t=t, scene=scene_id)
    who = np.flatnonzero(np.isfinite(run.seek_u))
    u, at = run.seek_u[who], run.wall(run.seek_u[who], who)
    t = run.media(u, who)
    _control_clicks(rng, rows, run.session[who], at, t)
    rows.add(run.session[who], at, "seek", t=t + run.jump[who], scene=scene_id, number=t)


def _control_clicks(rng: np.random.Generator, rows: Rows, session: Ints, at: Floats, t: Floats) -> None:
    some = rng.random(len(session)) < 0.5
    count = int(some.sum())
    on_bar = rng.random(count) < 0.6
    x = np.where(on_bar, rng.uniform(0.03, 0.97, count), 0.5 + rng.normal(0, 0.12, count))
    y = np.where(on_bar, 1.03 + 0.03 * rng.random(count), 0.5 + rng.normal(0, 0.1, count))
    rows.add(session[some], at[some] - rng.integers(20, 200, count), "click", t=t[some], x=x, y=y)


def _heartbeats(rows: Rows, run: Run, scene_id: str) -> None:
    for u in np.arange(HEARTBEAT_S, run.stop.max(), HEARTBEAT_S):
        who = np.flatnonzero(run.stop > u + 0.2)
        beat = np.full(len(who), u)
        rows.add(run.session[who], run.wall(beat, who), "heartbeat", t=run.media(beat, who), scene=scene_id)


def _clicks(rng: np.random.Generator, rows: Rows, run: Run, view: View) -> None:
    """Clicks on hotspots, on what is none, and on nothing."""
    scene = motion.SCENES[view.scene]
    for tap in clicking.taps(rng, scene, len(run.session), view.mobile):
        u = run.moment_of(tap.t, tap.who)
        kept = np.flatnonzero(np.isfinite(u))
        who = tap.who[kept]
        rows.add(run.session[who], run.wall(u[kept], who), "click", t=tap.t[kept], x=tap.x[kept], y=tap.y[kept],
                 element=tap.element)
        if tap.answer is not None:
            rows.add(run.session[who], run.wall(u[kept], who) + 30.0, "answer", t=tap.t[kept], scene=scene.id,
                     element=tap.element, text=tap.answer[kept])
        if tap.converts is not None:
            bought = tap.converts[kept] > 0
            at = run.wall(u[kept], who)[bought] + rng.gamma(3.0, 6000.0, int(bought.sum()))
            rows.add(run.session[who][bought], at, "conversion", text=tap.amounts(kept[bought]))


def _choices(rng: np.random.Generator, rows: Rows, run: Run, view: View) -> WalkState:
    """Those that stay go where they chose, or where the default leads."""
    scene = motion.SCENES[view.scene]
    on = np.flatnonzero(~run.leaves & (view.following >= 0))
    u = run.stop[on]
    at, t = run.wall(u, on), np.minimum(run.media(u, on), scene.end_s)
    if scene.id != "hook":
        for choice in (c for c in STORY.choices if c.from_scene == scene.id):
            to = motion.SCENES.index(next(s for s in motion.SCENES if s.id == choice.to_scene))
            mine = view.following[on] == to
            left = mine & view.default[on]
            rows.add(run.session[on][left], at[left], "choice", t=t[left], scene=scene.id, text=f"default:{choice.id}")
            took = mine & ~view.default[on]
            element = next((e for e in STORY.elements if e.id == choice.element_id), None)
            _choice_clicks(rng, rows, (run.session[on][took], at[took], t[took]), element)
            rows.add(run.session[on][took], at[took], "choice", t=t[took], scene=scene.id, text=choice.id)
    after = at + rng.integers(40, 160, len(on))
    names = np.array([s.id for s in motion.SCENES], dtype=object)
    starts = np.array([s.start_s for s in motion.SCENES])
    following = view.following[on]
    rows.add(run.session[on], after, "scene_enter", t=starts[following], scene=names[following])
    return WalkState(run.session[on], following, after)


def _choice_clicks(
    rng: np.random.Generator, rows: Rows, taken: tuple[Ints, Floats, Floats], element: Element | None
) -> None:
    if element is None or element.kind is not ElementKind.CHOICE:
        return
    session, at, t = taken
    x, y = clicking.inside(rng, element, t)
    rows.add(session, at - 10.0, "click", t=t - 0.01, x=x, y=y, element=element.id)


def _partings(rng: np.random.Generator, rows: Rows, run: Run, view: View) -> None:
    """Endings, exits, ratings, and what is done on the page afterwards."""
    scene = motion.SCENES[view.scene]
    ended = np.flatnonzero(~run.leaves & (view.following < 0))
    at = run.wall(run.stop[ended], ended)
    rows.add(run.session[ended], at, "ended", t=scene.end_s, scene=scene.id)
    rates = rng.random(len(ended)) < 0.16
    stars = rng.choice(5, int(rates.sum()), p=[0.04, 0.07, 0.2, 0.4, 0.29]) + 1
    rows.add(run.session[ended][rates], at[rates] + 900.0, "feedback", t=scene.end_s, scene=scene.id,
             text=np.array(["0", "1", "2", "3", "4", "5"], dtype=object)[stars])
    said = rng.random(len(ended)) < 0.02
    words = np.array(clicking.WORDS, dtype=object)[rng.integers(0, len(clicking.WORDS), int(said.sum()))]
    rows.add(run.session[ended][said], at[said] + 2500.0, "feedback", t=scene.end_s, scene=scene.id, text=words)
    goes = run.leaves & (rng.random(len(run.leaves)) < 0.95)
    goes |= ~run.leaves & (view.following < 0) & (rng.random(len(run.leaves)) < 0.8)
    who = np.flatnonzero(goes)
    done = ~run.leaves[who]
    at = run.wall(run.stop[who], who) + np.where(done, 4000.0, 0.0)
    t = np.minimum(run.media(run.stop[who], who), scene.end_s)
    rows.add(run.session[who], at, "exit", t=t, scene=scene.id)
    stays = rng.random(len(who)) < np.where(done, 0.42, 0.12)
    rows.add(run.session[who][stays], at[stays] + rng.gamma(2.0, 5000.0, int(stays.sum())) + 500.0, "engagement",
             text=np.array(["page", "scroll", "form"], dtype=object)[rng.integers(0, 3, int(stays.sum()))])


def play_scene(rng: np.random.Generator, rows: Rows, view: View) -> WalkState:
    """Add all rows of one scene; those that go on to another."""
    run = _plan(rng, view)
    scene_id = motion.SCENES[view.scene].id
    _clicks(rng, rows, run, view)
    _controls(rng, rows, run, scene_id)
    _heartbeats(rows, run, scene_id)
    onwards = _choices(rng, rows, run, view)
    _partings(rng, rows, run, view)
    return onwards
