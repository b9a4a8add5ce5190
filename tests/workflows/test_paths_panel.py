"""The Sankey and the viewer's trace in the whole window."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest

from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection
from footpath.ui import dialogs
from footpath.ui.chips import Chip, Chips
from footpath.ui.sankey_menu import ORDERS, sankey_menu
from footpath.ui.sankey_paint import room_beside, roomy
from footpath.ui.sankey_panel import SankeyPanel
from footpath.ui.sankey_view import MARGIN, SankeyView
from footpath.ui.trace_panel import TracePanel
from footpath.ui.trace_words import stretch_text
from footpath.workspace import film_looks, scene_pictures

PATIENCE_MS = 20_000


@pytest.fixture
def window(empty_window, qtbot, short_demo):
    empty_window.workspace.open_study(short_demo)
    qtbot.waitUntil(lambda: empty_window.workspace.candidates is not None, timeout=PATIENCE_MS)
    return empty_window


def node(view, step):
    return next(p for p in view._layout.nodes if p.node.kind == "scene" and p.node.step == step)


def mouse(view, kind, at, modifiers=Qt.KeyboardModifier.NoModifier, left=Qt.MouseButton.LeftButton):
    place = QPointF(at[0] + MARGIN, at[1] + MARGIN)
    event = QMouseEvent(kind, place, view.mapToGlobal(place), left, left, modifiers)
    handler = {
        QEvent.Type.MouseButtonPress: view.mousePressEvent,
        QEvent.Type.MouseMove: view.mouseMoveEvent,
        QEvent.Type.MouseButtonRelease: view.mouseReleaseEvent,
    }[kind]
    handler(event)


def click(view, placed, modifiers=Qt.KeyboardModifier.NoModifier):
    at = ((placed.x0 + placed.x1) / 2, (placed.y0 + placed.y1) / 2)
    mouse(view, QEvent.Type.MouseButtonPress, at, modifiers)
    mouse(view, QEvent.Type.MouseButtonRelease, at, modifiers)


def counted(window, qtbot):
    qtbot.waitUntil(lambda: window.workspace.results is not None, timeout=PATIENCE_MS)
    qtbot.wait(30)
    return window.workspace.results.sessions


def test_click_selects_ctrl_adds_alt_excludes(window, qtbot):
    view, workspace = window.findChild(SankeyView), window.workspace
    first, second = [p for p in view._layout.nodes if p.node.step == 2 and p.node.kind == "scene"][:2]
    places = [Place((p.node.scene_id,), 2) for p in (first, second)]
    click(view, first)
    assert counted(window, qtbot) == first.node.sessions
    drawn = lambda: {p.node.id for p in view._layout.nodes}  # noqa: E731
    assert second.node.id not in drawn()
    mouse(view, QEvent.Type.MouseMove, (1, 1), Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.NoButton)
    qtbot.waitUntil(lambda: second.node.id in drawn(), timeout=PATIENCE_MS)
    again = next(p for p in view._layout.nodes if p.node.id == second.node.id)
    into = [sum(n for (_, to), n in view._lit.items() if to == p.node.id) for p in (first, second)]
    assert into == [first.node.sessions, 0], "those chosen are lit among all"
    click(view, again, Qt.KeyboardModifier.ControlModifier)
    assert counted(window, qtbot) == first.node.sessions + second.node.sessions
    mouse(view, QEvent.Type.MouseMove, (1, 1), Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton)
    qtbot.waitUntil(lambda: view._graph.sessions == first.node.sessions + second.node.sessions, timeout=PATIENCE_MS)
    view.select((places[1],), Qt.KeyboardModifier.AltModifier)
    assert workspace.selection == Selection(passed=tuple(places), excluded=(places[1],))
    assert counted(window, qtbot) == first.node.sessions


def test_the_flow_under_the_pointer_is_lit_up_and_downstream(window, qtbot):
    view = window.findChild(SankeyView)
    placed = node(view, 1)
    mouse(view, QEvent.Type.MouseMove, (placed.x0 + 4, (placed.y0 + placed.y1) / 2))
    view._hovered = placed
    view._light()
    qtbot.waitUntil(lambda: view._lit is not None, timeout=PATIENCE_MS)
    into = sum(n for (_, target), n in view._lit.items() if target == placed.node.id)
    assert into == placed.node.sessions
    for link in view.shown.graph.links:
        assert view._lit[link.source, link.target] <= link.sessions
    start = sum(n for (source, _), n in view._lit.items() if source.startswith("0/"))
    assert start == placed.node.sessions


def test_a_dragged_node_stays_and_undo_brings_it_back(window, qtbot):
    view, workspace = window.findChild(SankeyView), window.workspace
    column = sorted((p for p in view._layout.nodes if p.node.step == 2), key=lambda p: p.y0)
    moved = column[0]
    mouse(view, QEvent.Type.MouseButtonPress, (moved.x0 + 3, (moved.y0 + moved.y1) / 2))
    mouse(view, QEvent.Type.MouseMove, (moved.x0 + 3, column[-1].y1 + 40))
    mouse(view, QEvent.Type.MouseButtonRelease, (moved.x0 + 3, column[-1].y1 + 40))
    assert workspace.kept.of(ORDERS)["step"]["2"] == [p.node.id for p in [*column[1:], moved]]
    after = sorted((p for p in view._layout.nodes if p.node.step == 2), key=lambda p: p.y0)
    assert after[-1].node.id == moved.node.id
    workspace.undo()
    assert workspace.kept.of(ORDERS) == {}


def column_of(view, step):
    return [p.node.id for p in sorted((p for p in view._layout.nodes if p.node.step == step), key=lambda p: p.y0)]


def test_the_keyboard_moves_a_node_in_its_column(window):
    view, workspace = window.findChild(SankeyView), window.workspace
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(view, key)
    before, id_ = column_of(view, 2), view._focused.node.id
    at = before.index(id_)
    others = [n for n in before if n != id_]
    keys = [Qt.Key.Key_Down] * (len(before) - at) + [Qt.Key.Key_Up] * len(before)
    for key in keys:
        at = min(max(at + (1 if key == Qt.Key.Key_Down else -1), 0), len(others))
        QTest.keyClick(view, key, Qt.KeyboardModifier.ShiftModifier)
        assert column_of(view, 2) == [*others[:at], id_, *others[at:]]
        assert view._focused.node.id == id_
    undone, kept = workspace.can_undo, workspace.kept
    assert at == 0
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)  # there is nothing above
    assert (workspace.can_undo, workspace.kept) == (undone, kept)
    menu = {a.text().split("\t")[0]: a for a in sankey_menu(view, view._focused).actions()}
    menu["Move down"].trigger()
    assert column_of(view, 2).index(id_) == 1
    assert workspace.kept.of(ORDERS)["step"]["2"] == column_of(view, 2)


def test_nodes_that_are_not_drawn_keep_their_places_while_others_are_moved(window, qtbot):
    view, workspace = window.findChild(SankeyView), window.workspace
    ids = column_of(view, 2)
    first = node_called(view, ids[0])
    view.shift(first, down=True)
    made = column_of(view, 2)
    assert made == [ids[1], ids[0], *ids[2:]]
    workspace.select(replace(workspace.selection, passed=view.places(node_called(view, ids[0]))))
    qtbot.waitUntil(lambda: len(column_of(view, 2)) == 1, timeout=PATIENCE_MS)
    (left,) = column_of(view, 2)
    view.shift(node_called(view, left), down=True)
    view._drop(node_called(view, left), 5.0)
    assert workspace.kept.of(ORDERS)["step"]["2"] == made
    workspace.select(EVERYTHING)
    qtbot.waitUntil(lambda: column_of(view, 2) == made, timeout=PATIENCE_MS)


def node_called(view, id_):
    return next(p for p in view._layout.nodes if p.node.id == id_)


def test_the_menu_starts_from_a_scene_selects_who_ended_and_lists_viewers(window, qtbot):
    view, panel = window.findChild(SankeyView), window.findChild(TracePanel)
    placed = node(view, 1)
    actions = {a.text().split("\t")[0]: a for a in sankey_menu(view, placed).actions()}
    actions["Start from here"].trigger()
    qtbot.waitUntil(lambda: view._layout.nodes and view._layout.nodes[0].node.scene_id == placed.node.scene_id)
    assert {p.node.scene_id for p in view._layout.nodes if p.node.step == 0} == {placed.node.scene_id}
    view.start_from(None)
    actions["Viewers of this…"].trigger()
    qtbot.waitUntil(lambda: panel.list.topLevelItemCount() == placed.node.sessions, timeout=PATIENCE_MS)
    actions["Select who ended here"].trigger()
    ended = sum(x.sessions for x in view.shown.graph.links if x.source == placed.node.id
                and not view.shown.whole[x.target].scene_id)  # fmt: skip
    assert counted(window, qtbot) == ended


def test_the_menu_of_a_node_leads_to_its_bands(window, qtbot):
    view = window.findChild(SankeyView)
    placed = node(view, 1)
    (onwards,) = [a.menu() for a in sankey_menu(view, placed).actions() if a.text() == "Onwards"]
    bands = sorted(view.bands_from(placed), key=lambda band: -band.link.sessions)
    menus = [a.menu() for a in onwards.actions()]
    assert len(menus) == len(bands) > 1
    assert str(bands[0].link.sessions) in menus[0].title()
    menus[0].actions()[0].trigger()
    assert window.workspace.selection.passed == view.places(bands[0])
    assert counted(window, qtbot) == bands[0].link.sessions


def test_a_listed_viewer_is_followed_over_the_film(window, qtbot):
    panel, workspace = window.findChild(TracePanel), window.workspace
    window.actions_by_id["list_viewers"].trigger()
    qtbot.waitUntil(lambda: panel.list.topLevelItemCount() > 0, timeout=PATIENCE_MS)
    item = panel.list.topLevelItem(0)
    panel.list.itemActivated.emit(item, 0)
    qtbot.waitUntil(lambda: workspace.tracing.strip is not None, timeout=PATIENCE_MS)
    strip = workspace.tracing.strip
    assert strip.session_id == item.text(0) == workspace.selection.session
    assert window.trace_overlay.isVisible()
    assert str(len(strip.clicks)) == item.text(3)
    window.actions_by_id["unfollow"].trigger()
    assert workspace.selection.session is None
    assert workspace.tracing.strip is None
    assert not window.trace_overlay.isVisible()


def follow_first(window, qtbot):
    panel, workspace = window.findChild(TracePanel), window.workspace
    panel.list_selection()
    qtbot.waitUntil(lambda: panel.list.topLevelItemCount() > 0, timeout=PATIENCE_MS)
    panel.list.itemActivated.emit(panel.list.topLevelItem(0), 0)
    qtbot.waitUntil(lambda: workspace.tracing.strip is not None, timeout=PATIENCE_MS)
    return panel.list.topLevelItem(0).text(0)


def test_hovering_the_strip_tells_what_is_drawn_there(window, qtbot):
    panel, workspace = window.findChild(TracePanel), window.workspace
    assert panel.strip.told_at(50.0) == ""
    assert panel.legend.isHidden()
    follow_first(window, qtbot)
    qtbot.waitUntil(lambda: workspace.player.duration_s > 0, timeout=PATIENCE_MS)
    assert not panel.legend.isHidden()
    media, end_s = workspace.player.media.id, workspace.player.duration_s
    first = next(s for s in workspace.tracing.strip.stretches if s.media_id == media and s.start_s < end_s)
    at = panel.strip._x((first.start_s + min(first.end_s, end_s)) / 2)
    assert stretch_text(first) in panel.strip.told_at(at).splitlines()


@pytest.mark.parametrize("end", ["undo", "clear", "chip", "another"])
def test_following_ends_with_whatever_takes_the_session_out_of_the_selection(window, qtbot, end):
    workspace = window.workspace
    session = follow_first(window, qtbot)
    other = next(id_ for id_ in workspace.study.sessions.ids if id_ != session)
    ends = {
        "undo": window.actions_by_id["undo"].trigger,
        "clear": window.actions_by_id["clear"].trigger,
        "chip": next(chip for chip in window.findChildren(Chip) if chip.part == "session").click,
        "another": lambda: workspace.select(Selection(session=other)),
    }
    ends[end]()
    assert workspace.selection.session != session
    assert workspace.tracing.strip is None
    assert not window.trace_overlay.isVisible()


def test_following_goes_on_while_the_session_stays_selected(window, qtbot):
    workspace = window.workspace
    session = follow_first(window, qtbot)
    workspace.select(Selection(session=session, start_s=0.0, end_s=2.0))
    workspace.select_moving(Selection(session=session, start_s=0.0, end_s=3.0))
    workspace.undo()
    assert workspace.tracing.strip.session_id == session
    assert window.trace_overlay.isVisible()


def test_a_session_given_up_while_it_loads_is_not_followed(window, qtbot):
    workspace = window.workspace
    workspace.tracing.follow(workspace.study.sessions.ids[0])
    workspace.undo()
    qtbot.waitUntil(lambda: workspace.results is not None and not workspace.jobs.running, timeout=PATIENCE_MS)
    assert workspace.tracing.strip is None


def test_a_viewer_is_selected_by_id_and_an_unknown_one_is_told(window, qtbot, monkeypatch):
    workspace, errors = window.workspace, []
    workspace.failed.connect(errors.append)
    viewers = workspace.study.sessions.viewer
    viewer = int(viewers[0])
    workspace.select(Selection(session=workspace.study.sessions.ids[1], end_s=3.0))
    (asking,) = [a for a in window.findChild(Chips)._menu.actions() if a.text() == "Viewer…"]
    for answer in (None, "nobody of this name"):
        monkeypatch.setattr(dialogs, "ask_viewer", lambda _parent, answer=answer: answer)
        asking.trigger()
        assert workspace.selection.viewer is None
    assert [error.what for error in errors] == ["This review has no viewer “nobody of this name”"]
    id_ = workspace.study.sessions.viewer_ids[viewer]
    monkeypatch.setattr(dialogs, "ask_viewer", lambda _parent: id_)
    asking.trigger()
    assert workspace.selection == Selection(viewer=id_, end_s=3.0)
    assert counted(window, qtbot) == sum(int(v) == viewer for v in viewers)


def test_a_listed_session_has_its_viewer_selected_with_all_their_sessions(window, qtbot):
    panel, workspace = window.findChild(TracePanel), window.workspace
    workspace.select(Selection(device=workspace.study.sessions.devices[0], scene=workspace.study.story.scenes[0].id))
    panel.list_selection()
    qtbot.waitUntil(lambda: panel.list.topLevelItemCount() > 0, timeout=PATIENCE_MS)
    item = panel.list.topLevelItem(0)
    viewer = item.text(1)
    actions = {action.text(): action for action in panel.menu_of(item).actions()}
    actions["Select this viewer"].trigger()
    assert workspace.selection == Selection(viewer=viewer, scene=workspace.study.story.scenes[0].id)
    index = workspace.study.sessions.viewer_ids.index(viewer)
    assert counted(window, qtbot) == sum(int(v) == index for v in workspace.study.sessions.viewer)
    actions["Replay this session"].trigger()
    assert workspace.selection.session == item.text(0)


def test_panel_folds_searches_and_offers_its_table(window, qtbot):
    panel = window.findChild(SankeyPanel)
    panel._mode.setCurrentIndex(1)
    scenes = [p.node.scene_id for p in panel.view._layout.nodes if p.node.kind == "scene"]
    assert len(scenes) == len(set(scenes))
    panel._find.setText(panel.view.name(panel.view._layout.nodes[0])[:4])
    assert panel.view._layout.nodes[0].node.id in panel.view._found()
    assert panel._hits.text() == f"{len(panel.view._found())} found"
    panel._order.setCurrentIndex(1)
    panel._slider.setValue(100)
    assert any(p.node.kind == "other" for p in panel.view._layout.nodes)
    drawn = {p.node.scene_id for p in panel.view._layout.nodes}
    rare = next(n for n in panel.view._graph.nodes if n.scene_id not in drawn)
    panel._find.setText(rare.scene_id)
    assert "among rare branches" in panel._hits.text()
    panel._slider.setValue(0)
    assert panel.view.least == 0
    assert panel._says.text() == "All branches"
    assert "rare" not in panel._hits.text()
    assert len(panel.view.table()) == len(panel.view.shown.graph.links)
    panel._show_table()


def test_a_drag_is_one_step_of_undo(window, qtbot):
    workspace = window.workspace
    workspace.select(Selection(device="mobile"))
    for end in (1.0, 2.0, 3.0):
        workspace.select_moving(Selection(device="mobile", start_s=0.0, end_s=end))
    qtbot.waitUntil(lambda: workspace.selection.end_s == 3.0, timeout=PATIENCE_MS)
    workspace.select(Selection(device="mobile", start_s=0.0, end_s=3.5))
    workspace.undo()
    assert workspace.selection == Selection(device="mobile")


def test_the_keys_walk_where_the_keyboard_came_and_step_the_film_where_the_mouse_did(window, qtbot):
    view, player = window.findChild(SankeyView), window.workspace.player
    qtbot.waitUntil(lambda: player.frame is not None and not player.frame.preview, timeout=PATIENCE_MS)
    shown = player.frame.index
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(view, key)
    walked = view._focused
    assert walked.node.step == 2
    assert player.frame.index == shown
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert counted(window, qtbot) == walked.node.sessions
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: player.frame.index > shown + 5, timeout=PATIENCE_MS)  # a second on
    shown = player.frame.index
    window.setFocus()
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: player.frame.index == shown + 1, timeout=PATIENCE_MS)


def test_nodes_with_room_have_pictures_beyond_those_of_the_film(empty_window, qtbot, demo_data, monkeypatch):
    writer = cv2.VideoWriter(str(demo_data.with_name("tour.mp4")), cv2.VideoWriter.fourcc(*"mp4v"), 5, (160, 90))
    for k in range(5 * 120):
        writer.write(np.full((90, 160, 3), k // 5, np.uint8))
    writer.release()
    monkeypatch.setattr(film_looks, "THUMBNAIL_COUNT", 1)
    monkeypatch.setattr(scene_pictures, "AT_ONCE", 2)
    view, workspace, jobs = empty_window.findChild(SankeyView), empty_window.workspace, []
    workspace.scene_pictures.taken.connect(lambda found: jobs.append(set(found)))
    workspace.open_study(demo_data)
    qtbot.waitUntil(lambda: workspace.film.thumbnails is not None, timeout=PATIENCE_MS)
    view.set_zoom(3)
    wanted = set(roomy(view._layout.nodes, room_beside(view._layout, view.width())))
    assert len(wanted) > 3
    qtbot.waitUntil(lambda: wanted <= set(view._thumbs.images), timeout=PATIENCE_MS)
    taken = [scene_id for found in jobs for scene_id in found]
    assert len(taken) == len(set(taken))
    assert len(wanted - set(taken)) <= 1  # the film's own one


def test_without_a_film_nothing_is_painted_anew_for_pictures(empty_window, qtbot, demo_data):
    workspace, told = empty_window.workspace, []
    workspace.scene_pictures.taken.connect(told.append)
    workspace.open_study(demo_data)
    qtbot.waitUntil(lambda: workspace.findings is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: bool(workspace.scene_pictures._tried), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not workspace.jobs.is_running(scene_pictures.PICTURES), timeout=PATIENCE_MS)
    assert told == []


def test_pictures_make_way_for_playing(empty_window, qtbot, demo_data, monkeypatch):
    view, workspace, asked = empty_window.findChild(SankeyView), empty_window.workspace, []
    monkeypatch.setattr(scene_pictures, "BREATH_MS", 10)

    def taking(_study, scene_ids, unwanted):
        asked.append(unwanted())
        return dict.fromkeys(scene_ids)

    monkeypatch.setattr(scene_pictures, "scene_pictures", taking)
    workspace.open_study(demo_data)
    qtbot.waitUntil(lambda: workspace.film.thumbnails is not None, timeout=PATIENCE_MS)
    workspace.jobs.cancel(scene_pictures.PICTURES)
    monkeypatch.setattr(type(workspace.player), "running", True)
    workspace.scene_pictures._forget(None)
    asked.clear()
    view._thumbs.want(["hook"])
    qtbot.wait(400)
    assert asked == []
    assert workspace.scene_pictures._unwanted()
    monkeypatch.setattr(type(workspace.player), "running", False)
    qtbot.waitUntil(lambda: asked[:1] == [False], timeout=PATIENCE_MS)
