"""The shortest way to a frame leads to the very pixels that decoding from the start does."""

from __future__ import annotations

import random
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footpath.storage.capture import Capture
from footpath.storage.flv import AccessUnit, flv, lasting, nal_units, referred_to
from footpath.storage.footage import FrameReader
from footpath.storage.frame_index import index_of
from footpath.storage.packets import Packets
from footpath.storage.shortcut import Shortcut

sys.path.insert(0, str(Path(__file__).parent))
import torture

FOOTAGE = Path(__file__).resolve().parents[4] / "shared" / "footage"
REAL = [
    f"{name}.mp4" for name in ("balle-jbart", "fire2", "sintel_trailer-720p", "smpte-2997", "test_video", "trailer_bbb")
]
PICTURE = torture.numbered_picture
CLOSED = {**torture.LONG, "x264-params": "open-gop=0", "g": "40", "keyint_min": "40"}
WAYS = {
    "key frames every 40": (0, CLOSED, None),
    "variable rate": (0, CLOSED, torture.uneven_times()),
    "turned": (1, CLOSED, None),
    "upside down": (2, CLOSED, None),
    "turned the other way": (3, CLOSED, None),
}


def never():
    return False


def shortcut_to(path):
    index = index_of(path)
    index.build()
    shortcut = Shortcut(path, index)
    for n, picture in enumerate(plainly(path)):
        if n % 5 == 3:
            shortcut.prove(n, picture, never)
        if shortcut.proved:
            break
    return shortcut, index.count


def plainly(path):
    capture = Capture(path)
    while capture.grab():
        yield capture.bgr()
    capture.release()


@pytest.mark.parametrize("way", WAYS)
def test_every_frame_of_a_numbered_film(tmp_path, way):
    turns, options, times = WAYS[way]
    path = torture.write(tmp_path / "film.mp4", options=options, times=times)
    if turns:
        torture.turned(path, turns)
    shortcut, count = shortcut_to(path)
    found = [shortcut.frame(n, never) for n in range(count)]
    assert [n for n, picture in enumerate(found) if picture is None] in ([], [1])  # OpenCV lands behind the key frame
    for picture, expected in zip(found, plainly(path), strict=True):
        assert picture is None or np.array_equal(picture, expected)
    shortcut.close()


@pytest.mark.parametrize("name", REAL)
def test_frames_of_real_films(name):
    path = FOOTAGE / name
    if not path.exists():
        pytest.skip(f"real footage {name} isn't at {FOOTAGE}")
    shortcut, count = shortcut_to(path)
    assert shortcut.proved
    wanted = set(random.Random(2).sample(range(2, min(count, 400)), 20))
    for n, expected in zip(range(min(count, 400)), plainly(path), strict=False):
        if n in wanted:
            assert np.array_equal(shortcut.frame(n, never), expected), n
    shortcut.close()


def test_pictures_that_no_other_refers_to_are_left_out(tmp_path):
    path = torture.write(tmp_path / "film.mp4", options=CLOSED)
    shortcut, _count = shortcut_to(path)
    stretch = shortcut._stretch(shortcut._packets, 38, never)
    packets = list(Packets(path).since_key_before(0.0))[:40]
    left_out = sum(not referred_to(nal_units(content)) for _time, _key, content in packets)
    assert left_out > 5
    assert len(stretch) < 39 - left_out / 2
    assert not referred_to(nal_units(b"\0\0\1\1\x9e"))  # a B slice with nal_ref_idc 0


@pytest.mark.parametrize("kind", ["anamorphic", "mpeg4", "vp9", "open GOP"])
def test_where_there_is_no_such_way_the_plain_one_leads_there(tmp_path, kind):
    path = {
        "anamorphic": lambda: torture.write(tmp_path / "wide.mp4", options=CLOSED, aspect=Fraction(16, 11)),
        "mpeg4": lambda: torture.write(tmp_path / "film.avi", "mpeg4", options={"g": "30"}),
        "vp9": lambda: torture.write(tmp_path / "film.webm", "libvpx-vp9", options={"deadline": "realtime"}),
        "open GOP": lambda: torture.write(
            tmp_path / "open.mp4", options={**torture.LONG, "g": "12", "x264-params": "open-gop=1"}
        ),
    }[kind]()
    reader = FrameReader(path, "m", ring_bytes=1)
    try:
        reader.index.wait(never)
        for n in (80, 44, 71, 12):
            assert torture.number_in(reader.read(n, alone=True).bgr) == n
    finally:
        reader.close()


def test_going_on_after_it_shows_the_frames_that_follow(tmp_path):
    path = torture.write(tmp_path / "film.mp4", options=CLOSED)
    reader = FrameReader(path, "m")
    try:
        reader.index.wait(never)
        order = [70, 71, 72, 39, 40, 38, 37, 85, 86, 30]
        shown = [torture.number_in(reader.read(n, alone=n in {70, 39, 85, 30}).bgr) for n in order]
        assert shown == order
    finally:
        reader.close()


