"""From the list of candidates to drafts on the picture, as a person would go, with undo at every step."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt

from footpath.study.demo import make_demo
from footpath.study.draft_edits import shape_at
from footpath.study.drafts import accepted
from footpath.study.importing import import_review
from footpath.study.study import Study
from footpath.ui import dialogs
from footpath.ui.candidates_panel import CandidatesPanel
from footpath.ui.main_window import MainWindow
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace

PATIENCE_MS = 30_000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    files = make_demo(folder, sessions=1500, seconds=20.0)
    import_review([files.events], folder / "demo.footpath", story=files.story)
    return folder / "demo.footpath"


@pytest.fixture
def review(made, request):
    """A copy for each test, beside the film."""
    return Path(shutil.copy(made, made.with_name(f"{request.node.name}.footpath")))


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch, review):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    window = MainWindow(Workspace(), SettingsStore(), remember=False)
    window.resize(1280, 800)
    window.show()
    window.workspace.open_study(review)
    qtbot.waitUntil(lambda: window.workspace.findings is not None, timeout=PATIENCE_MS)
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    gc.collect()


def act(window, name: str) -> None:
    window.actions_by_id[name].trigger()


def chosen(window, qtbot):
    """Step to the first candidate, and wait until its boundary is followed and the picture is there."""
    drafting = window.workspace.drafting
    act(window, "next_candidate")
    candidate = drafting.chosen_candidate
    qtbot.waitUntil(lambda: not isinstance(drafting.chosen_candidate.tracked, str), timeout=PATIENCE_MS)
    middle = (candidate.start_s + candidate.end_s) / 2
    qtbot.waitUntil(lambda: abs(window.workspace.player.frame.t_s - middle) < 0.2, timeout=PATIENCE_MS)
    return drafting


def test_accepting_keeps_a_draft_in_the_review_and_undo_takes_it_back(window, qtbot, review):
    drafting = chosen(window, qtbot)
    panel = window.findChild(CandidatesPanel)
    window.docks.show_panel(4)
    panel.card.name.setText("Blue robot")
    act(window, "accept")
    assert [d.label for d in drafting.drafts] == ["Blue robot"]
    assert drafting.drafts[0].tracked is True
    assert "into hits" in panel.summary.text()
    qtbot.waitUntil(lambda: not window.workspace.jobs.is_running("saving"), timeout=PATIENCE_MS)
    assert len(accepted(Study.open(review).kept)) == 1
    act(window, "undo")
    assert drafting.drafts == ()
    assert drafting.chosen_draft is None
    qtbot.waitUntil(lambda: not window.workspace.jobs.is_running("saving"), timeout=PATIENCE_MS)
    assert accepted(Study.open(review).kept) == ()


def test_rejecting_asks_why_and_hides_the_candidate_from_the_picture(window, qtbot, monkeypatch):
    drafting = chosen(window, qtbot)
    open_before = len(drafting.undecided.candidates)
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_: None)
    act(window, "reject")
    assert drafting.drafts == ()
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_: "Noise")
    act(window, "reject")
    assert (drafting.drafts[0].reason, drafting.drafts[0].accepted) == ("Noise", False)
    assert len(drafting.undecided.candidates) == open_before - 1
    act(window, "undecide")
    assert drafting.drafts == ()
    act(window, "undo")
    act(window, "undo")
    assert len(drafting.undecided.candidates) == open_before


def test_dragging_a_corner_is_one_step_of_undo(window, qtbot):
    drafting, picture = chosen(window, qtbot), window.picture
    act(window, "edit_boundary")
    before, t_s = drafting.chosen_draft, window.workspace.player.frame.t_s
    target, corner = picture.target, shape_at(before, t_s)[0]
    at = QPointF(target.x() + corner[0] * target.width(), target.y() + corner[1] * target.height()).toPoint()
    qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=at)
    for k in range(1, 5):
        qtbot.mouseMove(picture, at + QPoint(5 * k, -4 * k))
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=at + QPoint(20, -16))
    after = shape_at(drafting.chosen_draft, t_s)[0]
    assert after[0] - corner[0] == pytest.approx(20 / target.width(), abs=3 / target.width())
    assert after[1] - corner[1] == pytest.approx(-16 / target.height(), abs=3 / target.height())
    act(window, "undo")
    assert drafting.chosen_draft == before


def test_a_boundary_is_drawn_split_merged_and_bounded(window, qtbot):
    drafting, picture, player = window.workspace.drafting, window.picture, window.workspace.player
    player.seek(2.0)
    qtbot.waitUntil(lambda: abs(player.frame.t_s - 2.0) < 0.1, timeout=PATIENCE_MS)
    act(window, "draw")
    target = picture.target
    spots = [target.center().toPoint() + QPoint(dx, dy) for dx, dy in ((-60, -40), (60, -40), (60, 40), (-60, 40))]
    for spot in spots:
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=spots[-1])
    (draft,) = drafting.drafts
    assert len(draft.boundary[0].polygon) == 4
    assert (draft.start_s, draft.end_s) == (pytest.approx(2.0, abs=0.1), pytest.approx(7.0, abs=0.1))
    player.seek(4.0)
    qtbot.waitUntil(lambda: abs(player.frame.t_s - 4.0) < 0.1, timeout=PATIENCE_MS)
    act(window, "split")
    assert len(drafting.drafts) == 2
    act(window, "merge")
    assert len(drafting.drafts) == 1
    act(window, "draft_out")
    assert drafting.drafts[0].end_s == pytest.approx(4.0, abs=0.1)
    for _ in range(4):
        act(window, "undo")
    assert drafting.drafts == ()


def test_following_in_the_background_can_be_stopped(window, qtbot):
    jobs = window.workspace.jobs
    running = next((job for job in jobs.running if job.key == "following"), None)
    if running is not None:
        assert running.stoppable
        jobs.stop("following")
    qtbot.waitUntil(lambda: not jobs.is_running("following"), timeout=PATIENCE_MS)
