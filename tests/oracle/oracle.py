# ruff: noqa: E501
"""Every number a second time: slow, obvious loops over rows, written from the definitions and not from the program.

A row is a dict with the columns of the events format: `at` in integer ms, `media_time`, `x`, `y` floats or None, texts or
None. Rows of one session come in their order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite

from footpath.model.settings import Settings
from footpath.model.story import Scene, Story

RUN = {"play", "heartbeat", "scene_enter"}
CLOSE = {"pause", "ended", "exit"}


@dataclass
class OracleSession:
    intervals: list[tuple[str, float, float]] = field(default_factory=list)
    pieces: list[tuple[str, float, float]] = field(default_factory=list)
    piece_steps: list[int | None] = field(default_factory=list)  # the visit each piece was watched in
    visits: list[tuple[str, str]] = field(default_factory=list)  # scene, arrival
    visit_rows: list[int] = field(default_factory=list)  # the first row in each
    inconsistent: list[tuple[int, str]] = field(default_factory=list)
    watched_before: list[float] = field(default_factory=list)
    row_media: list[str | None] = field(default_factory=list)
    row_scene: list[str | None] = field(default_factory=list)
    exit_row: int | None = None
    exit_s: float | None = None
    exit_scene: str | None = None
    played: bool = False
    reached_ending: bool = False
    dropped_off: bool = False
    outcome: str = "never_ran"
    holds: list[tuple[str, float]] = field(default_factory=list)  # scene, seconds at its last frame
    hold_steps: list[int | None] = field(default_factory=list)

    @property
    def watched_s(self) -> float:
        return sum(end - start for _, start, end in self.intervals)


def number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else None
    except ValueError:
        return None
    return value if value is not None and isfinite(value) else None


class _Reader:
    """The state machine of one session."""

    def __init__(self, story: Story, settings: Settings) -> None:
        self.story, self.settings = story, settings
        self.out = OracleSession()
        self.running, self.index = False, 0
        self.media: str | None = None  # of the last known position
        self.last: float | None = None
        self.last_at = 0
        self.last_scene: str | None = None  # where it was set
        self.scene: str | None = None  # the session is in
        self.start = 0.0
        self.now: int | None = None
        self.start_scene: str | None = None
        self.moves: list[tuple[int, float]] = []
        # (row, scene) of everything that may be a step; choices by row
        self.stretches: list[tuple[int, str]] = []
        self.stretch_openers: list[int] = []
        self.hold_rows: list[int] = []
        self.last_row = 0
        self.opened: list[int] = []

    def end_of(self, media: str) -> float:
        found = self.story.media[self.story.media_index[media]].duration_s
        return float("inf") if found is None else found

    def scene_by_id(self, scene: str | None) -> Scene | None:
        return next((s for s in self.story.scenes if s.id == scene), None)

    def scene_at(self, media: str, t: float) -> str | None:
        current = self.scene_by_id(self.scene)
        if current and current.media_id == media and current.start_s <= t <= current.end_s:
            return current.id
        mine = [s for s in self.story.scenes if s.media_id == media]
        holding = [s.id for s in mine if s.start_s <= t < s.end_s] or [s.id for s in mine if s.end_s == t]
        return holding[0] if holding else None

    def media_of(self, row: dict) -> str | None:
        if row["media_id"]:
            return row["media_id"]
        if row["scene_id"]:
            return self.scene_by_id(row["scene_id"]).media_id
        if self.media:
            return self.media
        return self.story.media[0].id if len(self.story.media) == 1 else None

    def cut(self, index: int, media: str, t: float) -> float:
        if t > self.end_of(media):
            self.out.inconsistent.append((index, "past_end"))
            return self.end_of(media)
        return t

    def put(self, media: str, t: float, at: int, scene: str | None) -> None:
        self.last_row = self.index
        self.media, self.last, self.last_at, self.last_scene = media, t, at, scene

    def open(self, index: int, media: str, t: float, at: int, scene: str | None) -> None:
        self.put(media, t, at, scene)
        self.opened.append(index)
        self.running, self.start, self.start_scene, self.moves = True, t, scene, [(index, t)]

    def close(self, index: int, end: float) -> None:
        self.running = False
        self.hold(max(end, self.start))
        if end <= self.start:
            return
        self.out.intervals.append((self.media, self.start, end))
        pieces = self.pieces(self.media, self.start, end, self.start_scene)
        self.out.pieces += pieces
        for scene, start, _ in pieces:
            row = next((i for i, t in self.moves if t > start), index)
            self.stretches.append((row, scene))
            self.stretch_openers.append(self.moves[0][0])

    def hold(self, reached: float) -> None:
        """The wall time since the last known position that went by without playing on, at the scene's end."""
        scene = self.scene_by_id(self.last_scene)
        if self.now is None or scene is None or not 0 <= scene.end_s - reached <= 0.25:
            return
        seconds = min((self.now - self.last_at) / 1000 - (reached - self.last), 60.0)
        if seconds > 0:
            self.out.holds.append((scene.id, seconds))
            self.hold_rows.append(self.last_row)

    def pieces(self, media: str, start: float, end: float, first: str | None) -> list[tuple[str, float, float]]:
        edges = {start, end}
        for scene in self.story.scenes:
            if scene.media_id == media:
                edges |= {e for e in (scene.start_s, scene.end_s) if start < e < end}
        ordered, found = sorted(edges), []
        own = self.scene_by_id(first)
        for a, b in pairwise(ordered):
            if own and own.media_id == media and own.start_s <= a and b <= own.end_s:
                scene = own.id
            else:
                scene = next(
                    (s.id for s in self.story.scenes if s.media_id == media and s.start_s <= a and b <= s.end_s), None
                )
            if scene is None:
                continue
            if found and found[-1][0] == scene and found[-1][2] == a:
                found[-1] = (scene, found[-1][1], b)
            else:
                found.append((scene, a, b))
        return found

    def row(self, index: int, row: dict) -> None:
        kind, at = row["kind"], row["at"]
        self.now, self.index = at, index
        media, t = self.media_of(row), row["media_time"]
        if t is not None and media is not None:
            t = self.cut(index, media, t)
            scene = row["scene_id"] or self.scene_at(media, t)
        else:
            t, scene = None, row["scene_id"] or self.scene
        self.scene = scene  # the session is where its last row that says so was
        self.out.row_media.append(media)
        self.out.row_scene.append(scene)
        if t is None and kind in RUN | {"seek"}:
            raise AssertionError("the strategies give these a position")
        if kind in {"play", "scene_enter"} or (kind == "heartbeat" and (not self.running or media != self.media)):
            if self.running:
                self.close(index, self.left_at(at) if kind == "scene_enter" else self.last)
            self.open(index, media, t, at, scene)
        elif kind == "seek":
            self.seek(index, row, media, t, scene)
        elif kind in CLOSE:
            self.stop(index, at, media, t, scene)
        elif t is not None:
            self.other(index, at, media, t, scene)

    def left_at(self, at: int) -> float:
        scene = self.scene_by_id(self.last_scene)
        limit = self.end_of(self.media)
        if scene is not None:
            limit = min(limit, scene.end_s)
        return max(self.last, min(self.last + (at - self.last_at) / 1000, limit))

    def seek(self, index: int, row: dict, media: str, t: float, scene: str | None) -> None:
        if not self.running:
            self.put(media, t, row["at"], scene)
            return
        came_from = number(row["value"])
        came_from = None if came_from is None or came_from < 0 else came_from
        end = self.last if came_from is None else self.cut(index, self.media, came_from)
        if end < self.start:
            self.out.inconsistent.append((index, "backwards"))
            end = self.start
        self.close(index, end)
        self.open(index, media, t, row["at"], scene)

    def stop(self, index: int, at: int, media: str | None, t: float | None, scene: str | None) -> None:
        if not self.running:
            if t is not None:
                self.put(media, t, at, scene)
            return
        if t is None or media != self.media:
            self.close(index, self.last)
        elif t < self.start:
            self.out.inconsistent.append((index, "backwards"))
            self.close(index, self.start)
        else:
            self.close(index, t)
            self.put(media, t, at, scene)

    def other(self, index: int, at: int, media: str, t: float, scene: str | None) -> None:
        if not self.running:
            self.put(media, t, at, scene)
        elif media == self.media:
            if t < self.last:
                self.out.inconsistent.append((index, "backwards"))
            else:
                if scene == self.last_scene:
                    self.hold(t)
                self.put(media, t, at, scene)
                self.moves.append((index, t))


