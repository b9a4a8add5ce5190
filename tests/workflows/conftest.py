"""What the workflow tests begin with: a window of its own for each, and short reviews made once."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from footpath.study.demo import make_demo, write_data
from footpath.study.importing import import_review
from footpath.ui.main_window import MainWindow
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace


@pytest.fixture
def empty_window(qtbot, tmp_path, monkeypatch):
    """The window without a review, its settings in the test's own folder; gone after the test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    window = MainWindow(Workspace(), SettingsStore(), remember=False)
    window.resize(1280, 800)
    window.show()
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture(scope="session")
def _short_demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("short-demo")
    files = make_demo(folder, sessions=300, seconds=4.0)
    import_review([files.events], folder / "demo.footpath", story=files.story)
    return folder / "demo.footpath"


@pytest.fixture(scope="session")
def _demo_data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo-data")
    files = write_data(folder, sessions=600)
    import_review([files.events], folder / "demo.footpath", story=files.story)
    return folder / "demo.footpath"


@pytest.fixture
def short_demo(_short_demo, request) -> Path:
    """The test's own review of the demo with four seconds of its film, beside which it lies."""
    return Path(shutil.copy(_short_demo, _short_demo.with_name(f"{request.node.name}.footpath")))


@pytest.fixture
def demo_data(_demo_data, tmp_path) -> Path:
    """The test's own review of the demo's data without its film."""
    return Path(shutil.copy(_demo_data, tmp_path / "demo.footpath"))
