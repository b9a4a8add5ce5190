import numpy as np
import pytest

from footpath.storage.frame_ring import FittedFrames, Frame, FrameRing

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


def noise(seed, height=40, width=60):
    return Frame(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8), seed, 0.0, "m")


def test_half_the_size_is_the_mean_of_every_four_pixels():
    one = noise(1)
    slow = one.bgr.astype(float).reshape(20, 2, 30, 2, 3).mean(axis=(1, 3))
    shown = one.fitted(30, 20)
    assert np.abs(shown[:, :, :3] - slow).max() <= 1
    assert (shown[:, :, 3] == 255).all()


@pytest.mark.parametrize("size", [(60, 40), (61, 40), (600, 400), (0, 0), (30, 80)])
def test_a_frame_that_isnt_shown_smaller_keeps_its_pixels(size):
    one = noise(2)
    assert (one.fitted(*size)[:, :, :3] == one.bgr).all()


def test_what_was_made_ready_is_what_would_have_been_made():
    one, other = noise(3), noise(3)
    ready = FittedFrames(2)
    ready.add(one)
    assert one.fitted(30, 20) is not one.fitted(30, 20)
    ready.size_px = (30, 20)
    ready.add(one)
    assert one.fitted(30, 20) is one.fitted(30, 20)
    assert (one.fitted(30, 20) == other.fitted(30, 20)).all()
    assert one.fitted(15, 10).shape == (10, 15, 4)


def test_no_more_than_asked_for_are_kept_ready():
    frames, ready = [noise(k) for k in range(4)], FittedFrames(2)
    ready.size_px = (30, 20)
    for one in frames:
        ready.add(one)
        ready.add(one)
    assert [one.fitted(30, 20) is one.fitted(30, 20) for one in frames] == [False, False, True, True]
    ready.clear()
    assert frames[3].fitted(30, 20) is not frames[3].fitted(30, 20)