def read_session(rows: list[dict], story: Story, settings: Settings) -> OracleSession:
    reader = _Reader(story, settings)
    out = reader.out
    last_after: list[float | None] = []
    for index, row in enumerate(rows):
        reader.row(index, row)
        done = out.watched_s
        out.watched_before.append(done + (reader.last - reader.start if reader.running else 0.0))
        last_after.append(reader.last)
    if reader.running:
        reader.now = None
        reader.close(len(rows), reader.last)
    out.played = any(r["kind"] == "play" for r in rows) or out.watched_s > 0
    out.visits = _visits(rows, reader)
    ended = [i for i, r in enumerate(rows) if r["kind"] == "ended"]
    tail = _watched_an_ending(out, story, settings)
    out.reached_ending = bool(ended) or tail
    exits = [i for i, r in enumerate(rows) if r["kind"] == "exit"]
    if exits and not any(r["kind"] in RUN for r in rows[exits[-1] :]):
        out.exit_row = exits[-1]
        row = rows[out.exit_row]
        media = out.row_media[out.exit_row]
        own = row["media_time"] if media is not None else None
        out.exit_s = min(own, reader.end_of(media)) if own is not None else last_after[out.exit_row]
        out.exit_scene = out.row_scene[out.exit_row]
        out.dropped_off = not tail and not any(i < out.exit_row for i in ended)
    if not out.visits:
        out.outcome = "never_ran"
    elif out.reached_ending:
        out.outcome = "completed"
    elif out.exit_row is not None:
        out.outcome = "exit"
    else:
        out.outcome = "censored"
    return out


