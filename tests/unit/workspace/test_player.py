import itertools
import os
import sys
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from footpath.model.story import Media
from footpath.workspace.player import Player

FRAMES, FPS = 60, 25


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "numbered.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (320, 240))
    for n in range(FRAMES):
        writer.write(np.full((240, 320, 3), 16 * (n % 16), np.uint8))
    writer.release()
    return path


@pytest.fixture
def player(qtbot):
    player = Player()
    player.seen = []
    player.previews = []
    player.frame_changed.connect(lambda frame: (player.previews if frame.preview else player.seen).append(frame))
    yield player
    player.close()


@pytest.fixture
def opened(player, film, qtbot):
    player.open(Media("m"), film)
    qtbot.waitUntil(lambda: player.frame is not None and player.frame_count == FRAMES)
    return player


def shown(player):
    return -1 if player.frame.preview else player.frame.index


def test_after_opening_the_first_frame_is_shown(opened, qtbot):
    assert [f.index for f in opened.seen] == [0]
    assert opened.seen[0].media_id == "m"
    qtbot.waitUntil(lambda: opened._reader.complete)
    assert opened.duration_s == pytest.approx(FRAMES / FPS)
    assert opened.last_s == pytest.approx((FRAMES - 1) / FPS)


def test_playing_waits_for_the_next_frame_and_begins_at_the_one_on_show(opened, qtbot):
    opened.seek_frame(30)
    qtbot.waitUntil(lambda: shown(opened) == 30)
    opened._reader._ring.clear()
    told = []
    opened.state_changed.connect(lambda: told.append(opened.running))
    opened.play()
    assert opened.playing
    assert not opened.running
    qtbot.waitUntil(lambda: opened.running)
    assert opened._anchor_s == pytest.approx(30 / FPS)
    assert told[-1]  # whoever makes sound hears of it
    qtbot.waitUntil(lambda: shown(opened) > 31)
    assert [frame.index for frame in opened.seen][:2] == [0, 30]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere niceness is of the whole process")
def test_decoding_lets_the_interface_go_first(opened):
    mine = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    threads = {os.getpriority(os.PRIO_PROCESS, int(task.name)) for task in Path("/proc/self/task").iterdir()}
    assert min(19, mine + 10) in threads
    assert opened.thread().isCurrentThread()


def test_no_preview_flashes_by_between_steps(opened, qtbot):
    opened.seek_frame(39)
    qtbot.waitUntil(lambda: shown(opened) == 39)
    opened.previews.clear()
    for index in (40, 41, 40, 39, 38):
        opened.step(index - opened.frame.index)
        qtbot.waitUntil(lambda index=index: shown(opened) == index)
    assert opened.previews == []


def test_playing_shows_frames_in_order_and_stops_at_the_end(opened, qtbot):
    opened.play()
    qtbot.waitUntil(lambda: not opened.playing and shown(opened) == FRAMES - 1, timeout=8000)
    indices = [f.index for f in opened.seen]
    assert indices == sorted(indices)
    assert indices[-1] == FRAMES - 1
    assert len(set(indices)) + opened.dropped == FRAMES


def test_playing_backwards_ends_at_the_first_frame(opened, qtbot):
    opened.seek_frame(30)
    qtbot.waitUntil(lambda: shown(opened) == 30)
    opened.set_rate(-1)
    opened.play()
    qtbot.waitUntil(lambda: not opened.playing and shown(opened) == 0, timeout=8000)
    after = [f.index for f in opened.seen[1:]]
    assert after == sorted(after, reverse=True)
    assert after[-1] == 0
    assert len(after) > 10


def test_a_step_pauses_and_shows_the_neighbour(opened, qtbot):
    opened.seek(1.0)
    qtbot.waitUntil(lambda: shown(opened) == 25)
    opened.play()
    opened.pause()
    start = shown(opened)
    for step in (1, -1, -1, -1):
        before = shown(opened)
        opened.step(step)
        qtbot.waitUntil(lambda before=before, step=step: shown(opened) == before + step)
        assert not opened.playing
        assert abs(int(opened.frame.bgra[120, 160, 0]) - 16 * (shown(opened) % 16)) <= 7  # the codec rounds
    assert shown(opened) == start - 2


