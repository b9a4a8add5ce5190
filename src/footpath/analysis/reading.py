"""How sessions are read: rows → watched intervals, visits, endings. The rules are in docs/reading.md."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footpath.analysis.columns import last_at, last_before, pick, session_starts
from footpath.analysis.holding import read_holds
from footpath.analysis.lookups import Lookups
from footpath.analysis.placing import cut_pieces, place_rows
from footpath.analysis.playback import (
    STARTERS,
    Positions,
    Rows,
    Segments,
    cut_segments,
    is_kind,
    read_positions,
    read_rows,
    resolve_media,
)
from footpath.analysis.session_blocks import Block, blocks_of, each, events_of, in_review, joined, whole_of
from footpath.analysis.visiting import read_visits
from footpath.model.events import Bools, Events, Floats, Ints, Kind, Longs
from footpath.model.reading import Inconsistency, Intervals, Outcome, Pieces, Placed, Reading
from footpath.model.settings import Settings
from footpath.model.story import Story


def place_events(events: Events, session_count: int, story: Story) -> Placed:
    """In which media and scene each event happened: a block of whole sessions at a time, two blocks at once."""
    lookups = Lookups.of(story, events.values)

    blocks = {block.row: block for block in blocks_of(events.session, session_count)}

    def place(rows: slice) -> Placed:
        part = events_of(events, blocks[rows.start])
        starts = session_starts(part.session)
        media = resolve_media(part, lookups, starts)
        return Placed(media, place_rows(part, read_positions(part, media, starts, lookups), lookups.scenes))

    return whole_of(place, [block.rows for block in blocks.values()], len(events.session))


def read_sessions(
    events: Events, placed: Placed, session_count: int, story: Story, settings: Settings
) -> Reading:
    """Read every session's rows as playback, block by block; `placed`: as `place_events` gives it."""
    lookups = Lookups.of(story, events.values)

    def read(block: Block) -> Reading:
        part, count, rows = events_of(events, block), block.end_session - block.session, block.rows
        positions = read_positions(part, placed.media[rows], session_starts(part.session), lookups)
        return in_review(_read_block(part, positions, placed.scene[rows], count, story, lookups, settings), block)

    return joined(each(read, blocks_of(events.session, session_count)))


def _read_block(
    events: Events, positions: Positions, row_scene: Ints, session_count: int, story: Story, lookups: Lookups,
    settings: Settings,
) -> Reading:  # fmt: skip
    scenes = lookups.scenes
    rows = read_rows(events, positions)
    segments = cut_segments(events, rows, lookups, row_scene)
    intervals, interval_segment = _intervals(events, rows, segments)
    pieces, piece_interval = cut_pieces(intervals, row_scene[segments.opener[interval_segment]], scenes)
    piece_segment = interval_segment[piece_interval]
    visits, step = read_visits(events, rows, row_scene, segments, pieces, piece_segment, lookups, session_count)

    watched = np.bincount(intervals.session, intervals.end_s - intervals.start_s, session_count).astype(np.float64)
    played = watched > 0
    played[events.session[events.kind == Kind.PLAY]] = True
    in_tail = _tails(pieces, story, settings, session_count)
    exit_event = _exits_for_good(events, session_count)
    ended_first = _first_rows(events, Kind.ENDED, session_count)
    reached = in_tail | (ended_first < len(events))
    completed = in_tail | (ended_first < exit_event)
    dropped_off = (exit_event >= 0) & ~completed
    inconsistent, why = _inconsistencies(rows, segments)
    return Reading(
        intervals,
        replace(pieces, step=step),
        visits,
        read_holds(events, rows, segments, row_scene, scenes, visits),
        played,
        watched,
        reached,
        exit_event.astype(np.int32),
        _exit_positions(rows, exit_event),
        pick(row_scene, exit_event, -1),
        dropped_off,
        _outcomes(visits.session, reached, exit_event, session_count),
        _watched_before(rows, segments),
        inconsistent,
        why,
    )


def _intervals(events: Events, rows: Rows, segments: Segments) -> tuple[Intervals, Longs]:
    """The segments that are not empty, and which they are."""
    kept = np.flatnonzero(segments.end_s > segments.start_s)
    opener = segments.opener[kept]
    start, end = segments.start_s[kept], segments.end_s[kept]
    return Intervals(events.session[opener], rows.media[opener], start, end), kept


