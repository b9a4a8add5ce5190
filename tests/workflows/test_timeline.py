"""The timeline in the whole window: zoom, brush, cuts, comparison, table, cursor."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from footpath.model.results import Moment
from footpath.model.selection import EVERYTHING, Selection
from footpath.study import reopening
from footpath.study.curves import Curves
from footpath.study.study import Study
from footpath.ui.export_form import scope_of
from footpath.ui.picture import Picture
from footpath.ui.table_window import TableWindow
from footpath.ui.timeline_along import PATH
from footpath.ui.timeline_panel import TimelinePanel
from footpath.workspace import thrift
from footpath.workspace.search import KEEPING

PATIENCE_MS = 20_000


@pytest.fixture
def panel(empty_window, qtbot, short_demo):
    empty_window.workspace.open_study(short_demo)
    qtbot.waitUntil(lambda: empty_window.workspace.findings is not None, timeout=PATIENCE_MS)
    return empty_window.findChild(TimelinePanel)


def send(panel, kind, t_s, button=Qt.MouseButton.LeftButton):
    at = panel.plot.plotItem.vb.mapViewToScene(QPointF(t_s, 50.0))
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    moving = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    event = QMouseEvent(kind, at, panel.plot.mapToGlobal(at), moving, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(panel.plot.viewport(), event)


def test_zoom_keeps_what_is_under_the_pointer_and_ends_at_a_few_frames(panel):
    low, high = panel.zoom.shown()
    at = (low + high) / 3
    panel.zoom.zoom(2.0, at)
    start, end = panel.zoom.shown()
    assert end - start == pytest.approx((high - low) / 2)
    assert (at - start) / (end - start) == pytest.approx((at - low) / (high - low))
    for _ in range(60):
        panel.zoom.zoom(2.0, at)
    start, end = panel.zoom.shown()
    assert end - start == pytest.approx(4 * panel.zoom.frame_s)
    panel.zoom.pan(1.0)
    assert panel.zoom.shown()[0] == pytest.approx(start + 1.0)
    panel.zoom.whole()
    assert panel.zoom.shown() == pytest.approx((low, high))


def test_a_brush_selects_while_it_moves_and_is_one_step_of_undo(panel, qtbot):
    workspace = panel._workspace
    send(panel, QEvent.Type.MouseButtonPress, 5.0)
    send(panel, QEvent.Type.MouseMove, 20.0)
    qtbot.waitUntil(lambda: workspace.selection.end_s is not None, timeout=PATIENCE_MS)
    assert workspace.selection.start_s == pytest.approx(5.0, abs=0.3)
    send(panel, QEvent.Type.MouseMove, 30.0)
    send(panel, QEvent.Type.MouseButtonRelease, 30.0)
    assert workspace.selection.end_s == pytest.approx(30.0, abs=0.3)
    workspace.undo()
    assert workspace.selection == EVERYTHING


def test_two_selections_are_two_curves_with_a_test(panel, qtbot):
    device = panel._workspace.study.sessions.devices[0]
    panel.against.setCurrentIndex(panel.against.findText(f"device {device}"))
    panel.against.chosen.emit()
    qtbot.waitUntil(lambda: panel.compared is not None, timeout=PATIENCE_MS)
    assert 0 <= panel.compared.p_value <= 1
    assert "log-rank" in panel._says.text()
    panel.against.setCurrentIndex(0)
    panel.against.chosen.emit()
    assert panel.compared is None


def test_the_cursor_moves_without_drawing_the_curves_again(panel, qtbot):
    qtbot.waitUntil(lambda: panel.plot._picture is not None, timeout=PATIENCE_MS)
    qtbot.wait(100)
    picture = panel.plot._picture
    panel.plot.set_cursor(3.0)
    qtbot.wait(50)
    assert panel.plot._picture is picture
    panel.items.show_window(1.0, 2.0)
    qtbot.waitUntil(lambda: panel.plot._picture is not picture, timeout=PATIENCE_MS)


def test_the_table_holds_every_bin(panel):
    panel.show_table()
    table = panel.findChild(TableWindow)
    bins = sum(len(s.t_s) for s in panel._workspace.curves.scenes)
    assert table.table.topLevelItemCount() == bins
    table.close()


def test_the_intro_is_told_of_the_media_on_show_alone(panel):
    curves, first = panel._curves, min((s for s, _ in panel._laid_out()), key=lambda s: s.t_s[0])
    intro = Moment("intro", first.scene_id, first.media_id, float(first.t_s[-1]), 0.5, "")
    for moments, told in (((replace(intro, scene_id="of another media"),), False), ((intro,), True)):
        panel._drawn = replace(curves, moments=moments)
        panel._write_legend(1, 1, recorded=True)
        assert ("50% of the viewers at" in panel._says.text()) is told


def test_along_the_most_trodden_path_scenes_lie_one_after_the_other(panel, qtbot, monkeypatch):
    workspace = panel._workspace
    panel.along.setCurrentText(PATH)
    panel.along.ask()
    qtbot.waitUntil(lambda: panel.axis.stretches[0].scene_id is not None, timeout=PATIENCE_MS)
    stretches = panel.axis.stretches
    steps = panel.along.path.steps
    assert [workspace.study.story.scenes[s.scene].id for s in steps] == [s.scene_id for s in stretches]
    assert panel.zoom.end_s == pytest.approx(sum(s.end_s - s.start_s for s in stretches))
    assert panel.along.words() in panel._says.text()
    bars, lanes = panel.along.lane(workspace.lanes, panel.axis), panel.along.path.lanes
    assert len(bars) == sum(int((lanes[s.step].false > 0).sum()) for s in stretches) > 0
    ends = [(s.at_s, s.at_s + s.end_s - s.start_s) for s in stretches]
    assert all(any(start <= low < high <= end for start, end in ends) for low, high, _ in bars)
    last, asked = stretches[-1], []
    monkeypatch.setattr(workspace, "show", lambda *moment: asked.append(moment))
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        send(panel, kind, last.at_s + 1.0)
    assert asked == [(last.media_id, pytest.approx(last.start_s + 1.0, abs=0.3))]
    assert workspace.study.story.scenes[steps[-1].scene].label in panel.reading_at(last.at_s + 1.0)
    panel.along.setCurrentIndex(0)
    panel.along.ask()
    assert panel.axis.stretches[0].scene_id is None


def test_a_path_that_nobody_took_leaves_the_film_to_click_in(panel, qtbot):
    workspace = panel._workspace
    panel.along.setCurrentText(PATH)
    workspace.select(Selection(region=(0.0, 0.0, 0.0, 0.0)))
    qtbot.waitUntil(lambda: workspace.curves is not None and panel._curves is workspace.curves, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not workspace.jobs.is_running("along"), timeout=PATIENCE_MS)  # which it asked then
    assert workspace.results.sessions == 0
    assert panel.along.path is None
    assert panel.along.words() in panel._says.text()
    assert "Nobody" in panel.along.words()
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        send(panel, kind, 1.0)
    assert workspace.player.position_s == pytest.approx(1.0, abs=0.3)


def test_what_lies_off_the_path_is_drawn_and_told_along_the_film(panel, qtbot):
    workspace = panel._workspace
    panel.along.setCurrentText(PATH)
    panel.along.ask()
    qtbot.waitUntil(lambda: panel.along.path is not None, timeout=PATIENCE_MS)
    on_path = {workspace.study.story.scenes[step.scene].id for step in panel.along.path.steps}
    off = next(s.scene_id for s in workspace.curves.scenes if s.scene_id not in on_path)
    workspace.select(Selection(scene=off))
    qtbot.waitUntil(lambda: panel._curves is workspace.curves and not workspace.jobs.is_running("along"))
    assert panel.along.path is None
    assert "along the film" in panel.along.words()
    assert panel.axis.stretches[0].scene_id is None
    assert [(s.scene_id, s.step) for s in panel._drawn.scenes] == [(off, None)]


def test_a_stretch_is_dragged_on_a_path_that_stays_as_it_is(panel, qtbot):
    workspace = panel._workspace
    panel.along.setCurrentText(PATH)
    panel.along.ask()
    qtbot.waitUntil(lambda: panel.along.path is not None, timeout=PATIENCE_MS)
    axis, shown = panel.axis, panel.zoom.shown()
    one = axis.stretches[1]
    send(panel, QEvent.Type.MouseButtonPress, one.at_s + 1)
    for k in range(2, 5):
        send(panel, QEvent.Type.MouseMove, one.at_s + k)
        qtbot.waitUntil(lambda: workspace.curves is not None and not workspace.jobs.is_running("along"))
        qtbot.waitUntil(lambda: panel._curves is workspace.curves and panel.along.path is not None)
        qtbot.wait(50)
        assert (panel.axis, panel.zoom.shown()) == (axis, shown)
    send(panel, QEvent.Type.MouseButtonRelease, one.at_s + 4)
    now = workspace.selection
    assert (now.media, now.start_s, now.end_s) == (
        one.media_id, pytest.approx(one.start_s + 1, abs=0.3), pytest.approx(one.start_s + 4, abs=0.3)
    )  # fmt: skip


@pytest.mark.parametrize("after_ms", [0, 5, 10, 15, 20, 40, 80])
def test_a_path_that_lands_while_another_selection_is_counted_stops_nothing(panel, qtbot, after_ms):
    workspace = panel._workspace
    panel.along.setCurrentText(PATH)
    panel.along.ask()
    qtbot.waitUntil(lambda: panel.along.path is not None, timeout=PATIENCE_MS)
    wanted = panel.along.words()
    panel.against.setCurrentIndex(1)
    workspace.select(Selection(device=workspace.study.sessions.devices[0]))
    qtbot.wait(after_ms)
    workspace.undo()
    qtbot.waitUntil(lambda: workspace.curves is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: panel.along.words() == wanted and not workspace.jobs.is_running("along"))


def test_a_path_of_a_review_that_was_closed_is_not_drawn(panel, qtbot, monkeypatch):
    workspace, go, asked = panel._workspace, threading.Event(), threading.Event()
    along = Study.curves_along
    monkeypatch.setattr(Study, "curves_along", lambda s, *given: asked.set() or (go.wait(10) and along(s, *given)))
    panel.along.setCurrentText(PATH)
    panel.along.ask()
    qtbot.waitUntil(asked.is_set, timeout=PATIENCE_MS)
    workspace.close_study()
    go.set()
    qtbot.wait(200)
    assert panel.along.path is None


def test_names_and_marks_come_with_the_room_that_zooming_gives(panel, qtbot):
    scenes = [s for s in panel._curves.scenes if s.viewers.any()]
    panel.zoom.end_s = 400 * panel.zoom.end_s
    panel.zoom.whole()
    assert panel._named == []
    assert not [mark for mark in panel.extras._moments._marks if mark.isVisible()]
    panel.zoom.end_s /= 400
    panel.zoom.whole()
    assert panel._named
    marked = {mark.pos().x() for mark in panel.extras._moments._marks if mark.isVisible()}
    assert {float(s.t_s[s.viewers.argmax()]) for s in scenes} <= marked
    low, high = panel.zoom.shown()
    QTest.keyClick(panel.plot, Qt.Key.Key_Plus)
    assert panel.zoom.shown()[1] - panel.zoom.shown()[0] < high - low
    assert panel._workspace.player.rate == 1.0


@pytest.fixture
def large(monkeypatch, tmp_path):
    """Reviews count as large, and none was kept yet."""
    monkeypatch.setattr(reopening, "MANY_EVENTS", 10)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.usefixtures("large")
def test_a_large_reviews_curves_are_counted_by_a_process_that_ends_with_it(empty_window, qtbot, demo_data):
    workspace, ended = empty_window.workspace, [lambda w: w.open_study(demo_data), lambda w: w.close()]
    workspace.open_study(demo_data)
    for end in ended:
        qtbot.waitUntil(lambda: workspace.findings is not None and not workspace.jobs.running, timeout=PATIENCE_MS)
        study = workspace.study
        assert study.kept_as, "what was just read goes on from what is kept"
        study.retention(EVERYTHING)
        process = study._curves._child._process
        assert process.is_alive()
        workspace.select(Selection(device=study.sessions.devices[0]))
        qtbot.waitUntil(lambda: workspace.curves is not None, timeout=PATIENCE_MS)
        here = Curves(study.data).of(study.sessions_of(workspace.selection))
        assert [scene.plays.tolist() for scene in workspace.curves.scenes] == [s.plays.tolist() for s in here.scenes]
        end(workspace)
        qtbot.waitUntil(lambda p=process: not p.is_alive(), timeout=PATIENCE_MS)


@pytest.mark.usefixtures("large")
def test_a_large_review_is_searched_once_it_is_kept(empty_window, qtbot, demo_data, monkeypatch):
    searched, candidates = [], Study.candidates
    monkeypatch.setattr(Study, "candidates", lambda s, *given: searched.append(s.kept_as) or candidates(s, *given))
    keep = reopening.keep
    monkeypatch.setattr(reopening, "keep", lambda *given: time.sleep(0.5) or keep(*given))
    empty_window.workspace.open_study(demo_data)
    qtbot.waitUntil(lambda: empty_window.workspace.findings is not None, timeout=PATIENCE_MS)
    assert searched
    assert all(searched)


def test_a_small_review_is_searched_while_another_is_kept(empty_window, qtbot, short_demo):
    workspace, go = empty_window.workspace, threading.Event()
    workspace.jobs.run(go.wait, 20, done=lambda _: None, name="Keeping another", key=KEEPING)
    workspace.open_study(short_demo)
    qtbot.waitUntil(lambda: workspace.findings is not None, timeout=10_000)
    go.set()


@pytest.mark.usefixtures("large")
def test_a_large_review_gives_back_what_it_read_once_that_is_much(empty_window, qtbot, demo_data, monkeypatch):
    workspace, given_back, mapped = empty_window.workspace, [], [500_000_000]
    monkeypatch.setattr(thrift, "mapped_bytes", lambda: mapped[0])
    monkeypatch.setattr(Study, "spare", lambda s: given_back.append(s.kept_as) or mapped.__setitem__(0, 90_000_000))
    monkeypatch.setattr(Study, "rest", lambda _: None)
    workspace.open_study(demo_data)
    qtbot.waitUntil(lambda: len(given_back) == 1, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: workspace.study.kept_as is not None, timeout=PATIENCE_MS)
    mapped[0] = 90_000_000 + thrift.MOST_BYTES
    qtbot.wait(3 * thrift.LOOK_MS)
    assert len(given_back) == 1
    mapped[0] += 1
    qtbot.waitUntil(lambda: len(given_back) == 2, timeout=PATIENCE_MS)
    workspace.close_study()
    assert not workspace._thrift._timer.isActive()


@pytest.mark.usefixtures("large")
def test_nothing_holds_a_large_review_as_it_was_read_once_it_is_kept(empty_window, qtbot, demo_data, monkeypatch):
    workspace, go, load = empty_window.workspace, threading.Event(), reopening.load
    monkeypatch.setattr(reopening, "load", lambda *given: go.wait(20) and load(*given))
    workspace.open_study(demo_data)
    qtbot.waitUntil(lambda: workspace.curves is not None, timeout=PATIENCE_MS)
    read = weakref.ref(workspace.study)
    go.set()
    qtbot.waitUntil(lambda: workspace.study.kept_as is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: gc.collect() is not None and read() is None, timeout=PATIENCE_MS)


@pytest.mark.usefixtures("large")
def test_bands_that_were_changed_while_the_review_was_kept_stay(empty_window, qtbot, demo_data, monkeypatch):
    workspace, go = empty_window.workspace, threading.Event()
    load, loading = reopening.load, threading.Event()
    monkeypatch.setattr(reopening, "load", lambda *given: loading.set() or (go.wait(20) and load(*given)))
    workspace.open_study(demo_data)
    qtbot.waitUntil(loading.is_set, timeout=PATIENCE_MS)
    bands = (("early", 0.0), ("late", 9.0))
    workspace.measures.keep_bands(bands)
    read = workspace.study
    assert read.settings.attention_bands == bands
    go.set()
    qtbot.waitUntil(lambda: workspace.study is not read, timeout=PATIENCE_MS)
    assert workspace.study.kept_as
    assert workspace.study.settings.attention_bands == bands


def test_marks_set_in_reverse_are_put_in_order_everywhere(empty_window, qtbot, demo_data):
    workspace, commands = empty_window.workspace, empty_window.commands
    workspace.open_study(demo_data)
    qtbot.waitUntil(lambda: workspace.findings is not None, timeout=PATIENCE_MS)
    picture = empty_window.findChild(Picture)
    picture._view.set_window("in-out", 1.0)
    clicks = []
    for marks in (("in", "out"), ("out", "in")):
        for which, t_s in zip(marks, (2.0, 9.0), strict=True):
            workspace.player.seek(t_s)
            qtbot.waitUntil(lambda t_s=t_s: workspace.player.frame.t_s == t_s, timeout=PATIENCE_MS)
            commands.selection.mark(which)
        assert workspace.player.marks == (2.0, 9.0)
        assert picture._view.heat_window(5.0) == (2.0, 9.0)
        picture._refresh()
        clicks.append(picture._overlay.heat.clicks)
        scope = scope_of(workspace, picture._view.options)
        assert (scope.in_s, scope.out_s) == (2.0, 9.0)
    assert clicks[0] == clicks[1] > 0
    commands.selection.select_marks()
    assert (workspace.selection.start_s, workspace.selection.end_s) == (2.0, 9.0)


def test_the_curves_stay_in_place_whatever_is_told_around_them(panel, qtbot):
    names, box = panel.plot.getAxis("top"), panel.plot.plotItem.vb
    before, named = box.sceneBoundingRect(), panel._named
    assert named
    panel._workspace.select(replace(EVERYTHING, media=panel._media_id(), start_s=0.4, end_s=0.5))
    qtbot.waitUntil(lambda: panel._named != named)
    names.setTicks([[]])
    panel.plot.grab()
    assert box.sceneBoundingRect() == before
