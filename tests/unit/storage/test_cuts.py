"""Cuts are found where the picture changes at once, not where it moves or fades."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from footpath.storage.cuts import cuts_in, cuts_of, find_cuts

TRAILER = Path(__file__).parents[4] / "shared" / "footage" / "vtest.avi"


def test_a_jump_in_a_still_is_a_cut_a_lasting_change_is_none():
    times = np.arange(60) / 10
    changes = np.full(60, 1.0)
    changes[20], changes[21] = 40.0, 30.0
    assert cuts_in(times, changes) == (2.0,)
    assert cuts_in(times, np.full(60, 30.0)) == ()
    assert cuts_in(times, np.r_[np.full(59, 0.1), 9.9]) == ()
    assert cuts_in(times[:0], changes[:0]) == ()


def three_shots(path):
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (160, 90))
    for k in range(60):
        picture = np.full((90, 160, 3), (40, 200, 90)[k // 20], np.uint8)
        picture[:, (k * 2) % 140 :][:, :20] += 30
        film.write(picture)
    film.release()
    return path


def test_a_film_of_three_shots_has_two_cuts(tmp_path):
    assert find_cuts(three_shots(tmp_path / "shots.avi")) == pytest.approx((2.0, 4.0), abs=0.01)


def test_a_film_is_looked_through_once_by_the_same_rule(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = three_shots(tmp_path / "shots.avi")
    cuts_of(path, lambda: True)  # nobody wanted it: nothing is kept
    found = cuts_of(path)
    assert found == pytest.approx((2.0, 4.0), abs=0.01)
    monkeypatch.setattr("footpath.storage.cuts.find_cuts", lambda *_: pytest.fail("looked through again"))
    assert cuts_of(path) == found
    monkeypatch.setattr("footpath.storage.cuts.find_cuts", lambda *_: (1.0,))
    monkeypatch.setattr("footpath.storage.cuts.RULE", "another")
    assert cuts_of(path) == (1.0,)
    for k, damaged in enumerate(["{", "[]", '{"cuts_s": []}', '{"cuts_s": ["x"], "rule": "another"}']):
        for kept in tmp_path.rglob("*.cuts"):
            kept.write_text(damaged)
        monkeypatch.setattr("footpath.storage.cuts.find_cuts", lambda *_, k=k: (float(k),))
        assert cuts_of(path) == (float(k),)


@pytest.mark.skipif(not TRAILER.exists(), reason="the shared footage isn't here")
def test_a_fixed_camera_has_no_cut():
    assert find_cuts(TRAILER) == ()


@pytest.mark.skipif(not TRAILER.exists(), reason="the shared footage isn't here")
def test_what_nobody_wants_any_more_is_left():
    assert find_cuts(TRAILER, lambda: True) == ()
