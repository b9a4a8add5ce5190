"""Several films in one review, in the whole window: what follows the one on show, and one that can't be opened."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt

from footpath.model.selection import EVERYTHING, Selection
from footpath.study.importing import import_review
from footpath.ui.scrub_bar import ScrubBar
from footpath.ui.timeline_panel import TimelinePanel

PATIENCE_MS = 20_000
FPS = 25
SECONDS = {"one": 2, "two": 6}
ROWS = """session_id,at,kind,media_id,media_time
s,2024-05-01T10:00:00Z,play,one,0
s,2024-05-01T10:00:02Z,ended,one,2
s,2024-05-01T10:00:03Z,play,two,0
s,2024-05-01T10:00:08Z,pause,two,5
"""


@pytest.fixture
def review(tmp_path):
    """Two films of 2 and 6 s, 160 × 120, with a scene each; both were watched."""
    for name, seconds in SECONDS.items():
        writer = cv2.VideoWriter(str(tmp_path / f"{name}.avi"), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (160, 120))
        for n in range(FPS * seconds):
            writer.write(np.full((120, 160, 3), 3 * n % 256, np.uint8))
        writer.release()
    story = {
        "media": [
            {"id": name, "path": f"{name}.avi", "width": 160, "height": 120, "duration": seconds}
            for name, seconds in SECONDS.items()
        ],
        "scenes": [
            {"id": f"scene {name}", "label": f"Scene {name}", "media_id": name, "start": 0, "end": seconds}
            for name, seconds in SECONDS.items()
        ],
        "choices": [
            {"id": "on", "label": "On", "from_scene": "scene one", "to_scene": "scene two", "default": True}
        ],
        "elements": [],
    }
    (tmp_path / "story.json").write_text(json.dumps(story))
    (tmp_path / "rows.csv").write_text(ROWS)
    import_review([tmp_path / "rows.csv"], tmp_path / "two.footpath", story=tmp_path / "story.json")
    return tmp_path / "two.footpath"


@pytest.fixture
def open_review(empty_window, qtbot):
    """Opens a review and waits until its first film was looked through for thumbnails."""

    def opened(path):
        workspace = empty_window.workspace
        workspace.open_study(path)
        qtbot.waitUntil(lambda: workspace.study is not None and workspace.study.path == path, timeout=PATIENCE_MS)
        qtbot.waitUntil(
            lambda: workspace.findings is not None and workspace.film.thumbnails is not None, timeout=PATIENCE_MS
        )
        return empty_window

    return opened


def go_to(window, qtbot, media_id, t_s=0.0):
    window.workspace.show(media_id, t_s)
    player = window.workspace.player
    qtbot.waitUntil(lambda: player.frame is not None and player.frame.media_id == media_id, timeout=PATIENCE_MS)


def test_the_timeline_follows_the_film_on_show(open_review, review, qtbot):
    window = open_review(review)
    panel = window.findChild(TimelinePanel)
    assert panel.axis.stretches[0].media_id == "one"
    for media_id in ("two", "one"):
        go_to(window, qtbot, media_id, 1.0)
        qtbot.waitUntil(lambda: panel.plot._cursor_s == pytest.approx(1.0), timeout=PATIENCE_MS)
        assert panel.axis.stretches[0].media_id == media_id
        assert panel.zoom.end_s == pytest.approx(SECONDS[media_id])
        assert [name for _, name in panel._named] == [f"Scene {media_id}"]


def test_the_strip_shows_no_thumbnails_of_another_film(open_review, review, qtbot):
    window = open_review(review)
    strip, told = window.findChild(ScrubBar), []
    assert strip._pictures
    window.workspace.film.thumbnails_changed.connect(told.append)
    go_to(window, qtbot, "two")
    qtbot.waitUntil(lambda: told and bool(told[-1]), timeout=PATIENCE_MS)
    assert told[0] == ()
    assert strip._pictures[-1][0] > SECONDS["one"]


def test_a_film_that_cannot_be_opened_is_grey_and_told_once_until_another_opens(open_review, review, qtbot):
    review.with_name("two.avi").write_bytes(b"no film at all")
    window, told = open_review(review), []
    window.workspace.failed.connect(told.append)
    go_to(window, qtbot, "two")
    assert window.picture._frame is window.workspace.player.frame
    assert (window.workspace.player.frame.bgr == window.workspace.player.frame.bgr[0, 0]).all()
    assert window.picture._overlay is not None
    assert window.errors.isVisible()
    qtbot.wait(200)
    assert len(told) == 1
    assert window.findChild(ScrubBar)._pictures == []
    window.workspace.player.play()
    qtbot.waitUntil(lambda: window.workspace.player.frame.index > 3, timeout=PATIENCE_MS)
    go_to(window, qtbot, "one")
    assert not window.errors.isVisible()


def test_a_window_leaves_full_screen_as_it_was_and_esc_leaves_it_first(open_review, review, qtbot):
    window = open_review(review)
    workspace = window.workspace
    window.showMaximized()
    for leave in (Qt.Key.Key_F, Qt.Key.Key_Escape):
        workspace.select(Selection(scene="scene two"))
        qtbot.keyClick(window.picture, Qt.Key.Key_F)
        assert window.isFullScreen()
        qtbot.keyClick(window.picture, leave)
        assert not window.isFullScreen()
        assert window.isMaximized()
        assert workspace.selection == Selection(scene="scene two")
    qtbot.keyClick(window.picture, Qt.Key.Key_Escape)
    assert workspace.selection == EVERYTHING