def test_given_up_it_hands_back_nothing(tmp_path):
    shortcut, _count = shortcut_to(torture.write(tmp_path / "film.mp4", options=CLOSED))
    assert shortcut.frame(30, never) is not None
    assert shortcut.frame(30, lambda: True) is None


def test_after_a_damaged_packet_all_is_well_from_the_next_key_frame_on(tmp_path):
    path = torture.write(tmp_path / "film.mp4", options=CLOSED)
    content = bytearray(path.read_bytes())
    _time, _key, damaged = list(Packets(path).since_key_before(0.0))[12]
    slice_at = content.index(nal_units(damaged)[-1])
    content[slice_at + 4 : slice_at + 12] = bytes(8)
    path.write_bytes(content)
    shortcut, count = shortcut_to(path)
    compared = 0
    for n, expected in zip(range(count), plainly(path), strict=False):
        picture = shortcut.frame(n, never)
        if picture is not None and n >= 40:  # before it, what is made up for lost pictures may differ
            compared += 1
            assert np.array_equal(picture, expected), n
    assert compared > 20


def edited(path, stretches):
    """The same MP4 showing stretches of its film one after the other: (first frame, count)."""
    content = bytearray(path.read_bytes())
    at = content.index(b"elst") - 4
    old_size, media_time = (int.from_bytes(content[at + k : at + k + 4], "big") for k in (0, 20))
    ticks = 12800 // torture.FPS  # a frame's, as the muxer counts
    entries = [(count * 1000 // torture.FPS, media_time + first * ticks, 1 << 16) for first, count in stretches]
    body = b"".join(v.to_bytes(4, "big") for entry in entries for v in entry)
    box = (16 + len(body)).to_bytes(4, "big") + b"elst" + bytes(4) + len(entries).to_bytes(4, "big") + body
    content[at : at + old_size] = box
    for name in (b"edts", b"trak", b"moov"):
        begin = content.rindex(name, 0, at) - 4
        size = int.from_bytes(content[begin : begin + 4], "big") + len(box) - old_size
        content[begin : begin + 4] = size.to_bytes(4, "big")
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("stretches", [[(0, 50), (70, 20)], [(0, 50), (10, 30)], [(40, 50), (0, 40)]])
def test_a_film_of_several_edits_goes_the_plain_way(tmp_path, stretches):
    path = torture.write(tmp_path / "film.mp4", options=CLOSED)
    assert shortcut_to(path)[0].proved
    shortcut, _count = shortcut_to(edited(path, stretches))
    assert not shortcut.proved
    assert shortcut.frame(30, never) is None


def test_a_film_that_begins_black_is_proved_by_its_first_picture_of_shapes_and_colours(tmp_path, monkeypatch):
    monkeypatch.setattr(torture, "numbered_picture", lambda n: PICTURE(n) if n >= 60 else np.zeros_like(PICTURE(n)))
    shortcut, count = shortcut_to(torture.write(tmp_path / "film.mp4", options=CLOSED))
    assert shortcut.proved
    for n, expected in zip(range(count), plainly(tmp_path / "film.mp4"), strict=True):
        assert n == 1 or np.array_equal(shortcut.frame(n, never), expected), n
    monkeypatch.setattr(torture, "numbered_picture", lambda n: np.zeros_like(PICTURE(n)))
    assert not shortcut_to(torture.write(tmp_path / "black.mp4", options=CLOSED))[0].proved


def test_pictures_of_another_size_than_the_films_are_not_handed_out(tmp_path):
    shortcut, _count = shortcut_to(torture.write(tmp_path / "film.mp4", options=CLOSED))
    assert shortcut.frame(30, never).shape == (torture.HEIGHT, torture.WIDTH, 3)
    shortcut._index.size_px = (torture.WIDTH * 2, torture.HEIGHT)
    assert shortcut.frame(30, never) is None


def test_parameter_sets_of_a_picture_left_out_are_kept_for_the_next():
    assert lasting([b"\x09a", b"\x68b", b"\x06c", b"\x67d", b"\x01e"]) == [b"\x68b", b"\x67d"]


def test_a_picture_too_large_for_a_stream_is_refused():
    with pytest.raises(OverflowError):
        flv([AccessUnit(1000, [b"\x67abc", b"\x68a", b"\x65" + bytes(1 << 24)])])


def test_a_stream_without_parameter_sets_is_refused():
    with pytest.raises(ValueError, match="parameter sets"):
        flv([AccessUnit(0, [b"\x65abc"])])


def test_start_codes_of_three_and_four_bytes_are_no_part_of_a_unit():
    assert nal_units(b"\0\0\0\1\x67ab\0\0\0\1\x68c\0\0\1\x65defg") == [b"\x67ab", b"\x68c", b"\x65defg"]
    assert nal_units(b"no start code") == []