def _watched_an_ending(out: OracleSession, story: Story, settings: Settings) -> bool:
    if not story.given:
        tails = [(m.id, m.duration_s) for m in story.media if m.duration_s is not None]
        tails = [(m, max(0.0, end - settings.ending_tail_s), end) for m, end in tails]
    else:
        tails = [
            (s.media_id, max(s.start_s, s.end_s - settings.ending_tail_s), s.end_s) for s in story.scenes if s.ending
        ]
    return any(m == n and min(b, d) > max(a, c) for m, a, b in out.intervals for n, c, d in tails)


def leads_to(value: str | None, story: Story) -> tuple[str | None, bool]:
    """The scene a choice's value leads to, and whether a timeout chose it."""
    text = value or ""
    default = text.startswith("default:")
    text = text.removeprefix("default:")
    for choice in story.choices:
        if choice.id == text:
            return choice.to_scene, default
    return (text if text in story.scene_index else None), default


def _visits(rows: list[dict], reader: _Reader) -> list[tuple[str, str]]:
    story, out = reader.story, reader.out
    first = next((i for i in reader.opened if out.row_scene[i]), None)
    if not reader.opened:
        return []
    steps: list[tuple[int, str]] = []
    out.piece_steps = [None] * len(out.pieces)
    if any(r["kind"] == "scene_enter" for r in rows):
        steps = [(i, out.row_scene[i]) for i, r in enumerate(rows) if i == first or r["kind"] == "scene_enter"]
        out.piece_steps = [
            _step_at(steps, opener, scene)
            for opener, (_, scene) in zip(reader.stretch_openers, reader.stretches, strict=True)
        ]
    else:
        landings = [
            (i, 1, out.row_scene[i], None)
            for i, r in enumerate(rows)
            if i >= reader.opened[0] and (r["kind"] == "seek" or i in reader.opened)
        ]
        # A stretch that ends at a row lies before where that row lands.
        landings += [(i, 0, scene, k) for k, (i, scene) in enumerate(reader.stretches)]
        for i, _, scene, piece in sorted(landings, key=lambda entry: entry[:2]):
            if scene is not None and (not steps or steps[-1][1] != scene):
                steps.append((i, scene))
            if piece is not None:
                out.piece_steps[piece] = len(steps) - 1
    visits: list[tuple[str, str]] = []
    before = -1
    for step, (i, scene) in enumerate(steps):
        arrival = "continued" if step else "start"
        for j in range(before + 1, min(i + 1, len(rows))):
            if step and rows[j]["kind"] == "choice":
                target, default = leads_to(rows[j]["value"], story)
                if target == scene:
                    arrival = "default" if default else "chosen"
        visits.append((scene, arrival))
        before = i
    out.visit_rows = [i for i, _ in steps]
    out.hold_steps = [_step_at(steps, i, scene) for i, (scene, _) in zip(reader.hold_rows, out.holds, strict=True)]
    return visits


def _step_at(steps: list[tuple[int, str]], row: int, scene: str) -> int | None:
    """The last visit that had begun at a row, if it is one of the scene."""
    begun = [k for k, (i, _) in enumerate(steps) if i <= row]
    return begun[-1] if begun and steps[begun[-1]][1] == scene else None
