"""Panels float, hide, and come back as they were left."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from footpath.ui.main_window import MainWindow
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace


@pytest.fixture
def windows(qapp):
    made = []

    def make(store):
        window = MainWindow(Workspace(), store)
        window._stack.setCurrentIndex(1)
        window.resize(1280, 800)
        window.show()
        qapp.processEvents()
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    gc.collect()


def test_a_hidden_panel_stays_hidden_the_next_time(windows, tmp_path):
    store = SettingsStore(tmp_path / "settings.ini")
    first = windows(store)
    first.docks.show_panel(1)
    first.docks._panels[1].hide()
    first.close()
    second = windows(store)
    assert second.docks._panels[1].isHidden()
    assert not second.docks._panels[4].isHidden()


def test_a_floating_panel_gets_a_title_and_docks_again(windows, tmp_path):
    window = windows(SettingsStore(tmp_path / "settings.ini"))
    dock = window.docks._panels[0]
    window.docks.show_panel(0)
    dock.setFloating(True)
    assert dock.titleBarWidget() is None
    window.docks.arrange()
    assert not dock.isFloating()
    assert dock.titleBarWidget() is not None


def test_the_smallest_window_is_small_enough_for_a_laptop(windows, tmp_path):
    window = windows(SettingsStore(tmp_path / "settings.ini"))
    assert window.minimumSizeHint().width() <= 1024
    assert window.minimumSizeHint().height() <= 700