def _tails(pieces: Pieces, story: Story, settings: Settings, session_count: int) -> Bools:
    """Sessions that watched into the last seconds of an ending (of the media, where there is no story)."""
    ends = np.array([s.end_s for s in story.scenes])
    ending = np.array([s.ending if story.given else np.isfinite(s.end_s) for s in story.scenes], dtype=np.bool_)
    reached = np.zeros(session_count, dtype=np.bool_)
    if len(pieces):
        inside = ending[pieces.scene] & (pieces.end_s > ends[pieces.scene] - settings.ending_tail_s)
        reached[pieces.session[inside]] = True
    return reached


def _first_rows(events: Events, kind: Kind, session_count: int) -> Longs:
    """Each session's first row of a kind; the number of events where it has none."""
    first = np.full(session_count, len(events), dtype=np.int64)
    rows = np.flatnonzero(events.kind == kind)[::-1]
    first[events.session[rows]] = rows
    return first


def _last_rows(events: Events, flag: Bools, session_count: int) -> Longs:
    last = np.full(session_count, -1, dtype=np.int64)
    rows = np.flatnonzero(flag)
    last[events.session[rows]] = rows
    return last


def _exits_for_good(events: Events, session_count: int) -> Longs:
    """Each session's last exit if nothing ran after it, else -1."""
    left = _last_rows(events, events.kind == Kind.EXIT, session_count)
    ran = _last_rows(events, is_kind(events.kind, STARTERS), session_count)
    return np.where(left > ran, left, -1)


def _exit_positions(rows: Rows, exit_event: Longs) -> Floats:
    known = pick(rows.t_s, last_before(rows.placed, rows.starts), np.nan)
    position = np.where(np.isnan(rows.t_s), known, rows.t_s)
    return pick(position, exit_event, np.nan)


def _outcomes(visiting: Ints, reached: Bools, exit_event: Longs, session_count: int) -> np.ndarray:
    outcome = np.where(reached, Outcome.COMPLETED, np.where(exit_event >= 0, Outcome.EXIT, Outcome.CENSORED)).astype(
        np.int8
    )
    ran = np.zeros(session_count, dtype=np.bool_)
    ran[visiting] = True
    outcome[~ran] = Outcome.NEVER_RAN
    return outcome


def _watched_before(rows: Rows, segments: Segments) -> Floats:
    """Watched seconds of the session up to each row, its own effect included."""
    n = len(rows.t_s)
    length = segments.end_s - segments.start_s
    total = np.cumsum(length)
    segment = np.full(n, -1, dtype=np.int64)
    segment[segments.opener] = np.arange(len(segments.opener))
    latest = pick(segment, last_at(rows.opener, rows.starts), -1)
    first_of_session = pick(segment, _first_opener(rows), -1)
    base = pick(total - length, first_of_session, 0.0)
    done_before = pick(total - length, latest, 0.0) - base
    closer = pick(segments.closer, latest, -1)
    closed = (closer >= 0) & (closer <= np.arange(n))
    position = pick(rows.t_s, last_at(rows.setter, rows.starts), 0.0)
    so_far = np.where(closed, pick(length, latest, 0.0), position - pick(segments.start_s, latest, 0.0))
    return np.where(latest >= 0, done_before + so_far, 0.0)


def _first_opener(rows: Rows) -> Longs:
    """For each row, its session's first opening row, -1 where there is none."""
    first = rows.opener & (last_before(rows.opener, rows.starts) < 0)
    return last_at(first, rows.starts)


def _inconsistencies(rows: Rows, segments: Segments) -> tuple[Ints, np.ndarray]:
    closed_backwards = segments.closer[segments.backwards]
    backwards = np.concatenate([np.flatnonzero(rows.backwards), closed_backwards[closed_backwards >= 0]])
    said_past = rows.past_end.copy()
    said_past[segments.closer[segments.past_end]] = True
    past_end = np.flatnonzero(said_past)
    event = np.concatenate([backwards, past_end])
    why = np.repeat(
        np.array([Inconsistency.BACKWARDS, Inconsistency.PAST_END], dtype=np.int8), [len(backwards), len(past_end)]
    )
    order = np.lexsort((why, event))
    return event[order].astype(np.int32), why[order]
