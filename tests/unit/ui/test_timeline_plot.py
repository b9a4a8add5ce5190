"""The timeline's axis tells its marks apart, from the whole film down to a frame."""

from __future__ import annotations

import pytest

from footpath.ui.timeline_plot import empty_plot


def seconds(text: str) -> float:
    sign, text = (-1, text[1:]) if text.startswith("−") else (1, text)
    minutes, rest = text.split(":")
    assert float(rest) < 60
    return sign * (60 * int(minutes) + float(rest))


@pytest.mark.parametrize("width_s", [0.01, 0.066, 0.16, 0.5, 1.3, 4.0, 20.0, 90.0, 3600.0])
@pytest.mark.parametrize("low_s", [-0.3, 25.02, 59.93, 754.9])
def test_every_mark_of_the_axis_says_its_own_time(qtbot, low_s, width_s):
    plot = empty_plot()
    qtbot.addWidget(plot)
    axis, told = plot.getAxis("bottom"), {}
    for spacing, values in axis.tickValues(low_s, low_s + width_s, 900):
        for value, text in zip(values, axis.tickStrings(values, 1.0, spacing), strict=True):
            assert seconds(text) == pytest.approx(value, abs=1e-6)
            told.setdefault(text, []).append(value)
    assert told
    assert not [values for values in told.values() if len(values) > 1]


def test_marks_of_whole_seconds_have_no_point(qtbot):
    plot = empty_plot()
    qtbot.addWidget(plot)
    strings = plot.getAxis("bottom").tickStrings
    assert strings([0.0, 59.9999999, 70.0], 1.0, 10.0) == ["0:00", "1:00", "1:10"]
    assert strings([25.1, 25.15], 1.0, 0.05) == ["0:25.10", "0:25.15"]
