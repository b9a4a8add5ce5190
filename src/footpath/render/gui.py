"""Painting without a window: what Qt needs before it can draw text."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

_kept: list[QGuiApplication] = []


def ensure_gui(fonts: Sequence[Path]) -> None:
    """A Qt application, made without a screen if there is none yet; `fonts` (families[0]'s files) on a bare machine."""
    if QGuiApplication.instance() is not None:
        return
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform == "linux" and not screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _kept.append(QGuiApplication(sys.argv[:1]))
    if not QFontDatabase.families():
        numbers = [QFontDatabase.addApplicationFont(str(font)) for font in fonts]
        families = [family for number in numbers for family in QFontDatabase.applicationFontFamilies(number)]
        if families:
            _kept[0].setFont(QFont(families[0]))
