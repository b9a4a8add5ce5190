import numpy as np
import pytest

from footpath.storage.frame_ring import Frame, FrameRing

BYTES = 2 * 3 * 3


def frame(index):
    return Frame(np.full((2, 3, 3), index, np.uint8), index, index / 25, "m")


def filled(room, indexes, keep=range(0)):
    ring = FrameRing(room * BYTES)
    ring.keep = keep
    for index in indexes:
        ring.put(frame(index))
    return ring


def held(ring):
    return [index for index in range(100) if index in ring]


def test_what_was_used_longest_ago_goes_first():
    ring = filled(3, [1, 2, 3])
    assert ring.get(1).index == 1
    ring.put(frame(4))
    assert held(ring) == [1, 3, 4]
    assert ring.get(2) is None


def test_frames_about_to_be_wanted_outlive_those_used_since():
    ring = filled(5, [20, 50, 21, 22, 23], keep=range(15, 23))
    for index in (19, 18, 17):
        ring.get(23)
        ring.put(frame(index))
    assert held(ring) == [17, 18, 19, 21, 22] or held(ring) == [17, 18, 19, 20, 21]
    assert 50 not in ring
    assert 23 not in ring


def test_a_frame_put_again_counts_once():
    ring = filled(2, [1, 1, 2])
    assert ring.used_bytes == 2 * BYTES
    assert held(ring) == [1, 2]


def test_one_frame_larger_than_the_room_is_held_all_the_same():
    ring = FrameRing(1)
    ring.put(frame(7))
    assert held(ring) == [7]
    ring.clear()
    assert held(ring) == []
    assert ring.used_bytes == 0


def test_a_frames_picture_with_alpha_is_a_copy():
    one = frame(9)
    bgra = one.bgra
    assert bgra.shape == (2, 3, 4)
    assert (bgra[:, :, 3] == 255).all()
    bgra[:] = 0
    assert (one.bgr == 9).all()


@pytest.mark.parametrize("room", [3, 8])
def test_stepping_back_a_batch_is_not_pushed_out_by_itself(room):
    ring = filled(room, range(10, 10 + room))
    ring.keep = range(10 - room + 2, 12)
    for index in range(10 - room + 2, 10):
        ring.put(frame(index))
    assert held(ring) == list(range(10 - room + 2, 12))
