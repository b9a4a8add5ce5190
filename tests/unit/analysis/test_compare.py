"""Two selections side by side, against the metrics of each alone."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from footpath.analysis.compare import compare
from footpath.analysis.data import Data, read_data
from footpath.analysis.metrics import compute_metrics
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings
from footpath.model.story import Element, ElementKind, Media, Scene, Story

sys.path.insert(0, str(Path(__file__).parent))
from build import events, row

A, B = Selection(viewer="a"), Selection(viewer="b")
STORY = Story(
    "t",
    (Media("m", duration_s=30.0),),
    (Scene("s", "S", "m", 0, 30, ending=True),),
    (),
    (Element("talk", ElementKind.CTA, "Talk", None, 0.0, 30.0),),
)


def study(per_viewer: int = 60) -> Data:
    """Viewer a's sessions all use the call; every tenth of b's does, and every third of b's converts."""
    rows = []
    for k in range(2 * per_viewer):
        name, who = f"s{k}", "ab"[k % 2]
        rows += [row(name, 0, "play", 0), row(name, 5 + k % 7, "heartbeat", 5 + k % 7)]
        if who == "a" or k % 20 == 1:
            rows.append(row(name, 13, "click", 13, element_id="talk"))
        rows.append(row(name, 14, "click", 14, x=0.9, y=0.9))
        if k % 6 == 1:
            rows.append(row(name, 15, "conversion"))
    made, sessions = events(STORY, *rows)
    viewer = np.arange(len(sessions), dtype=np.int32) % 2
    whose = {f: getattr(sessions, f) for f in sessions.__dataclass_fields__}
    named = type(sessions)(**whose | {"viewer": viewer, "viewer_ids": ("a", "b"), "has_viewer_ids": True})
    return read_data(STORY, made, named, Settings())


def test_every_side_is_that_selections_own_metrics():
    data = study()
    compared = {one.name: one for one in compare(data, A, B).metrics}
    alone = compute_metrics(data, A), compute_metrics(data, B)
    for name in ("engagement_rate", "conversion_rate", "ctr", "watch_time", "share_watched", "false_click_rate"):
        one = compared[name]
        assert (one.a, one.b) == (getattr(alone[0], name), getattr(alone[1], name))
    ctr = compared["element_ctr/talk"]
    assert (ctr.a.n, ctr.a.of, ctr.b.n, ctr.b.of) == (60, 60, 6, 60)
    assert ctr.difference == pytest.approx(0.9)
    assert ctr.verdict == "a is higher"
    assert compared["conversion_rate"].verdict == "b is higher"
    assert compared["watch_time"].difference == pytest.approx(alone[0].watch_time.mean - alone[1].watch_time.mean)


def test_q_values_count_only_what_was_tested():
    found = compare(study(), A, B)
    tested = [one for one in found.metrics if one.p_value is not None]
    assert found.tested == len(tested)
    ordered = sorted(tested, key=lambda one: one.p_value)
    for rank, one in enumerate(ordered, 1):
        later = [o.p_value * found.tested / r for r, o in enumerate(ordered, 1) if r >= rank]
        assert one.q_value == pytest.approx(min(1.0, *later))


def test_under_thirty_sessions_nothing_is_told():
    found = compare(study(per_viewer=29), A, B)
    assert found.tested == 0
    assert {one.verdict for one in found.metrics if one.difference is not None} == {"too few to tell"}


def test_selections_that_share_sessions_say_so():
    data = study()
    assert compare(data, A, B).note == "No session is in both selections."
    found = compare(data, A, EVERYTHING)
    assert found.shared == 60
    assert "60 sessions are in both" in found.note
    same = compare(data, A, A)
    assert "same 60 sessions" in same.note
    assert {one.difference for one in same.metrics if one.difference is not None} == {0.0}


def test_what_the_source_cannot_record_is_not_compared():
    impressions = next(one for one in compare(study(), A, B).metrics if one.name == "play_rate")
    assert impressions.p_value is None
    assert impressions.verdict.startswith("not instrumented")
