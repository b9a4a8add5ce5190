import numpy as np
import pytest

from footpath.storage import proxy
from footpath.storage.proxy import ProxyStrip


def grey(level):
    return np.full((300, 600, 3), level, np.uint8)


def filled(count):
    strip = ProxyStrip()
    for n in range(count):
        if strip.wants(n):
            strip.add(n, grey(n % 200))
    return strip


def test_the_picture_near_a_frame_says_which_frame_it_is():
    times_s = np.arange(100) / 25
    shown = filled(100).near(50, times_s, "m")
    assert (shown.index, shown.t_s, shown.media_id, shown.preview) == (48, 48 / 25, "m", True)
    assert shown.bgra.shape == (240, 480, 4)
    assert abs(int(shown.bgra[100, 100, 0]) - 48) <= 2


def test_it_never_shows_a_frame_whose_time_is_not_known():
    assert filled(100).near(50, np.arange(10) / 25, "m") is None
    assert ProxyStrip().near(0, np.arange(10) / 25, "m") is None


def test_too_many_pictures_are_thinned_evenly(monkeypatch):
    monkeypatch.setattr(proxy, "MOST_PICTURES", 10)
    strip = filled(200)
    assert len(strip.frames) <= 10
    assert set(np.diff(strip.frames)) == {strip.step}
    assert strip.frames[-1] > 200 - 2 * strip.step


def test_its_bytes_stay_within_the_bound(monkeypatch):
    monkeypatch.setattr(proxy, "MOST_BYTES", 20_000)
    strip = filled(400)
    assert 0 < strip.used_bytes <= 20_000


def test_packing_and_unpacking_changes_nothing():
    strip = filled(60)
    again = ProxyStrip.unpacked(*strip.packed())
    times_s = np.arange(60) / 25
    assert (again.frames, again.step, again.used_bytes) == (strip.frames, strip.step, strip.used_bytes)
    assert (again.near(31, times_s, "m").bgra == strip.near(31, times_s, "m").bgra).all()


def test_parts_that_do_not_fit_are_refused():
    frames, sizes, jpegs = filled(60).packed()
    for parts in ((frames[:-1], sizes, jpegs), (frames, sizes, jpegs[:-1]), (frames[::-1], sizes, jpegs)):
        with pytest.raises(ValueError, match="don't fit"):
            ProxyStrip.unpacked(*parts)
