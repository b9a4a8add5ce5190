"""Dress: text on a machine without fonts, and one set of surfaces for what paints itself."""

import os
import subprocess
import sys

from PySide6.QtGui import QPalette

from footpath.ui.theme import DARK, LIGHT, apply_theme, surfaces_of

NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{}</cachedir></fontconfig>
"""
ASK = """
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from footpath.ui.theme import apply_theme
app = QApplication([])
apply_theme(app, "dark")
print(QFontMetrics(app.font()).inFont("A"))
"""


def test_a_machine_without_fonts_renders_text(tmp_path):
    (tmp_path / "fonts.conf").write_text(NO_FONTS.format(tmp_path / "cache"))
    there = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run([sys.executable, "-c", ASK], env=there, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "True"


def test_what_paints_itself_finds_the_theme_in_its_palette(qapp):
    apply_theme(qapp, "light")
    assert surfaces_of(QPalette(qapp.palette())) is LIGHT
    apply_theme(qapp, "dark")
    assert surfaces_of(QPalette(qapp.palette())) is DARK
