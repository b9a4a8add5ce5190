"""What a viewer's strip says, and that its shapes differ without their colours."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from footpath.study.trace_strip import Stretch, TraceChoice, TraceClick, TraceStrip
from footpath.ui.theme import DARK
from footpath.ui.trace_legend import ENTRIES, SWATCH_PX, TraceLegend
from footpath.ui.trace_words import told_at

STRIP = TraceStrip(
    "s", "v", "", "exit", 9.0,
    (Stretch("m", 0.0, 2.0, 1), Stretch("m", 2.0, 4.0, 2), Stretch("m", 4.0, 8.0, 0), Stretch("other", 0.0, 9.0, 3)),
    (TraceClick("m", 3.0, 0.5, 0.5, "near_miss", "Play"), TraceClick("m", 7.0, 0.5, 0.5, "false"),
     TraceClick("other", 3.0, 0.5, 0.5, "hit")),
    (TraceChoice("m", 7.2, "On", True), TraceChoice("m", 1.0, "Off", False)), (),
)  # fmt: skip


@pytest.mark.parametrize(
    ("t_s", "told"),
    [
        (0.5, ["0:00–0:02 watched"]),
        (1.2, ["0:00–0:02 watched", "0:01 chosen: Off"]),
        (2.9, ["0:02–0:04 watched again (2 times in all)", "0:03 near miss: Play"]),
        (7.1, ["0:04–0:08 skipped", "0:07 false click", "0:07.2 by default: On"]),
        (8.5, ["0:08.5 not watched"]),
    ],
)
def test_a_place_tells_its_stretch_and_what_is_near(t_s, told):
    assert told_at(STRIP, "m", t_s, 0.25) == told


def shape_of(paint) -> set[tuple[int, int]]:
    """The pixels of the colour there is most of."""
    image = QImage(SWATCH_PX, SWATCH_PX, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, QRectF(0, 0, SWATCH_PX, SWATCH_PX), DARK)
    painter.end()
    pixels = {(x, y): image.pixelColor(x, y) for x in range(SWATCH_PX) for y in range(SWATCH_PX)}
    inked = {at: colour.rgb() for at, colour in pixels.items() if colour.alpha()}
    most = Counter(inked.values()).most_common(1)[0][0]
    return {at for at, colour in inked.items() if colour == most}


@pytest.mark.usefixtures("qapp")
def test_every_kind_has_a_shape_of_its_own():
    shapes = {word: shape_of(paint) for word, paint in ENTRIES}
    alike = [(a, b) for a, b in combinations(shapes, 2) if len(shapes[a] ^ shapes[b]) < 8]
    assert not alike


@pytest.mark.parametrize("width", [120, 300, 1200])
def test_the_legend_keeps_to_its_width_in_rows(qtbot, width):
    legend = TraceLegend()
    qtbot.addWidget(legend)
    legend.resize(width, 10)
    legend.show()
    places = legend.places()
    assert not [(a, b) for a, b in combinations(places, 2) if a.intersects(b)]
    assert max(p.right() for p in places) <= max(width, max(p.width() for p in places) + 8)
    assert max(p.bottom() for p in places) == legend.height()
