"""A selection is saved under a name, taken up again, and forgotten; each can be undone."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection
from footpath.storage.review import Review
from footpath.study.importing import import_review
from footpath.study.saved_selections import saved_selections
from footpath.ui.commands import selection as commands
from footpath.ui.main_window import MainWindow
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "events.csv").write_text(
        "session_id,at,kind,media_time,device\ns,2024-05-01T10:00:00Z,play,0,mobile\ns,2024-05-01T10:00:05Z,exit,5,\n"
    )
    review = tmp_path / "r.footpath"
    import_review([tmp_path / "events.csv"], review)
    window = MainWindow(Workspace(), SettingsStore(), remember=False)
    window.workspace.open_study(review)
    qtbot.waitUntil(lambda: window.workspace.candidates is not None)
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    gc.collect()


def test_save_take_up_and_remove(window, monkeypatch):
    workspace, scene = window.workspace, window.workspace.study.story.scenes[0].id
    chosen = Selection(passed=(Place((scene,), 0),), device="mobile")
    monkeypatch.setattr(commands, "ask_saved_name", lambda *_: "phones")
    monkeypatch.setattr(commands, "ask_saved", lambda *_: "phones")
    window.actions_by_id["save_selection"].trigger()
    assert saved_selections(workspace.kept) == {}, "nothing was selected"
    workspace.select(chosen)
    window.actions_by_id["save_selection"].trigger()
    workspace.select(EVERYTHING)
    window.actions_by_id["open_saved"].trigger()
    assert workspace.selection == chosen
    window.actions_by_id["remove_saved"].trigger()
    assert saved_selections(workspace.kept) == {}
    workspace.undo()
    assert saved_selections(workspace.kept) == {"phones": chosen}
    workspace.close()
    with Review.open(workspace.study.path) as review:
        assert saved_selections(review.kept()) == {"phones": chosen}
