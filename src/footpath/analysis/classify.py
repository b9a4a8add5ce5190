"""Every click gets one class: hit, control, near miss, false (the first that fits), or beside."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from footpath.analysis.moving_polygon import MovingPolygon
from footpath.analysis.playback import is_kind
from footpath.analysis.session_blocks import blocks_of, each, stretches, whole_of
from footpath.model.clicks import ClickClass, Clicks, Miss, Uses
from footpath.model.events import Bools, Bytes, Events, Floats, Ints, Kind, Longs
from footpath.model.reading import Placed
from footpath.model.settings import Settings
from footpath.model.story import Element, Story

SAME_INSTANT_S = 1e-6
EPSILON = 1e-9


@dataclass(slots=True)
class _Found:
    """What the position of each click says; filled element by element, in the story's order."""

    hit: Ints
    miss: Bytes
    missed: Ints
    distance: Floats
    gap_s: Floats

    @classmethod
    def nothing(cls, n: int) -> _Found:
        none = np.full(n, -1, dtype=np.int32)
        return cls(none, np.zeros(n, np.int8), none.copy(), np.full(n, np.nan), np.full(n, np.nan))


def classify(events: Events, where: Placed, story: Story, settings: Settings) -> Clicks:
    """Class every click row; the result is sorted by media, media time, then event."""
    rows = np.flatnonzero(events.kind == Kind.CLICK)
    happened_in = where.media[rows]
    with ThreadPoolExecutor(1) as beside:
        sorting = beside.submit(np.lexsort, (events.t_s[rows], happened_in))
        rage = rage_runs(events, rows, happened_in, aspects_of(story), settings)
        followed, order = _followed_by_control(events, rows, settings), sorting.result()

    def classed(some: slice) -> Clicks:
        part = order[some]
        return _class_some(events, where, story, settings, rows[part], followed[part], rage[part])

    return whole_of(classed, stretches(len(order)), len(order))


def _class_some(
    events: Events, where: Placed, story: Story, settings: Settings, rows: Longs, followed: Bools, rage: Ints
) -> Clicks:
    """Click rows sorted by media and media time; `followed`: by a control, `rage`: the run; all of shape (c,)."""
    media, aspects = where.media[rows], aspects_of(story)
    t, x, y = events.t_s[rows], events.x[rows], events.y[rows]
    placed = ~np.isnan(x)
    found = _locate_all(story, settings, media, t, x, y / aspects[media])
    named = events.element[rows]
    bare = np.array([not e.boundary for e in story.elements] + [False] * (len(events.element_ids) + 1))
    by_name = placed & (found.hit < 0) & (named >= 0) & bare[named] & (named < len(story.elements))
    hit = placed & ((found.hit >= 0) | by_name)
    outside = (x < 0) | (x > 1) | (y < 0) | (y > 1)
    control = placed & ~hit & (outside | followed)
    near = placed & ~hit & ~control & (found.miss > 0)
    klass = np.select(
        [~placed, hit, control, near],
        [ClickClass.BESIDE, ClickClass.HIT, ClickClass.CONTROL, ClickClass.NEAR_MISS],
        ClickClass.FALSE,
    ).astype(np.int8)
    element = np.where(klass == ClickClass.BESIDE, named, np.where(by_name, named, found.hit))
    element = np.where((klass == ClickClass.HIT) | (klass == ClickClass.BESIDE), element, -1).astype(np.int32)
    known = (named >= 0) & (named < len(story.elements))
    disagrees = placed & known & (named != np.where(by_name, named, found.hit))
    disagrees |= placed & (named >= len(story.elements)) & (found.hit >= 0)
    return Clicks(
        event=rows.astype(np.int32),
        session=events.session[rows],
        media=media,
        scene=where.scene[rows],
        t_s=t,
        x=x,
        y=y,
        klass=klass,
        element=element,
        miss=np.where(near, found.miss, Miss.NONE).astype(np.int8),
        missed_element=np.where(near, found.missed, -1).astype(np.int32),
        miss_distance_px=np.where(near, found.distance * settings.reference_width_px, np.nan),
        miss_s=np.where(near, found.gap_s, np.nan),
        disagrees=disagrees,
        rage_run=rage,
    )


def aspects_of(story: Story) -> Floats:
    """By media; the last, for an unknown one, is that of most films."""
    return np.array([m.aspect for m in story.media] + [16 / 9])


def find_uses(events: Events, where: Placed, clicks: Clicks) -> Uses:
    """Hits, beside clicks naming an element, and answers, in event order."""
    used = clicks.element >= 0
    answered = np.flatnonzero((events.kind == Kind.ANSWER) & (events.element >= 0))
    event = np.concatenate([clicks.event[used], answered]).astype(np.int32)
    element = np.concatenate([clicks.element[used], events.element[answered]]).astype(np.int32)
    order = np.argsort(event, kind="stable")
    event, element = event[order], element[order]
    return Uses(event, events.session[event], element, where.media[event], events.t_s[event])


def scene_end_times(story: Story, media_id: str | None) -> Floats:
    return np.array([s.end_s for s in story.scenes if s.media_id == media_id and np.isfinite(s.end_s)])


def active_until(story: Story, element: Element) -> float:
    """The last instant an element is active at; just before its end unless its scene ends there too."""
    ends = scene_end_times(story, element.media_id)
    with_scene = len(ends) and np.abs(ends - element.end_s).min() <= SAME_INSTANT_S
    return element.end_s if with_scene else np.nextafter(element.end_s, -np.inf)


