"""Sessions small enough to be read by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from footpath.analysis.data import Data, read_data
from footpath.analysis.metrics import compute_metrics
from footpath.analysis.paths import PathTable
from footpath.model.reading import Arrival, Outcome
from footpath.model.selection import Selection
from footpath.model.settings import Settings
from footpath.model.story import Choice, Element, ElementKind, Keyframe, Media, Scene, Story

sys.path.insert(0, str(Path(__file__).parent))
from build import events, row

SQUARE = ((0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4))
STORY = Story(
    "t",
    (Media("m", duration_s=30.0),),
    (Scene("a", "A", "m", 0, 10), Scene("b", "B", "m", 10, 20), Scene("c", "C", "m", 20, 30, ending=True)),
    (Choice("ab", "B", "a", "b"), Choice("ac", "C", "a", "c", default=True)),
    (
        Element("h", ElementKind.HOTSPOT, "H", "m", 2.0, 6.0, (Keyframe(2.0, SQUARE),)),
        Element("talk", ElementKind.CTA, "Talk", None, 0.0, 30.0),
    ),
)


def read(*rows: dict) -> Data:
    made, sessions = events(STORY, *rows)
    return read_data(STORY, made, sessions, Settings())


def intervals(data: Data) -> list[tuple[float, float]]:
    i = data.reading.intervals
    return list(zip(i.start_s.tolist(), i.end_s.tolist(), strict=True))


def path(data: Data) -> list[tuple[str, str]]:
    v = data.reading.visits
    return [(STORY.scenes[s].id, Arrival(int(a)).name) for s, a in zip(v.scene, v.arrival, strict=True)]


def test_pause_closes_at_its_own_position_and_play_opens_again():
    data = read(row("s", 0, "play", 0), row("s", 3, "pause", 3), row("s", 9, "play", 3), row("s", 11, "exit", 5))
    assert intervals(data) == [(0, 3), (3, 5)]
    assert data.reading.exit_s[0] == 5
    assert data.reading.dropped_off[0]


def test_seek_closes_where_it_came_from_and_opens_where_it_landed():
    data = read(row("s", 0, "play", 0), row("s", 4, "seek", 8, value="4"), row("s", 5, "pause", 9))
    assert intervals(data) == [(0, 4), (8, 9)]


def test_seek_while_paused_only_moves_the_position():
    data = read(row("s", 0, "play", 0), row("s", 1, "pause", 1), row("s", 2, "seek", 8, value="1"), row("s", 3, "exit"))
    assert intervals(data) == [(0, 1)]
    assert data.reading.exit_s[0] == 8


def test_entering_a_scene_advances_the_last_position_to_the_end_of_the_scene_left_at_most():
    data = read(
        row("s", 0, "play", 0),
        row("s", 8, "heartbeat", 8),
        row("s", 9, "choice", 9, value="default:ac"),
        row("s", 15, "scene_enter", 20, scene_id="c"),
        row("s", 16, "heartbeat", 21),
    )
    assert intervals(data) == [(0, 10), (20, 21)]
    assert path(data) == [("a", "START"), ("c", "DEFAULT")]
    assert data.reading.outcome[0] == Outcome.CENSORED


def test_playback_across_scenes_makes_visits_where_nothing_says_scene_enter():
    data = read(
        row("s", 0, "play", 0),
        row("s", 25, "heartbeat", 25),
        row("s", 26, "seek", 3, value="26"),
        row("s", 28, "exit", 5),
    )
    assert path(data) == [("a", "START"), ("b", "CONTINUED"), ("c", "CONTINUED"), ("a", "CONTINUED")]
    assert data.reading.watched_s[0] == 28


def test_a_position_before_the_last_known_is_inconsistent_and_moves_nothing():
    data = read(row("s", 0, "play", 0), row("s", 5, "heartbeat", 5), row("s", 6, "heartbeat", 3))
    assert intervals(data) == [(0, 5)]
    assert data.reading.inconsistent_event.tolist() == [2]


def test_an_ending_watched_makes_the_exit_no_drop_off():
    data = read(row("s", 0, "play", 20), row("s", 9, "heartbeat", 29), row("s", 10, "exit", 29))
    assert data.reading.reached_ending[0]
    assert not data.reading.dropped_off[0]


@pytest.mark.parametrize(
    ("t", "x", "y", "klass"),
    [
        (3.0, 0.2, 0.3, "hit"),
        (3.0, 0.43, 0.3, "near_miss"),
        (6.0, 0.3, 0.3, "near_miss"),
        (1.0, 0.3, 0.3, "near_miss"),
        (7.5, 0.3, 0.3, "false"),
        (3.0, 0.9, 0.9, "false"),
        (3.0, 1.2, 0.5, "control"),
    ],
)
def test_each_click_is_of_the_first_class_that_fits(t: float, x: float, y: float, klass: str):
    data = read(row("s", 0, "play", 0), row("s", 9, "click", t, x=x, y=y))
    metrics = compute_metrics(data, Selection())
    assert metrics.clicks.total == 1
    assert getattr(metrics.clicks, klass) == 1


def test_a_beside_click_uses_the_element_it_names():
    data = read(row("s", 0, "play", 0), row("s", 2, "click", 2, element_id="talk"), row("s", 5, "exit", 5))
    metrics = compute_metrics(data, Selection())
    talk = next(e for e in metrics.elements if e.id == "talk")
    assert (talk.ctr.n, talk.ctr.of, metrics.clicks.beside) == (1, 1, 1)
    assert metrics.first_interaction.mean == 2
    assert np.isclose(metrics.engagement_rate.value, 1)


def test_a_click_just_before_a_pause_is_a_control_click():
    data = read(row("s", 0, "play", 0), row("s", 9, "click", 9, x=0.5, y=0.5), row("s", 9.3, "pause", 9.3))
    assert compute_metrics(data, Selection()).clicks.control == 1


def test_three_quick_clicks_in_one_place_are_one_rage_run():
    clicks = [row("s", 7 + k / 2, "click", 7 + k / 2, x=0.8, y=0.8) for k in range(3)]
    assert compute_metrics(read(row("s", 0, "play", 0), *clicks), Selection()).clicks.rage_runs == 1


def test_a_scene_that_is_called_exit_is_no_exit():
    story = replace(STORY, scenes=(replace(STORY.scenes[0], id="exit"), *STORY.scenes[1:]), choices=())
    made, sessions = events(
        story,
        row("s", 0, "play", 0), row("s", 4, "scene_enter", 10, scene="b"), row("s", 6, "exit", 12),
        row("t", 0, "scene_enter", 10, scene="b"), row("t", 2, "scene_enter", 0, scene="exit"), row("t", 4, "exit", 2),
        row("u", 0, "play", 0), row("u", 1, "exit", 1),
    )  # fmt: skip
    data = read_data(story, made, sessions, Settings())
    graph = PathTable.of(data.reading, story).graph(np.ones(3, dtype=np.bool_))
    ends = {node.id: (node.kind, node.sessions) for node in graph.nodes if node.scene_id is None}
    assert ends == {"1/*exit": ("exit", 1), "2/*exit": ("exit", 2)}
    assert len({node.id for node in graph.nodes}) == len(graph.nodes)


def test_a_window_that_ends_before_it_begins_holds_no_click():
    data = read(row("s", 0, "play", 0), *(row("s", k, "click", k, x=0.9, y=0.9) for k in range(1, 6)))
    backwards = Selection(media=data.story.media[0].id, start_s=5.0, end_s=1.0)
    assert compute_metrics(data, backwards).clicks.total == 0
