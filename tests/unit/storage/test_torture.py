"""Frame n is frame n of a full decode by an independent decoder, on films that are hard to seek in."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from footpath.storage.footage import FrameReader

sys.path.insert(0, str(Path(__file__).parent))
import torture

NAMES = (
    "b-frames, one key frame", "open GOP", "open GOP, transport stream", "edit list that leaves out the first frames",
    "starts late", "variable rate", "variable rate, Matroska", "no index", "claims too many frames",
    "claims too few frames", "turned by a quarter", "upside down", "anamorphic", "ten bits", "HEVC", "VP9",
)  # fmt: skip


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    made = torture.films(tmp_path_factory.mktemp("torture"))
    assert set(made) == set(NAMES)
    return made


def decoded(path):
    """Numbers and times in seconds (from the first) of all frames, decoded from the start."""
    numbers, times = [], []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            numbers.append(torture.number_in(frame.to_ndarray(format="bgr24")))
            times.append(frame.time)
    return numbers, np.array(times, dtype=float) - float(times[0] or 0.0)


def upright(bgra, name):
    turns = {"turned by a quarter": 1, "upside down": 2}.get(name, 0)
    return np.rot90(bgra, turns)  # the picture was turned clockwise to be shown


@pytest.mark.parametrize("name", NAMES)
def test_every_frame_is_that_of_a_full_decode(films, name):
    numbers, times_s = decoded(films[name])
    reader = FrameReader(films[name], "m", ring_bytes=1)
    try:
        assert reader.read(5).index == 5  # usable at once
        reader.index.wait(lambda: False)
        assert reader.frame_count == len(numbers)
        assert reader.times_s == pytest.approx(times_s, abs=1.1e-3)
        order = list(range(len(numbers)))
        random.Random(11).shuffle(order)
        for n in [*order[:40], *range(len(numbers) - 1, len(numbers) - 25, -1), *range(10)]:
            assert torture.number_in(upright(reader.read(n).bgra, name)) == numbers[n], n
    finally:
        reader.close()


def test_turned_and_anamorphic_pictures_have_their_displayed_shape(films):
    for name, shape in (("turned by a quarter", (160, 120)), ("upside down", (120, 160)), ("anamorphic", (120, 233))):
        reader = FrameReader(films[name], "m")
        try:
            assert reader.read(0).bgra.shape[:2] == shape
        finally:
            reader.close()
