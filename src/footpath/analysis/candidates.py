"""Candidate hotspots: where significantly more viewers false-clicked than the surroundings explain."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from footpath.analysis.boundary import polygon_at
from footpath.analysis.candidate_track import Track
from footpath.analysis.candidate_tracks import choices, expected_in, find_tracks, surprise
from footpath.analysis.candidate_volume import assess_volume
from footpath.analysis.heat import presence_of
from footpath.analysis.moving_polygon import MovingPolygon
from footpath.analysis.reaction_lag import reaction_lag
from footpath.model.clicks import ClickClass, Clicks
from footpath.model.drafts import UNNAMED
from footpath.model.events import Bools, Floats, Ints, Longs, Sessions
from footpath.model.reading import Reading
from footpath.model.results import Candidate, Candidates, NearestElement
from footpath.model.settings import Settings
from footpath.model.story import Element, Story

NOT_TRACKED = "not followed in the footage: the boundary follows the clicks"
NEARBY_S = 10.0
MOSTLY = 0.5
Progress = Callable[[int, int], None]
SURE = 10  # as many regions may share the threshold


@dataclass(frozen=True, slots=True)
class _Found:
    media: int
    track: Track
    clicks: int
    viewers: int
    exposed: int
    expected: float
    p_value: float
    by_chance: float


def find_candidates(
    clicks: Clicks,
    reading: Reading,
    sessions: Sessions,
    story: Story,
    mask: Bools,
    settings: Settings,
    *,
    looked_at: Bools | None = None,
    progress: Progress | None = None,
) -> Candidates:
    """Regions in space and time with more false-clicking viewers than their surroundings explain.

    Args:
        clicks: classed clicks.
        reading: for who had the moment on screen.
        sessions: for who the viewers are.
        story: its elements.
        mask: shape (s,), the sessions chosen.
        settings: the false discovery rate.
        looked_at: shape (c,), the clicks looked at; None for all of the chosen sessions.
        progress: told how many scenes are searched, of how many; what it raises ends the search.
    """
    chosen = mask[clicks.session] if looked_at is None else looked_at
    lag = reaction_lag(clicks, story, chosen)
    false = chosen & (clicks.klass == ClickClass.FALSE) & (clicks.media >= 0) & _in_time(clicks, story)
    found: list[_Found] = []
    tested_count = 0
    places = _places(clicks, false)
    for done, (media, scene) in enumerate(places):
        if progress is not None:
            progress(done, len(places))
        rows = np.flatnonzero(false & (clicks.media == media) & (clicks.scene == scene))
        if len(rows):
            place = media, scene, lag.lag_s or 0.0
            in_media, count = _search(place, rows, clicks, reading, sessions, story, mask, settings)
            found += in_media
            tested_count += count
    found.sort(key=lambda f: (f.by_chance, -f.viewers, f.media, f.track.start_s))
    q_values = _q_values([f.by_chance for f in found])
    kept = [(f, q) for f, q in zip(found, q_values, strict=True) if q <= settings.candidate_fdr]
    named = [_candidate(k, f, q, story) for k, (f, q) in enumerate(kept, start=1)]
    return Candidates(tuple(named), tested_count, settings.candidate_fdr, lag.words, lag)


def _in_time(clicks: Clicks, story: Story) -> Bools:
    """Clicks within their media's duration, where that is known; shape (c,)."""
    lengths = [m.duration_s if m.duration_s is not None else math.inf for m in story.media]
    return np.asarray(clicks.t_s <= np.array([*lengths, math.inf])[clicks.media])


