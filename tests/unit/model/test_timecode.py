"""Timecode against a slow enumeration: one label after the other, as the standard's rule says it in words."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footpath.model.timecode import FrameRate, rate_of, rate_of_frames

NTSC_30, NTSC_60 = FrameRate(30000, 1001), FrameRate(60000, 1001)
RATES = (
    FrameRate(24), FrameRate(25), NTSC_30, FrameRate(30), NTSC_60, FrameRate(24000, 1001), FrameRate(50), FrameRate(60),
)  # fmt: skip


def labels_in_words(timebase: int, left_out: int, minutes: int):
    """Every label in order; at the start of a minute not divisible by ten the first `left_out` don't exist."""
    for minute in range(minutes):
        for second in range(60):
            for frame in range(timebase):
                if left_out and second == 0 and frame < left_out and minute % 10 != 0:
                    continue
                mark = ";" if left_out else ":"
                yield f"{minute // 60:02d}:{minute % 60:02d}:{second:02d}{mark}{frame:02d}"


@pytest.mark.parametrize(("rate", "left_out"), [(NTSC_30, 2), (NTSC_60, 4), (FrameRate(25), 0), (RATES[5], 0)])
def test_every_label_of_two_hours_is_the_enumerated_one(rate: FrameRate, left_out: int):
    wanted = list(labels_in_words(rate.timebase, left_out, 122))
    assert [rate.timecode(frame) for frame in range(len(wanted))] == wanted
    assert [rate.frame_of(label) for label in wanted[::97]] == list(range(len(wanted)))[::97]


def test_drop_frame_stays_with_the_clock():
    assert NTSC_30.timecode(1799) == "00:00:59;29"
    assert NTSC_30.timecode(1800) == "00:01:00;02"
    assert NTSC_30.timecode(17982) == "00:10:00;00"
    assert NTSC_30.timecode(107892) == "01:00:00;00"
    assert NTSC_60.timecode(3600) == "00:01:00;04"
    assert abs(float(NTSC_30.seconds(107892)) - 3600) < 0.004


@pytest.mark.parametrize("label", ["00:01:00;00", "00:01:00;01", "00:59:00;01", "00:00:60;00", "1:00", "00:00:00;30"])
def test_a_label_that_does_not_exist_is_refused(label: str):
    with pytest.raises(ValueError, match="no timecode"):
        NTSC_30.frame_of(label)


def test_separators_and_the_day_s_end():
    assert NTSC_30.timecode(1800, ";") == "00;01;00;02"
    assert FrameRate(25).timecode(24 * 3600 * 25) == "00:00:00:00"


@given(st.sampled_from(RATES), st.integers(0, 2_000_000))
def test_the_float_time_of_a_frame_finds_that_frame(rate: FrameRate, frame: int):
    assert rate.frame_at(float(rate.seconds(frame))) == frame
    assert rate.frame_at(float(rate.seconds(frame) + Fraction(rate.den, 2 * rate.num))) == frame
    assert rate.frame_of(rate.timecode(frame % (86400 * 24))) == frame % (86400 * 24)


@given(st.sampled_from(RATES), st.integers(0, 100_000), st.integers(1, 5000))
def test_a_span_of_whole_frames_is_those_frames(rate: FrameRate, first: int, count: int):
    start, end = rate.seconds(first), rate.seconds(first + count)
    assert rate.span(float(start), float(end)) == (first, count)
    inside = Fraction(rate.den, 10 * rate.num)
    assert rate.span(float(start + inside), float(end - inside)) == (first, count)


def test_an_empty_span_is_one_frame():
    assert FrameRate(25).span(2.0, 2.0) == (50, 1)


@pytest.mark.parametrize(
    ("fps", "rate"),
    [(29.97, NTSC_30), (59.94, NTSC_60), (23.976, FrameRate(24000, 1001)), (25.0, FrameRate(25)), (30.0, FrameRate(30)),
     (10.0, FrameRate(10)), (12.5, None), (0.0, None)],
)  # fmt: skip
def test_a_decimal_rate_means_the_rate_it_rounds(fps: float, rate: FrameRate | None):
    assert rate_of(fps) == rate


@pytest.mark.parametrize("rate", RATES)
def test_a_film_s_rate_is_found_from_its_times_even_in_milliseconds(rate: FrameRate):
    exact = np.arange(900) * rate.den / rate.num
    assert rate_of_frames(exact, 25.0) == rate
    assert rate_of_frames(np.round(exact, 3), rate.fps) == rate


def test_a_rate_that_varies_is_none():
    times = np.concatenate([np.arange(50) / 25, 2 + np.arange(50) / 20])
    assert rate_of_frames(times, 25.0) is None
    assert rate_of_frames(np.delete(np.arange(100) / 25, 40), 25.0) is None
