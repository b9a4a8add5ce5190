"""Builds workspace and window; the only wiring."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import cv2
from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from footpath.model.errors import UserError
from footpath.model.selection import EVERYTHING, Selection
from footpath.ui.main_window import MainWindow
from footpath.ui.theme import SystemTheme, apply_theme
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace

WAIT_S = 120.0
SWITCH_S = 0.001  # a worker hands the interpreter back five times as soon: the window answers while it counts


def run_window(path: Path | None, demo: bool = False) -> int:  # noqa: FBT001, FBT002
    store = SettingsStore()
    app = prepared_application(store.theme)
    SystemTheme(app, store)
    window = MainWindow(Workspace(), store)
    window.show()
    if demo:
        window.workspace.make_demo()
    elif path is not None:
        window.workspace.open_study(path)
    return app.exec()


def snapshot(
    study_path: Path, at_s: float, out: Path, size: tuple[int, int] = (1280, 800), selection: Selection = EVERYTHING
) -> None:
    """The window as a picture. Raises UserError if the review can't be opened or `out` not written."""
    app = prepared_application("dark")
    workspace, errors = Workspace(), list[UserError]()
    workspace.failed.connect(errors.append)
    window = MainWindow(workspace, SettingsStore(), remember=False)
    try:
        window.resize(*size)
        window.show()
        workspace.open_study(study_path)
        _wait(app, lambda: workspace.study is not None, errors)
        workspace.select(selection)
        workspace.player.seek(at_s)
        _wait(app, lambda: workspace.findings is not None, errors)
        _wait(app, lambda: _near(workspace, at_s), errors)
        _wait(app, lambda: workspace.film.thumbnails is not None, errors)
        _save(window, out)
    finally:
        window.close()
        window.deleteLater()
        app.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def play_for(study_path: Path, seconds: float) -> tuple[int, int]:
    """Open a window on a review, play from its start, and close: frames shown, frames dropped.

    Raises:
        UserError: if the review can't be opened, or nothing was shown.
    """
    app = prepared_application("system")
    workspace, errors, shown = Workspace(), list[UserError](), list[float]()
    workspace.failed.connect(errors.append)
    window = MainWindow(workspace, SettingsStore(), remember=False)
    try:
        window.show()
        app.processEvents()
        print("The window is there.", flush=True)  # noqa: T201 - who tests a package takes the time by it
        workspace.open_study(study_path)
        _wait(app, lambda: workspace.player.frame is not None and workspace.results is not None, errors)
        workspace.player.frame_changed.connect(lambda frame: shown.append(frame.t_s))
        workspace.player.play()
        ends = time.monotonic() + seconds
        _wait(app, lambda: time.monotonic() > ends, errors)
        workspace.player.pause()
    finally:
        window.close()
        window.deleteLater()
        app.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    if not shown:
        raise UserError("Nothing was played", study_path.name, "See whether the film can be opened.")
    return len(shown), workspace.player.dropped


def _near(workspace: Workspace, at_s: float) -> bool:
    player = workspace.player
    due = min(at_s, player.duration_s)
    frame = player.frame
    return frame is not None and not frame.preview and abs(frame.t_s - due) <= 2 / max(player.fps, 1.0)


def _wait(app: QApplication, ready: object, errors: list[UserError]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not ready():  # type: ignore[operator]
        app.processEvents()
        if errors:
            raise errors[0]
        if time.monotonic() > deadline:
            raise UserError("The snapshot took too long", "", "Try a smaller selection.")
        time.sleep(0.005)
    app.processEvents()


def _save(window: MainWindow, out: Path) -> None:
    part = out.with_name(f".{out.name}.part")
    if not window.grab().save(str(part), "PNG"):
        raise UserError("The snapshot could not be written", out.name, "Choose another folder.")
    part.replace(out)


def _tell(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Qt's messages go to standard error, but for those that the screenless platform says of every window."""
    if not text.startswith("This plugin does not support "):
        sys.stderr.write(f"{text}\n")


def prepared_application(theme: str) -> QApplication:
    """The one application, dressed."""
    app = _application()
    apply_theme(app, theme)
    return app


def _application() -> QApplication:
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(_tell)
    sys.setswitchinterval(SWITCH_S)
    _draw_alone()
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication(sys.argv[:1])


def _draw_alone() -> None:
    """Qt and OpenCV would share each picture out among threads of their own, and wait for them, OpenCV by spinning.

    Where the other processors decode and count, that costs more than it saves. It holds for whatever this process has
    OpenCV do.
    """
    os.environ["QT_NO_GUI_THREADPOOL"] = "1"  # read when Qt first paints
    cv2.setNumThreads(1)