def _places(clicks: Clicks, false: Bools) -> list[tuple[int, int]]:
    """Media and scenes with false clicks: a region never spans two scenes, which may play in any order."""
    media, scene = clicks.media[false].astype(np.int64), clicks.scene[false].astype(np.int64) + 1
    width = int(scene.max(initial=0)) + 1
    return [(int(k) // width, int(k) % width - 1) for k in np.flatnonzero(np.bincount(media * width + scene))]


def _q_values(by_chance: list[float]) -> list[float]:
    """Benjamini & Hochberg (1995), each p weighted by how many such regions there are (Genovese et al. 2006).

    `by_chance`, ascending: how many regions as sure as each there would be by chance.
    """
    scaled = [min(1.0, many / rank) for rank, many in enumerate(by_chance, start=1)]
    for k in range(len(scaled) - 2, -1, -1):
        scaled[k] = min(scaled[k], scaled[k + 1])
    return scaled


def _search(
    place: tuple[int, int, float], rows: Longs, clicks: Clicks, reading: Reading, sessions: Sessions, story: Story,
    mask: Bools, settings: Settings,
) -> tuple[list[_Found], int]:  # fmt: skip
    """In one media and scene, at the moments when what was clicked was seen: a lag before the clicks."""
    media, scene, lag_s = place
    aspect = story.media[media].aspect
    t, x, y = clicks.t_s[rows] - lag_s, clicks.x[rows], clicks.y[rows] / aspect
    if lag_s:
        t = np.maximum(t, story.scenes[scene].start_s if scene >= 0 else 0.0)
    viewer = sessions.viewer[clicks.session[rows]]
    presence = presence_of(reading, mask, media)
    tested = assess_volume(t, x, y, viewer, story, media, settings, lag_s=lag_s, presence=presence)
    watched, everyone = _Watched.of(reading, sessions, mask, media), len(sessions.viewer_ids)
    found = []
    for track in find_tracks(tested, t, x, y, SURE * settings.candidate_fdr):
        inside = track.holds(t, x, y)
        viewers = _distinct(viewer[inside], everyone)
        if viewers < settings.candidate_viewers or _belongs_to_an_element(
            (t[inside], x[inside], y[inside]), story, media, settings
        ):
            continue
        expected = expected_in(tested, track)
        p_value = max(surprise(tested, track, viewers), 1e-300)
        exposed, by_chance = _distinct(watched.during(track), everyone), p_value * choices(tested, track)
        found.append(_Found(media, track, int(inside.sum()), viewers, exposed, expected, p_value, by_chance))
    return found, tested.observed.size


@dataclass(frozen=True, slots=True)
class _Watched:
    """What the chosen sessions watched of a media; all of shape (i,)."""

    viewer: Ints
    start_s: Floats
    end_s: Floats

    @classmethod
    def of(cls, reading: Reading, sessions: Sessions, mask: Bools, media: int) -> _Watched:
        i = reading.intervals
        mine = mask.take(i.session) & (i.media == media)
        return cls(
            sessions.viewer.take(np.compress(mine, i.session)), np.compress(mine, i.start_s), np.compress(mine, i.end_s)
        )

    def during(self, track: Track) -> Ints:
        """The viewers who had any of the track's time on screen, some of them more than once."""
        return np.compress((self.start_s < track.end_s) & (self.end_s > track.start_s), self.viewer)


def _distinct(index: Ints, count: int) -> int:
    """How many of `count` things are named at least once."""
    named = np.zeros(count, dtype=np.bool_)
    named[index] = True
    return int(named.sum())


def _belongs_to_an_element(clicks: tuple[Floats, Floats, Floats], story: Story, media: int, settings: Settings) -> bool:
    """Whether most clicks are where an element was up to 10 s before, or will be: then the place is that element's."""
    reach, (t_s, x, y) = settings.late_early_s, clicks
    for element in story.elements:
        if not element.boundary or element.media_id != story.media[media].id:
            continue
        polygon = MovingPolygon(element, story.media[media].aspect)
        late = (t_s >= element.end_s - 1) & (t_s <= element.end_s + reach + 1)
        early = (t_s >= element.start_s - reach - 1) & (t_s <= element.start_s + 1)
        over = (late & polygon.fixed(-1, x, y)) | (early & polygon.fixed(0, x, y))
        if over.mean() >= MOSTLY:
            return True
    return False


def _nearest(found: _Found, story: Story) -> NearestElement | None:
    """The element with a boundary nearest to the region at its middle, px at 1280 px picture width."""
    track = found.track
    middle = (track.start_s + track.end_s) / 2
    x, y = np.interp(middle, track.t_s, track.x), np.interp(middle, track.t_s, track.y)
    best: NearestElement | None = None
    for element in story.elements:
        near_in_time = element.start_s - NEARBY_S <= track.end_s and track.start_s <= element.end_s + NEARBY_S
        if element.media_id != story.media[found.media].id or not element.boundary or not near_in_time:
            continue
        distance = _distance_px(element, story.media[found.media].aspect, middle, float(x), float(y))
        if distance is not None and (best is None or distance < best.distance_px):
            best = NearestElement(element.id, round(distance, 1))
    return best


def _distance_px(element: Element, aspect: float, t_s: float, x: float, y: float) -> float | None:
    moment = min(max(t_s, element.start_s), element.end_s)
    if polygon_at(element, moment) is None:
        return None
    polygon = MovingPolygon(element, aspect)
    return float(polygon.inside_and_distance(np.array([moment]), np.array([x]), np.array([y]))[1][0] * 1280)


def _candidate(number: int, found: _Found, q_value: float, story: Story) -> Candidate:
    media, track = story.media[found.media], found.track
    nearest = _nearest(found, story)
    return Candidate(
        id=f"c{number}", media_id=media.id, start_s=track.start_s, end_s=track.end_s,
        boundary=track.keyframes(media.aspect), clicks=found.clicks, viewers=found.viewers, exposed=found.exposed,
        expected=round(found.expected, 3), p_value=found.p_value, q_value=q_value,
        score=round(-math.log10(max(q_value, 1e-300)), 3), nearest_element=nearest, tracked=NOT_TRACKED,
        explanation=_explain(found, nearest, story),
    )  # fmt: skip


def _explain(found: _Found, nearest: NearestElement | None, story: Story) -> str:
    track = found.track
    share = f" ({found.viewers / found.exposed:.1%} of those who saw it)" if found.exposed else ""
    expected = f"{found.expected:.0f}" if found.expected >= 9.5 else f"{found.expected:.1f}"
    words = (
        f"{found.viewers} viewers{share} clicked {UNNAMED} between {_clock(track.start_s)} and "
        f"{_clock(track.end_s)}; {expected} expected"
    )
    if nearest is None:
        return words
    element = story.elements[story.element_index[nearest.id]]
    return f"{words}; {nearest.distance_px:.0f} px from “{element.label}”"


def _clock(t_s: float) -> str:
    return f"{int(t_s) // 60}:{int(t_s) % 60:02d}"
