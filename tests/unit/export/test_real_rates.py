"""The rate of real films, against the times that an independent decoder reads."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from footpath.model.timecode import FrameRate, rate_of_frames
from footpath.storage.frame_index import FrameIndex

FOOTAGE = Path(__file__).resolve().parents[4] / "shared" / "footage"


def times_by_pyav(path: Path) -> list[Fraction]:
    av = pytest.importorskip("av")
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return sorted(frame.pts * stream.time_base for frame in container.decode(stream))


@pytest.mark.parametrize(
    ("name", "rate"),
    [("test_video.mp4", FrameRate(60000, 1001)), ("trailer_bbb.mp4", FrameRate(24)), ("smpte-2997.mp4", FrameRate(25)),
     ("vtest.avi", FrameRate(10)), ("echo-hereweare.webm", None), ("tree.avi", None)],
)  # fmt: skip
def test_a_real_film_has_the_rate_that_its_frames_keep(name: str, rate: FrameRate | None):
    path = FOOTAGE / name
    if not path.exists():
        pytest.skip(f"real footage {name} isn't at {FOOTAGE}")
    index = FrameIndex(path)
    index.build()
    assert rate_of_frames(index.times_s, index.fps) == rate
    times = times_by_pyav(path)
    if rate is not None:
        assert all(rate.frame_at(float(t - times[0])) == k for k, t in enumerate(times))
    else:
        steps = {round(float(b - a), 3) for a, b in pairwise(times)}
        assert max(steps) > 1.5 * min(steps)
