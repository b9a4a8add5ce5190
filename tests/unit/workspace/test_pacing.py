"""Which frame is shown next, and when: small sums known by hand."""

import numpy as np
import pytest

from footpath.workspace.pacing import LONGEST_WAIT_MS, border_after, stride_at, wait_ms


@pytest.mark.parametrize(
    ("rate", "fps", "stride"),
    [(1, 60, 1), (0.1, 25, 1), (-1, 25, -1), (2, 60, 2), (8, 60, 8), (-8, 30, -4), (2, 25, 1), (8, 25, 3)],
)
def test_frames_are_skipped_only_where_a_screen_cant_show_them(rate, fps, stride):
    assert stride_at(rate, fps) == stride


def test_a_frame_ends_where_the_next_begins_and_the_last_with_the_film():
    times_s = np.array([0.0, 0.04, 0.10, 0.14])
    assert border_after(times_s, 1, 1, 0.2) == 0.10
    assert border_after(times_s, 0, 3, 0.2) == 0.14
    assert border_after(times_s, 3, 1, 0.2) == 0.2
    assert border_after(times_s, 2, -1, 0.2) == 0.10


def test_a_wait_is_never_nothing_nor_too_long():
    assert [wait_ms(s) for s in (-1.0, 0.0, 0.0101, 10.0)] == [1, 1, 11, LONGEST_WAIT_MS]
