"""What is written in the themes' colours can be read: 4.5:1 at least (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from footpath.ui.theme import DARK, LIGHT


def luminance(colour: str) -> float:
    parts = QColor(colour).getRgbF()[:3]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("look", [DARK, LIGHT])
@pytest.mark.parametrize("ground", ["window", "panel"])
@pytest.mark.parametrize("ink", ["text", "second", "survival", "exits", "other"])
def test_words_can_be_read(look, ground, ink):
    low, high = sorted(luminance(getattr(look, name)) for name in (ground, ink))
    assert (high + 0.05) / (low + 0.05) >= 4.5
