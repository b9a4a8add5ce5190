"""Films of which few frames aren't shown later than the one before."""

import random
from fractions import Fraction

import numpy as np
import pytest
from test_footage import number_in, numbered_picture

from footpath.storage import frame_index
from footpath.storage.footage import FrameReader
from footpath.storage.frame_index import FrameIndex
from footpath.storage.rising import are_few, falling, mended, told_apart

FRAMES = 90


def test_what_falls_is_put_between_its_neighbours_and_the_others_stay():
    raw_s = np.array([0.5, 0.6, 0.6, 0.8, 0.75, 0.76, 1.4, 1.4])
    assert falling(raw_s).tolist() == [False, False, True, False, True, True, False, True]
    assert mended(raw_s, 10) == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0])
    assert told_apart(raw_s).tolist() == [0, 3]


def test_few_are_few_all_along():
    one_in_three = np.arange(300) % 3 == 2
    one_in_sixty = np.arange(300) % 60 == 59
    assert not are_few(one_in_three)
    assert are_few(one_in_sixty)
    assert not are_few(np.concatenate([one_in_three[:30], one_in_sixty]))  # nor do they become it again


def irregular(path, changed):
    """A film of numbered frames at irregular times in milliseconds, with some of them changed; hands those back."""
    av = pytest.importorskip("av")
    chance = random.Random(3)
    times_ms = np.cumsum([chance.choice((20, 40, 50, 130)) for _ in range(FRAMES)]) - 20
    times_ms -= times_ms[0]
    for frame, like in changed.items():
        times_ms[frame] = times_ms[like]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuvj420p"
        packets = []
        for n in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(numbered_picture(n), format="bgr24")
            frame.pts, frame.time_base = n, Fraction(1, 25)
            packets += stream.encode(frame)
        packets += stream.encode()
        for packet, t_ms in zip(packets, times_ms, strict=True):
            packet.time_base = Fraction(1, 1000)
            packet.pts = packet.dts = int(t_ms)
            container.mux(packet)
    return times_ms / 1000


@pytest.mark.parametrize("changed", [{41: 40}, {41: 40, 42: 40, 70: 69}])
def test_one_pair_of_equal_times_leaves_the_others_and_every_frame_is_found(tmp_path, monkeypatch, changed):
    monkeypatch.setattr(frame_index, "_remembered", {})
    times_s = irregular(tmp_path / "film.mkv", changed)
    reader = FrameReader(tmp_path / "film.mkv", "m", ring_bytes=1)
    try:
        reader.index.wait(lambda: False)
        assert reader.frame_count == FRAMES
        assert (reader.index.steady, reader.index.timed) == (False, True)
        others = [n for n in range(FRAMES) if n not in changed]
        assert reader.times_s[others] == pytest.approx(times_s[others], abs=1e-3)
        assert (np.diff(reader.times_s) > 0).all()
        order = list(range(FRAMES)) * 2
        random.Random(5).shuffle(order)
        for n in order:
            frame = reader.read(n)
            assert (number_in(frame.bgra), frame.t_s) == (n, reader.times_s[n])
    finally:
        reader.close()


def test_the_index_says_while_it_grows_what_it_says_from_disk(tmp_path):
    irregular(tmp_path / "film.mkv", {41: 40, 70: 69})
    growing = FrameIndex(tmp_path / "film.mkv")
    growing.build()
    frame_index.save_index(tmp_path / "film.mkv", growing)
    kept = FrameIndex(tmp_path / "film.mkv")
    assert kept._capture is None
    assert (kept.steady, kept.timed) == (growing.steady, growing.timed) == (False, True)
    assert (kept.times_s == growing.times_s).all()
