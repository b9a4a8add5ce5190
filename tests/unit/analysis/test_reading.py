"""Random messy sessions, read twice: by the program and by the oracle."""

from __future__ import annotations

import os

import numpy as np
import oracle_clicks
import pytest
from hypothesis import given, settings
from strategies import studies, to_events

import oracle
from footpath.analysis.classify import classify
from footpath.analysis.reading import place_events, read_sessions
from footpath.model.clicks import ClickClass, Miss
from footpath.model.reading import Arrival, Inconsistency, Outcome
from footpath.model.settings import Settings

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))
SETTINGS = Settings()


def names(indices, table):
    return [table[i] if i >= 0 else None for i in indices]


def read_both(study):
    story, rows = study
    events, sessions = to_events(rows, story)
    placed = place_events(events, len(sessions), story)
    reading = read_sessions(events, placed, len(sessions), story, SETTINGS)
    return story, rows, events, reading, [oracle.read_session(group, story, SETTINGS) for group in rows.values()]


@given(studies())
@settings(max_examples=EXAMPLES)
def test_watched_intervals(study):
    story, _, _, reading, expected = read_both(study)
    media = [m.id for m in story.media]
    for s, one in enumerate(expected):
        mine = reading.intervals.session == s
        got = list(
            zip(
                names(reading.intervals.media[mine], media),
                reading.intervals.start_s[mine].tolist(),
                reading.intervals.end_s[mine].tolist(),
                strict=True,
            )
        )
        assert got == one.intervals
        assert reading.watched_s[s] == pytest.approx(one.watched_s)


@given(studies())
@settings(max_examples=EXAMPLES)
def test_pieces_lie_in_their_scenes(study):
    story, _, _, reading, expected = read_both(study)
    scenes = [s.id for s in story.scenes]
    for s, one in enumerate(expected):
        mine = reading.pieces.session == s
        got = zip(
            names(reading.pieces.scene[mine], scenes),
            reading.pieces.start_s[mine].tolist(),
            reading.pieces.end_s[mine].tolist(),
            strict=True,
        )
        assert list(got) == one.pieces


@given(studies())
@settings(max_examples=EXAMPLES)
def test_visits_and_arrivals(study):
    story, _, _, reading, expected = read_both(study)
    scenes = [s.id for s in story.scenes]
    for s, one in enumerate(expected):
        mine = reading.visits.session == s
        arrivals = [Arrival(a).name.lower() for a in reading.visits.arrival[mine]]
        assert list(zip(names(reading.visits.scene[mine], scenes), arrivals, strict=True)) == one.visits
        assert reading.visits.step[mine].tolist() == list(range(len(one.visits)))


@given(studies())
@settings(max_examples=EXAMPLES)
def test_in_which_visit_it_was_watched(study):
    story, rows, _, reading, expected = read_both(study)
    scenes = [s.id for s in story.scenes]
    first = 0
    for s, (group, one) in enumerate(zip(rows.values(), expected, strict=True)):
        steps = reading.pieces.step[reading.pieces.session == s].tolist()
        assert steps == [-1 if step is None else step for step in one.piece_steps]
        begun = reading.visits.event[reading.visits.session == s] - first
        assert begun.tolist() == [min(row, len(group) - 1) for row in one.visit_rows]
        mine = reading.holds.session == s
        held = zip(names(reading.holds.scene[mine], scenes), reading.holds.step[mine].tolist(), strict=True)
        wanted = zip((scene for scene, _ in one.holds), one.hold_steps, strict=True)
        assert sorted(held) == sorted((scene, -1 if step is None else step) for scene, step in wanted)
        first += len(group)
    assert (np.diff(reading.visits.event) >= 0).all()


@given(studies())
@settings(max_examples=EXAMPLES)
def test_exits_and_endings(study):
    story, rows, _, reading, expected = read_both(study)
    scenes = [s.id for s in story.scenes]
    first = 0
    for s, (group, one) in enumerate(zip(rows.values(), expected, strict=True)):
        exit_event = None if reading.exit_event[s] < 0 else int(reading.exit_event[s]) - first
        assert exit_event == one.exit_row
        if one.exit_row is not None:
            np.testing.assert_equal(reading.exit_s[s], np.nan if one.exit_s is None else one.exit_s)
            assert names([reading.exit_scene[s]], scenes) == [one.exit_scene]
        assert bool(reading.dropped_off[s]) == one.dropped_off
        assert bool(reading.reached_ending[s]) == one.reached_ending
        assert bool(reading.played[s]) == one.played
        assert Outcome(reading.outcome[s]).name.lower() == one.outcome
        first += len(group)


@given(studies())
@settings(max_examples=EXAMPLES)
def test_inconsistent_rows_and_watched_time_so_far(study):
    _, rows, _, reading, expected = read_both(study)
    first = 0
    for group, one in zip(rows.values(), expected, strict=True):
        mine = (reading.inconsistent_event >= first) & (reading.inconsistent_event < first + len(group))
        got = {
            (int(e) - first, Inconsistency(w).name.lower())
            for e, w in zip(reading.inconsistent_event[mine], reading.inconsistent_why[mine], strict=True)
        }
        assert got == set(one.inconsistent)
        assert reading.watched_before_s[first : first + len(group)].tolist() == pytest.approx(one.watched_before)
        first += len(group)


@given(studies())
@settings(max_examples=EXAMPLES)
def test_every_click_has_its_class(study):
    story, rows, events, _, expected = read_both(study)
    clicks = classify(events, place_events(events, len(rows), story), story, SETTINGS)
    got = {}
    for c, event in enumerate(clicks.event.tolist()):
        element, missed = clicks.element[c], clicks.missed_element[c]
        got[event] = (
            ClickClass(clicks.klass[c]).word,
            *names([element, missed], events.element_ids),
            Miss(clicks.miss[c]).name.lower(),
            bool(clicks.disagrees[c]),
        )
    wanted, first, runs = {}, 0, 0
    for group, one in zip(rows.values(), expected, strict=True):
        for click in oracle_clicks.classify(group, one, story, SETTINGS):
            wanted[first + click.row] = (click.klass, click.element, click.missed, click.miss, click.disagrees)
        runs += len(oracle_clicks.rage_runs(group, one, story, SETTINGS))
        first += len(group)
    assert got == wanted
    assert clicks.rage_run.max(initial=-1) + 1 == runs