def test_of_many_seeks_the_newest_wins(opened, qtbot):
    for n in (50, 3, 41, 7, 33):
        opened.seek(n / FPS + 0.01)
    qtbot.waitUntil(lambda: shown(opened) == 33)
    qtbot.wait(100)
    assert shown(opened) == 33


def test_while_a_frame_that_was_sought_rests_its_neighbours_come_also_where_it_was_at_hand(opened, qtbot):
    reader = opened._reader
    opened.seek_frame(30)
    qtbot.waitUntil(lambda: shown(opened) == 30 and reader.at_hand(29) and reader.at_hand(31))
    for index in range(20, 30):
        with reader._ring._lock:
            frame = reader._ring._frames.pop(index)
            reader._ring._used_bytes -= frame.bgr.nbytes
    opened.seek_frame(31)
    qtbot.waitUntil(lambda: reader.at_hand(29) and reader.at_hand(30) and reader.at_hand(32))
    assert shown(opened) == 31


def test_a_seek_right_after_opening_is_kept(player, film, qtbot):
    player.open(Media("m"), film)
    player.seek(1.01)
    qtbot.waitUntil(lambda: player.frame is not None and shown(player) == 25)


@pytest.mark.parametrize(("in_s", "out_s"), [(0.4, 0.8), (0.8, 0.4)])
def test_looping_stays_between_in_and_out_whichever_was_set_first(opened, qtbot, in_s, out_s):
    opened.in_s, opened.out_s, opened.loop = in_s, out_s, True
    opened.seek(0.4)
    qtbot.waitUntil(lambda: shown(opened) == 10)
    opened.play()
    qtbot.wait(1200)
    assert opened.playing
    assert all(10 <= f.index < 20 for f in opened.seen[1:])
    indices = [f.index for f in opened.seen[1:]]
    assert any(b < a for a, b in itertools.pairwise(indices))


def test_at_four_times_the_rate_skipping_is_no_drop(opened, qtbot):
    opened.set_rate(4)
    opened.play()
    qtbot.waitUntil(lambda: not opened.playing, timeout=3000)
    qtbot.waitUntil(lambda: shown(opened) == FRAMES - 1, timeout=3000)
    assert opened.dropped == 0


def test_missing_footage_is_a_grey_picture_with_a_clock(player, qtbot):
    player.open(Media("g", width=320, height=180, duration_s=0.4), None)
    qtbot.waitUntil(lambda: player.frame is not None)
    assert player.frame.bgra.shape == (180, 320, 4)
    assert player.duration_s == 0.4
    player.play()
    qtbot.waitUntil(lambda: not player.playing, timeout=3000)
    assert shown(player) == 9


@pytest.mark.parametrize("content", [None, b"no film at all"])
def test_what_cannot_be_opened_is_told_once_and_a_grey_picture_plays_in_its_place(opened, qtbot, tmp_path, content):
    path, told = tmp_path / "film.mp4", []
    if content is not None:
        path.write_bytes(content)
    opened.failed.connect(told.append)
    opened.open(Media("g", width=320, height=180, duration_s=0.4), path)
    qtbot.waitUntil(lambda: opened.frame is not None)
    assert (opened.frame.media_id, opened.frame.bgr.shape, opened.duration_s) == ("g", (180, 320, 3), 0.4)
    assert opened.path is None
    opened.play()
    qtbot.waitUntil(lambda: not opened.playing, timeout=3000)
    assert shown(opened) == 9
    assert len(told) == 1


def test_closing_twice_while_playing_is_harmless(opened):
    opened.play()
    opened.close()
    opened.close()
    assert not opened.playing


def test_a_far_frame_is_announced_by_a_preview_that_says_what_it_is(opened, qtbot):
    opened._reader._ring.clear()
    opened.seek_frame(42)
    preview = opened.frame
    assert preview.preview
    assert preview.index == 40
    assert opened.position_s == pytest.approx(42 / FPS)
    assert abs(int(preview.bgra[60, 80, 0]) - 16 * (40 % 16)) <= 10
    qtbot.waitUntil(lambda: shown(opened) == 42)
    assert not opened.frame.preview


