"""The metrics panel in the whole window: every page shows the numbers of the results, and follows the selection."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from footpath.model.selection import Selection
from footpath.study.compare import compare_selections
from footpath.study.saved_selections import saving
from footpath.study.study import Study
from footpath.ui.elements_panel import ElementsPanel
from footpath.ui.findings_panel import FindingsPanel
from footpath.ui.measures.bands_table import parse_clock
from footpath.ui.measures.cells import counts, percent
from footpath.ui.measures.page import top_items
from footpath.ui.measures.table import Cell, Table
from footpath.ui.metrics_panel import PAGES, MetricsPanel

PATIENCE_MS = 20_000
NAMES = [name for name, _ in PAGES]


@pytest.fixture
def window(empty_window, qtbot, demo_data):
    empty_window.workspace.open_study(demo_data)
    qtbot.waitUntil(lambda: empty_window.workspace.results is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: empty_window.workspace.player.frame is not None, timeout=PATIENCE_MS)
    return empty_window


def shown(window, qtbot, name: str):
    """A page, brought to the front and filled."""
    window.commands.metrics.page(NAMES.index(name))
    if name == "Compare":
        qtbot.waitUntil(lambda: window.workspace.comparing.found is not None, timeout=PATIENCE_MS)
    else:
        qtbot.waitUntil(lambda: window.workspace.measures.more is not None, timeout=PATIENCE_MS)
    return window.findChild(MetricsPanel).pages[NAMES.index(name)]


def rows(table) -> list[list[str]]:
    return [[item.text(c) for c in range(table.columnCount())] for item in top_items(table) if item.text(1)]


def test_nothing_is_counted_before_a_page_is_seen(window):
    assert window.workspace.measures.more is None
    assert window.workspace.comparing.found is None


def test_the_overview_tells_every_rate_with_its_counts_and_follows_the_selection(window, qtbot):
    page, workspace = shown(window, qtbot, "Overview"), window.workspace
    told = {row[0]: row for row in rows(page.table)}
    rate = workspace.measures.metrics.engagement_rate
    assert told["Engagement rate"][1:3] == [percent(rate.value), counts(rate)]
    completion = next(item for item in top_items(page.table) if item.text(0) == "Completion rate")
    assert "ending" in page.table.itemBelow(completion).text(0)
    workspace.select(Selection(device="mobile"))
    qtbot.waitUntil(lambda: workspace.measures.more is not None, timeout=PATIENCE_MS)
    fewer = workspace.measures.metrics.engagement_rate
    assert 0 < fewer.of < rate.of
    assert {row[0]: row[2] for row in rows(page.table)}["Engagement rate"] == counts(fewer)


def test_few_sessions_are_grey_and_say_so(window, qtbot):
    page, workspace = shown(window, qtbot, "Overview"), window.workspace
    viewer = workspace.study.sessions.viewer_ids[0]
    workspace.select(Selection(viewer=viewer))
    qtbot.waitUntil(lambda: workspace.measures.more is not None, timeout=PATIENCE_MS)
    row = next(item for item in top_items(page.table) if item.text(0) == "Completion rate")
    assert "too few" in row.text(1) or row.text(1) == "–"
    assert row.foreground(0) == QGuiApplication.palette().placeholderText()


def test_every_page_says_something_and_copies_it_as_text(window, qtbot):
    for name in NAMES:
        page = shown(window, qtbot, name)
        qtbot.waitUntil(lambda p=page: any(t.topLevelItemCount() for t in p.tables()), timeout=PATIENCE_MS)
        window.commands.metrics.copy()
        text = QGuiApplication.clipboard().text()
        assert text.count("\t") > 10, name
        assert page.accessibleName()


def test_bands_that_are_edited_are_kept_and_undone(window, qtbot, demo_data):
    page, workspace = shown(window, qtbot, "CTAs"), window.workspace
    before = workspace.measures.bands
    row = page.bands.table.topLevelItem(1)
    row.setText(1, "0:12.5")
    qtbot.waitUntil(lambda: workspace.measures.more is not None, timeout=PATIENCE_MS)
    assert workspace.measures.bands[1] == (before[1][0], 12.5)
    assert {one.start_s for one in workspace.measures.more.bands} <= {start for _, start in workspace.measures.bands}
    workspace._keeper.flush()
    assert Study.open(demo_data).settings.attention_bands == workspace.measures.bands
    workspace.undo()
    assert workspace.measures.bands == before
    workspace._keeper.flush()


def test_comparing_tells_what_the_study_compares(window, qtbot):
    page, workspace = shown(window, qtbot, "Compare"), window.workspace
    wanted = compare_selections(workspace.study, Selection(variant="A"), Selection(variant="B"))
    assert workspace.comparing.found == wanted
    qtbot.waitUntil(lambda: page.table.topLevelItemCount() == len(wanted.metrics), timeout=PATIENCE_MS)
    page._search.setText("conversion rate")
    visible = [item.text(0) for item in top_items(page.table) if not item.isHidden()]
    assert visible == ["Conversion rate"]


def test_a_saved_selection_can_be_put_on_a_side(window, qtbot):
    page, workspace = shown(window, qtbot, "Compare"), window.workspace
    phones = Selection(device="mobile")
    workspace.keep(saving("Phones", phones))
    page._a.setCurrentText("Saved: Phones")
    page.outdated()
    wanted = (phones, Selection(variant="B"))
    qtbot.waitUntil(
        lambda: workspace.comparing.found is not None and workspace.comparing.found.selections == wanted,
        timeout=PATIENCE_MS,
    )
    workspace.undo()
    workspace._keeper.flush()


def test_feedback_is_searched_and_jumps_to_its_moment(window, qtbot):
    page, workspace = shown(window, qtbot, "Feedback"), window.workspace
    text = next(t for t in workspace.measures.metrics.texts if t.t_s is not None)
    page.search.setText(text.text)
    visible = [item for item in top_items(page.texts) if not item.isHidden()]
    assert visible
    assert all(text.text.casefold() in item.text(1).casefold() for item in visible)
    page._jump(text)
    qtbot.waitUntil(lambda: abs(workspace.player.frame.t_s - text.t_s) < 0.1, timeout=PATIENCE_MS)


def test_a_branch_is_selected_from_its_row(window, qtbot):
    page, workspace = shown(window, qtbot, "Branches"), window.workspace
    row = page.table.topLevelItem(0)
    branch = next(b for b in workspace.measures.more.branches if str(b.sessions) == row.text(1).replace("\u202f", ""))
    page._select(row)
    assert workspace.selection == Selection(through=(branch.from_scene, branch.to_scene))


def test_an_element_that_is_chosen_is_lit_at_its_beginning_and_the_table_filters(window, qtbot):
    window.commands.view.panels("raise_panel", window.findChild(ElementsPanel))
    panel, workspace = window.findChild(ElementsPanel), window.workspace
    qtbot.waitUntil(lambda: panel.table.topLevelItemCount() > 0, timeout=PATIENCE_MS)
    story = workspace.study.story
    assert panel.table.topLevelItemCount() == len(story.elements)
    element = next(e for e in story.elements if e.boundary and e.start_s > 1)
    workspace.spotlight.light(element.id)
    qtbot.waitUntil(lambda: abs(workspace.player.frame.t_s - element.start_s) < 0.1, timeout=PATIENCE_MS)
    assert [o.label for o in window.picture._overlay.outlines if o.role == "lit"] == [element.label]
    workspace.spotlight.put_out()
    assert not [o for o in window.picture._overlay.outlines if o.role == "lit"]
    panel._kind.setCurrentText("Beside the picture")
    panel._filter()
    visible = {item.text(0) for item in top_items(panel.table) if not item.isHidden()}
    assert visible == {e.label for e in story.elements if not e.boundary}


def test_the_keyboard_walks_through_the_elements(window, qtbot):
    panel = window.findChild(ElementsPanel)
    window.commands.view.panels("raise_panel", panel)
    qtbot.waitUntil(lambda: panel.table.topLevelItemCount() > 0, timeout=PATIENCE_MS)
    panel.table.setFocus()
    panel.table.setCurrentItem(panel.table.topLevelItem(0))
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    chosen = panel.table.currentItem().text(0)
    story = window.workspace.study.story
    assert story.elements[story.element_index[window.workspace.spotlight.element_id]].label == chosen


def test_findings_show_their_evidence(window, qtbot):
    panel, workspace = window.findChild(FindingsPanel), window.workspace
    qtbot.waitUntil(lambda: workspace.findings is not None, timeout=PATIENCE_MS)
    window.commands.view.panels("raise_panel", panel)
    qtbot.waitUntil(lambda: panel.list.count() == len(workspace.findings), timeout=PATIENCE_MS)
    first = workspace.findings[0]
    text = panel.list.item(0).text()
    assert first.sentence in text
    assert first.test in text


def test_a_closed_review_leaves_empty_pages(window, qtbot):
    page = shown(window, qtbot, "Overview")
    window.workspace.close_study()
    assert page.table.topLevelItemCount() == 0
    assert window.workspace.measures.more is None


def test_what_viewers_wrote_is_never_markup(qapp):
    table = Table("t", ["Text"])
    row = table.add([Cell("<img src=x>", tip="<img src=x>\nand <b>bold</b>")])
    assert row.text(0) == "<img src=x>"
    assert row.toolTip(0) == "<qt>&lt;img src=x&gt;<br>and &lt;b&gt;bold&lt;/b&gt;</qt>"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12", 12.0), ("1:05", 65.0), ("2,5", 2.5), ("7 s", 7.0), ("", None), ("x", None), ("-1", None)],
)
def test_times_are_read_as_people_write_them(text, seconds):
    assert parse_clock(text) == seconds

