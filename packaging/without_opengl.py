# ruff: noqa: INP001
"""Run before the program in a bundle: pyqtgraph imports Qt's OpenGL modules (11 MB), and nothing here uses them."""

from __future__ import annotations

import sys
from types import ModuleType

from PySide6 import QtWidgets


class QOpenGLWidget(QtWidgets.QWidget):
    """What pyqtgraph derives from and asks for; never made."""


widgets = ModuleType("PySide6.QtOpenGLWidgets")
widgets.QOpenGLWidget = QOpenGLWidget
sys.modules["PySide6.QtOpenGLWidgets"] = widgets
sys.modules["PySide6.QtOpenGL"] = ModuleType("PySide6.QtOpenGL")
