"""A text that is always shown whole, and lays out what is around it only when it has to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from footpath.ui.steady_text import SteadyText

LONG = "words " * 60


class Layouts(QObject):
    def __init__(self):
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched, event):  # noqa: N802
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def shown(qtbot):
    around = QWidget()
    box, text = QVBoxLayout(around), SteadyText("one line", "a<br>b")
    box.addWidget(text)
    box.addStretch(1)
    qtbot.addWidget(around)
    around.resize(300, 400)
    around.show()
    qtbot.wait(20)
    return around, text


def fits(text):
    """As a label of Qt's would need it."""
    label = QLabel(text.text(), wordWrap=True, textFormat=Qt.TextFormat.RichText)
    label.setFont(text.font())
    return text.height() >= label.heightForWidth(text.width())


def test_around_it_nothing_is_laid_out_until_its_lines_get_more(shown, qtbot):
    around, text = shown
    layouts, least = Layouts(), text.height()
    around.installEventFilter(layouts)
    text.setText("another line, of other words")
    qtbot.wait(20)
    assert (layouts.count, text.height()) == (0, least)
    text.setText(LONG)
    qtbot.wait(20)
    assert layouts.count > 0
    assert text.height() > least
    assert fits(text)


def test_a_line_that_comes_and_goes_moves_nothing(shown, qtbot):
    around, text = shown
    three, two = "a<br>b<br>c", "a<br>b"
    text.setText(three)
    qtbot.wait(20)
    layouts, height = Layouts(), text.height()
    around.installEventFilter(layouts)
    for words in (two, three, two):
        text.setText(words)
        qtbot.wait(20)
    assert (layouts.count, text.height()) == (0, height)
    text.setText("<br>".join("abcde"))
    text.setText(two)
    assert text.height() < height


def test_what_grew_while_it_could_not_be_seen_is_whole_once_it_can(shown, qtbot):
    around, text = shown
    around.hide()
    text.setText(LONG)
    qtbot.wait(20)
    around.show()
    qtbot.wait(20)
    assert fits(text)


def test_a_larger_font_has_two_larger_lines(shown, qtbot):
    _, text = shown
    least, font = text.height(), text.font()
    font.setPointSizeF(3 * font.pointSizeF())
    text.setFont(font)
    qtbot.wait(20)
    assert text.height() > 2 * least
    assert fits(text)


def test_what_it_says_is_drawn_and_read_out(shown):
    _, text = shown
    text.setText("<b>████</b>")
    picture = text.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(40) for y in range(picture.height())}
    assert text.palette().windowText().color().name() in colours
    assert text.accessibleName() == "████"
