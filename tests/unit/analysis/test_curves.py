"""Paths and the drop-off timeline a second time, over random studies and selections."""

from __future__ import annotations

import os

import oracle_curves
import pytest
from hypothesis import given, settings
from strategies import selected_studies, to_events

from footpath.analysis.data import read_data
from footpath.analysis.paths import PathTable
from footpath.analysis.retention import retention
from footpath.analysis.retention_table import RetentionTable
from footpath.analysis.selecting import scope_of, session_mask
from footpath.model.settings import Settings

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))
SETTINGS = Settings()
COUNTS = ("plays", "viewers", "exits", "events", "at_risk")


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_paths(drawn):
    (story, rows), selection = drawn
    events, sessions = to_events(rows, story)
    data = read_data(story, events, sessions, SETTINGS)
    graph = PathTable.of(data.reading, story).graph(session_mask(selection, data))
    wanted = oracle_curves.paths(rows, story, SETTINGS, selection)
    assert {n.id: n.sessions for n in graph.nodes} == wanted["nodes"]
    assert {(k.source, k.target): (k.sessions, k.by_default, k.chosen) for k in graph.links} == wanted["links"]


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_paths_from_a_scene_on(drawn):
    (story, rows), selection = drawn
    events, sessions = to_events(rows, story)
    data = read_data(story, events, sessions, SETTINGS)
    for index, scene in enumerate(story.scenes):
        graph = PathTable.of(data.reading, story, index).graph(session_mask(selection, data))
        wanted = oracle_curves.paths(rows, story, SETTINGS, selection, scene.id)
        assert {n.id: n.sessions for n in graph.nodes} == wanted["nodes"]
        assert {(k.source, k.target): (k.sessions, k.by_default, k.chosen) for k in graph.links} == wanted["links"]


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_retention(drawn):
    (story, rows), selection = drawn
    events, sessions = to_events(rows, story)
    data = read_data(story, events, sessions, SETTINGS)
    scope = scope_of(selection, data)
    got = retention(
        RetentionTable.of(data.reading, story, SETTINGS.retention_bin_s),
        story,
        session_mask(selection, data),
        SETTINGS,
        exits_recorded=True,
        media_index=scope.media if scope.media >= 0 else None,
        scene_index=scope.scene if scope.scene >= 0 else None,
        window=(scope.start_s, scope.end_s),
    )
    wanted = oracle_curves.retention(rows, story, SETTINGS, selection)
    assert [s.scene_id for s in got.scenes] == list(wanted)
    for scene in got.scenes:
        bins = wanted[scene.scene_id]
        assert scene.t_s.tolist() == [b["t"] for b in bins]
        for name in COUNTS:
            assert (name, getattr(scene, name).tolist()) == (name, [b[name] for b in bins])
        for name in ("present_s", "survival", "low", "high"):
            assert getattr(scene, name).tolist() == pytest.approx([b[name] for b in bins], nan_ok=True), name
