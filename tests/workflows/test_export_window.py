"""Exporting, copying and the About page, in the whole window."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication

from footpath.model.drafts import Verdict
from footpath.model.selection import Selection
from footpath.storage.story_file import load_story
from footpath.study.demo import write_data
from footpath.study.export_kinds import KINDS
from footpath.study.importing import import_review
from footpath.ui import dialogs
from footpath.ui.about import About
from footpath.ui.export_form import ExportForm, scope_of
from footpath.ui.main_window import MainWindow
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace

PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    """The demo's data without its film."""
    folder = tmp_path_factory.mktemp("exports")
    files = write_data(folder, sessions=600)
    path = folder / "demo.footpath"
    import_review([files.events], path, story=files.story)
    return path


@pytest.fixture
def window(qtbot, tmp_path, review):
    path = tmp_path / "own.footpath"
    path.write_bytes(review.read_bytes())
    window = MainWindow(Workspace(), SettingsStore(tmp_path / "settings.ini"), remember=False)
    window.show()
    window.workspace.open_study(path)
    qtbot.waitUntil(lambda: window.workspace.candidates is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.workspace.player.frame is not None, timeout=PATIENCE_MS)
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture
def form(window, qtbot, tmp_path):
    window.store.last_folder = tmp_path
    form = ExportForm(scope_of(window.workspace, window.view.options), window.store, window)
    qtbot.addWidget(form)
    return form


def choose(form: ExportForm, name: str) -> None:
    form.kind.setCurrentIndex(form.kind.findData(name))


def shown(form: ExportForm, widget) -> bool:
    return form._form.isRowVisible(widget)


def test_every_kind_can_be_chosen_and_makes_its_own_wish(form, tmp_path):
    for kind in KINDS:
        choose(form, kind.name)
        wish = form.wish()
        assert (wish.kind, wish.to.parent, wish.to.suffix) == (kind.name, tmp_path, kind.endings[0])


def test_options_are_those_of_the_kind(form):
    choose(form, "report")
    assert (shown(form, form.texts), shown(form, form.names), shown(form, form.undecided)) == (True, True, False)
    wish = form.wish()
    assert (wish.texts, wish.names) == (False, False)  # a report leaves the building
    form.texts.setChecked(True)
    assert form.wish().texts
    choose(form, "edl")
    assert (shown(form, form.texts), shown(form, form.undecided)) == (False, False)
    for kind, box in form.only.items():
        box.setChecked(kind == "accepted")
    assert form.wish().only == ("accepted",)
    choose(form, "story")
    assert form.wish().undecided is None
    form.undecided.setChecked(True)
    assert form.wish().undecided is True
    assert form.wish().only == ()


def test_a_file_that_is_there_is_replaced_only_on_the_second_press(form, tmp_path):
    choose(form, "metrics")
    form.line.setText(str(tmp_path / "taken.csv"))
    (tmp_path / "taken.csv").write_text("mine")
    form.accept()
    assert not form.result()
    assert "there already" in form.about.text()
    form.accept()
    assert form.result() == form.DialogCode.Accepted


def test_folder_and_kind_are_remembered(form, window, tmp_path):
    choose(form, "kdenlive")
    (tmp_path / "deeper").mkdir()
    form.line.setText(str(tmp_path / "deeper" / "guides.json"))
    form.accept()
    other = ExportForm(scope_of(window.workspace, window.view.options), window.store, window)
    assert (other.chosen().name, other.wish().to.parent) == ("kdenlive", tmp_path / "deeper")


def test_what_is_selected_is_what_leaves(window, qtbot, tmp_path, monkeypatch):
    window.workspace.select(Selection(device="mobile"))
    qtbot.waitUntil(lambda: window.workspace.candidates is not None, timeout=PATIENCE_MS)
    scope = scope_of(window.workspace, window.view.options)
    assert scope.selected.startswith("mobile – ")
    form = ExportForm(scope, window.store, window)
    qtbot.addWidget(form)
    choose(form, "metrics")
    form.line.setText(str(tmp_path / "m.csv"))
    monkeypatch.setattr(dialogs, "ask_export", lambda *_: form.wish())
    with qtbot.waitSignal(window.workspace.message, timeout=PATIENCE_MS, check_params_cb=lambda t: "m.csv" in t):
        window.actions_by_id["export"].trigger()
    wanted = window.workspace.study.metrics(window.workspace.selection).engagement_rate
    line = next(x for x in (tmp_path / "m.csv").read_text().splitlines() if x.startswith("engagement_rate,"))
    assert line.split(",")[4:6] == [str(wanted.n), str(wanted.of)]


def test_a_decision_just_made_leaves_with_its_name(window, qtbot, tmp_path, monkeypatch):
    candidate = window.workspace.candidates.candidates[0]
    window.workspace.drafting.choose(candidate.id)
    window.workspace.drafting.decide_chosen(Verdict.ACCEPTED, name="The robot", comment="asked for")
    out = Path(tmp_path / "story.json")
    form = ExportForm(scope_of(window.workspace, window.view.options), window.store, window)
    qtbot.addWidget(form)
    choose(form, "story")
    form.line.setText(str(out))
    monkeypatch.setattr(dialogs, "ask_export", lambda *_: form.wish())
    with qtbot.waitSignal(window.workspace.message, timeout=PATIENCE_MS, check_params_cb=lambda t: out.name in t):
        window.actions_by_id["export"].trigger()
    assert load_story(out).elements[-1].label == "The robot"


def test_the_picture_is_copied_in_the_films_own_pixels(window):
    window.actions_by_id["copy_picture"].trigger()
    image, frame = QGuiApplication.clipboard().image(), window.workspace.player.frame
    assert (image.height(), image.width()) == frame.bgra.shape[:2]
    still = window.picture.still()
    assert image.pixelColor(5, 5) == still.pixelColor(5, 5)


def test_nothing_is_exported_without_a_review(window, monkeypatch):
    window.commands.file.close_review()
    monkeypatch.setattr(dialogs, "ask_export", lambda *_: pytest.fail("asked"))
    window.actions_by_id["export"].trigger()
    assert "Open a review" in window.statusBar().currentMessage()
    window.actions_by_id["copy_picture"].trigger()
    assert "no picture" in window.statusBar().currentMessage()


def test_about_lists_every_part_with_its_licence(window, qtbot):
    window.actions_by_id["about"].trigger()
    page = window.findChild(About)
    qtbot.waitUntil(lambda: page.parts.count() > 0, timeout=PATIENCE_MS)
    names = [page.parts.item(row).text() for row in range(page.parts.count())]
    for name in ("PySide6_Essentials", "numpy", "duckdb", "DejaVu fonts"):
        assert any(n.startswith(name) for n in names), name
    page.parts.setCurrentRow(len(names) - 1)
    assert "Bitstream Vera" in page.text.toPlainText()
    page.close()
