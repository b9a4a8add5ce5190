"""The whole window, driven as a person would: open, seek, see the overlay, select, undo; import a dirty CSV."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from footpath.model.errors import UserError
from footpath.model.place import Place
from footpath.model.selection import Selection
from footpath.study.demo import make_demo
from footpath.study.importing import import_review
from footpath.ui.sankey_view import SankeyView

PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    files = make_demo(folder, sessions=400, seconds=6.0)
    review = folder / "demo.footpath"
    import_review([files.events], review, story=files.story)
    return folder, review, files


@pytest.fixture
def window(empty_window):
    return empty_window


def opened(window, qtbot, review):
    window.workspace.open_study(review)
    qtbot.waitUntil(lambda: window.workspace.candidates is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.workspace.player.frame is not None, timeout=PATIENCE_MS)


def exact_at(frame, t_s: float) -> bool:
    """Whether this is the frame itself, not the preview that announces it."""
    return abs(frame.t_s - t_s) < 0.1 and not frame.preview


def pixels(window) -> np.ndarray:
    image = window.picture.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def test_the_overlay_changes_the_picture_and_toggling_it_back_restores_it(window, qtbot, demo):
    opened(window, qtbot, demo[1])
    window.workspace.player.seek(5.0)
    qtbot.waitUntil(lambda: exact_at(window.workspace.player.frame, 5.0), timeout=PATIENCE_MS)
    qtbot.wait(50)
    with_heat = pixels(window)
    window.view.toggle("heat")
    qtbot.wait(50)
    without_heat = pixels(window)
    window.view.toggle("heat")
    qtbot.wait(50)
    assert (with_heat != without_heat).any()
    assert (with_heat == pixels(window)).all()


def test_selecting_in_the_sankey_changes_the_numbers_and_undo_takes_it_back(window, qtbot, demo):
    opened(window, qtbot, demo[1])
    workspace = window.workspace
    everyone = workspace.results.sessions
    view = window.findChild(SankeyView)
    scene = next(p for p in view._layout.nodes if p.node.kind == "scene" and p.node.step == 1)
    view.select(view.places(scene), Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: workspace.results is not None, timeout=PATIENCE_MS)
    assert workspace.selection == Selection(passed=(Place((scene.node.scene_id,), 1),))
    assert workspace.results.sessions == scene.node.sessions < everyone
    workspace.undo()
    qtbot.waitUntil(lambda: workspace.results is not None, timeout=PATIENCE_MS)
    assert workspace.results.sessions == everyone


def test_playing_moves_the_frame_and_the_end_of_the_film_stops_it(window, qtbot, demo):
    opened(window, qtbot, demo[1])
    player = window.workspace.player
    player.seek(0.0)
    qtbot.waitUntil(lambda: player.frame.t_s < 0.1, timeout=PATIENCE_MS)
    player.play()
    qtbot.waitUntil(lambda: player.frame.t_s > 0.5, timeout=PATIENCE_MS)
    player.pause()
    shown = player.frame.index
    player.step(1)
    qtbot.waitUntil(lambda: player.frame.index == shown + 1, timeout=PATIENCE_MS)


def test_importing_a_dirty_csv_tells_what_was_refused(window, qtbot, demo, tmp_path):
    folder, _, files = demo
    lines = files.events.read_text().splitlines()[:200]
    (tmp_path / "dirty.csv").write_text("\n".join([*lines, "just,one,odd,row"]) + "\n")
    out = tmp_path / "new.footpath"
    with qtbot.waitSignal(window.workspace.imported, timeout=PATIENCE_MS) as told:
        window.workspace.import_files([tmp_path / "dirty.csv"], out, folder / "story.json", [])
    report = told.args[0]
    assert (report.read, report.rejected) == (200, 1)
    assert report.reasons[0].code == "wrong_fields"
    qtbot.waitUntil(lambda: window.workspace.study is not None, timeout=PATIENCE_MS)


def test_a_missing_review_is_told_and_the_window_stays(window, qtbot, tmp_path):
    with qtbot.waitSignal(window.workspace.failed, timeout=PATIENCE_MS) as told:
        window.workspace.open_study(tmp_path / "nowhere.footpath")
    assert isinstance(told.args[0], UserError)
    assert window.isVisible()