def _locate_all(story: Story, settings: Settings, media: Ints, t: Floats, x: Floats, y: Floats) -> _Found:
    found = _Found.nothing(len(t))
    for index, element in enumerate(story.elements):
        if not element.boundary or element.media_id is None:
            continue
        m = story.media_index[element.media_id]
        first, last = np.searchsorted(media, [m, m + 1])
        low, high = np.searchsorted(
            t[first:last],
            [
                element.start_s - settings.near_miss_before_s - EPSILON,
                element.end_s + settings.near_miss_after_s + EPSILON,
            ],
        )
        span = slice(first + low, first + high)
        rows = np.arange(span.start, span.stop)[~np.isnan(x[span])]
        polygon = MovingPolygon(element, story.media[m].aspect)
        _locate_one(found, index, element, polygon, settings, active_until(story, element), rows, t, x, y)
    return found


def _locate_one(
    found: _Found,
    index: int,
    element: Element,
    polygon: MovingPolygon,
    settings: Settings,
    until: float,
    rows: Longs,
    t: Floats,
    x: Floats,
    y: Floats,
) -> None:
    active = (t[rows] >= element.start_s) & (t[rows] <= until)
    now = rows[active]
    now = now[polygon.shown(t[now])]
    inside, distance = polygon.inside_and_distance(t[now], x[now], y[now])
    found.hit[now[inside]] = index
    near = ~inside & (distance <= settings.near_miss_width_share + EPSILON)
    near &= (found.miss[now] != Miss.SPACE) | (distance <= found.distance[now])
    _note(found, now[near], index, Miss.SPACE, distance[near], np.nan)

    gap = t[rows] - element.start_s
    early = rows[(gap < 0) & (gap >= -settings.near_miss_before_s - EPSILON)]
    _note_in_time(found, early[polygon.fixed(0, x[early], y[early])], index, Miss.EARLY, t - element.start_s)
    gap = t[rows] - element.end_s
    late = rows[(t[rows] > until) & (gap >= 0) & (gap <= settings.near_miss_after_s + EPSILON)]
    _note_in_time(found, late[polygon.fixed(-1, x[late], y[late])], index, Miss.LATE, t - element.end_s)


def _note_in_time(found: _Found, rows: Longs, index: int, miss: Miss, gap_s: Floats) -> None:
    better = (found.miss[rows] == Miss.NONE) | (
        (found.miss[rows] != Miss.SPACE) & (np.abs(gap_s[rows]) <= np.abs(found.gap_s[rows]))
    )
    rows = rows[better]
    _note(found, rows, index, miss, np.nan, gap_s[rows])


def _note(found: _Found, rows: Longs, index: int, miss: Miss, distance: Floats | float, gap: Floats | float) -> None:
    found.miss[rows] = miss
    found.missed[rows] = index
    found.distance[rows] = distance
    found.gap_s[rows] = gap


def _followed_by_control(events: Events, rows: Longs, settings: Settings) -> Bools:
    """Whether a play, pause or seek of the same session comes later in its order, within the limit of wall time."""
    control = np.flatnonzero(is_kind(events.kind, (Kind.PLAY, Kind.PAUSE, Kind.SEEK)))
    if not len(control):
        return np.zeros(len(rows), dtype=np.bool_)
    following = np.append(control, control[-1])[np.searchsorted(control, rows, side="right")]
    same = (following > rows) & (events.session[following] == events.session[rows])
    return np.asarray(same & (events.at_ms[following] - events.at_ms[rows] <= settings.control_click_ms))


def rage_runs(events: Events, rows: Longs, media: Ints, aspects: Floats, settings: Settings) -> Ints:
    """Runs of clicks each close in wall time and place to the one before: the run of each click, -1 for none.

    `rows` ascend, `media` is theirs; shape (c,). No run goes on in another session.
    """
    blocks = [block.rows for block in blocks_of(events.session[rows], 0)]
    parts = each(lambda some: _rage_runs(events, rows[some], media[some], aspects, settings), blocks)
    counts = np.cumsum([0, *(int(part.max(initial=-1)) + 1 for part in parts)], dtype=np.int32)
    return np.concatenate([np.where(part >= 0, part + k, part) for part, k in zip(parts, counts[:-1], strict=True)])


def _rage_runs(events: Events, rows: Longs, media: Ints, aspects: Floats, settings: Settings) -> Ints:
    rage = np.full(len(rows), -1, dtype=np.int32)
    placed = np.flatnonzero(~np.isnan(events.x[rows]))
    if len(placed) < settings.rage_clicks:
        return rage
    row, m = rows[placed], media[placed]
    x, y, at_ms, session = events.x[row], events.y[row], events.at_ms[row], events.session[row]
    joined = (session[1:] == session[:-1]) & (m[1:] == m[:-1]) & (np.diff(at_ms) <= settings.rage_gap_ms)
    near = np.flatnonzero(joined)
    step_px = np.hypot(np.diff(x)[near], np.diff(y)[near] / aspects[m[near]]) * settings.reference_width_px
    joined[near] = step_px <= settings.rage_distance_px + EPSILON
    run = np.concatenate([[0], np.cumsum(~joined)])
    long_enough = np.bincount(run) >= settings.rage_clicks
    rage[placed] = np.where(long_enough[run], (np.cumsum(long_enough) - 1)[run], -1)
    return rage