def test_a_preview_never_takes_the_place_of_a_nearer_frame(opened, qtbot):
    opened.seek_frame(30)
    qtbot.waitUntil(lambda: shown(opened) == 30)
    opened._reader._ring.clear()
    opened.previews.clear()
    opened.step(1)
    qtbot.waitUntil(lambda: shown(opened) == 31)
    assert opened.previews == []


def test_frames_held_stay_within_the_bound(opened, qtbot):
    for n in (0, 20, 40, 59):
        opened.seek_frame(n)
        qtbot.waitUntil(lambda n=n: shown(opened) == n)
    assert 0 < opened._reader.used_bytes <= 600_000_000


def test_another_film_has_marks_of_its_own(opened, film, qtbot):
    opened.in_s, opened.out_s = 0.2, 0.4
    opened.open(Media("n"), film)
    assert (opened.in_s, opened.out_s) == (None, None)


def test_pausing_on_a_preview_brings_the_exact_frame(opened, qtbot):
    opened.set_rate(8)
    opened.play()
    opened._hold()  # as if the clock had stopped just when a preview was on show
    opened._asked = None
    opened._show(opened._reader.preview(23))
    opened._reader._ring.clear()
    opened.pause()
    qtbot.waitUntil(lambda: shown(opened) == 20)
    assert not opened.playing


def test_turning_round_after_fast_forward_goes_on_from_the_frame_on_show(opened, qtbot):
    opened.set_rate(8)
    opened.play()
    qtbot.waitUntil(lambda: opened.running and opened.frame.index > 30)
    reader = opened._reader
    reader._ring.clear()
    opened._asked, stale = opened._number, reader.preview(0)
    opened.set_rate(-1)
    turned_at = opened.frame.index
    opened._decoded(opened._number if opened._asked is None else -1, stale)  # asked for on the way forward
    assert opened.frame.index == turned_at
    opened.seen.clear()
    qtbot.waitUntil(lambda: len(opened.seen) > 8)
    indices = [frame.index for frame in opened.seen]
    assert turned_at > indices[0] >= turned_at - 4
    assert indices == sorted(indices, reverse=True)
    assert opened.dropped < 5


def _delays_of(player):
    """How long after its own end each frame is shown while the clock runs, in seconds: none or less when in time."""
    delays = []
    player.frame_changed.connect(
        lambda frame: delays.append(player.position_s - frame.t_s - 1 / FPS) if player.running else None
    )
    return delays


def _slowed(decode, seconds):
    """The same, so many seconds later."""

    def slow():
        time.sleep(next(seconds, 0.0))
        return decode()

    return slow


def test_a_frame_that_came_too_late_is_not_drawn(opened, qtbot, monkeypatch):
    capture = opened._reader._capture
    opened._reader._ring.clear()
    opened._reader._ahead_frames = 1
    delays = _delays_of(opened)
    waits = iter([0.0] * 20 + [0.3])
    monkeypatch.setattr(capture, "bgr", _slowed(capture.bgr, waits))
    opened.play()
    qtbot.waitUntil(lambda: not opened.playing and shown(opened) == FRAMES - 1, timeout=8000)
    assert next(waits, None) is None  # it did take that long
    assert len(delays) > 20
    assert max(delays) < 0.1


def test_a_film_that_decodes_slower_than_it_plays_moves_all_the_same(opened, qtbot, monkeypatch):
    capture = opened._reader._capture
    opened._reader._ring.clear()
    monkeypatch.setattr(capture, "grab", _slowed(capture.grab, itertools.repeat(0.06)))
    opened.play()
    qtbot.waitUntil(lambda: not opened.playing, timeout=8000)
    on_the_way = [frame.index for frame in opened.seen if 1 < frame.index < FRAMES - 1]
    assert len(on_the_way) >= 3
    assert on_the_way == sorted(on_the_way)
