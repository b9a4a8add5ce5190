import os
import random
from pathlib import Path

import cv2
import numpy as np
import pytest

from footpath.model.errors import UserError
from footpath.storage.footage import FrameReader, ReadAbandonedError, probe, read_frame

FOOTAGE = Path(__file__).resolve().parents[4] / "shared" / "footage"
FRAMES = 90


def real_film(name):
    path = FOOTAGE / name
    if not path.exists():
        pytest.skip(f"real footage {name} isn't at {FOOTAGE}")
    return path


def decoded_by_pyav(path, wanted):
    """Every frame's time in seconds from the first, and of those wanted the picture, one pixel in 64 (BGR)."""
    av = pytest.importorskip("av")
    times, pictures = [], {}
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for n, frame in enumerate(container.decode(container.streams.video[0])):
            times.append(float(frame.pts * frame.time_base) if frame.pts is not None else np.nan)
            if n in wanted:
                pictures[n] = frame.to_ndarray(format="bgr24")[::8, ::8].astype(np.int16)
    return np.array(times) - times[0], pictures


@pytest.fixture(scope="module")
def numbered(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "numbered.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25, (160, 120))
    for n in range(FRAMES):
        writer.write(numbered_picture(n))
    writer.release()
    return path


def numbered_picture(n):
    """Eight upright bars, white where the bit of n is set: no codec blurs them into another number."""
    bits = np.array([255 * (n >> bit & 1) for bit in range(8)], np.uint8)
    return np.ascontiguousarray(np.broadcast_to(np.repeat(bits, 20)[None, :, None], (120, 160, 3)))


def number_in(bgra):
    return sum(1 << bit for bit in range(8) if bgra[60, 20 * bit + 10, 0] > 127)


@pytest.fixture
def reader_of():
    readers = []

    def open_reader(path, **more):
        readers.append(FrameReader(path, "m", **more))
        return readers[-1]

    yield open_reader
    for reader in readers:
        reader.close()


@pytest.mark.parametrize("room", [1, 3, 6, 12, 40])
@pytest.mark.parametrize("stride", [1, -1])
def test_what_is_decoded_ahead_is_at_hand_when_its_turn_comes(numbered, reader_of, room, stride):
    width, height = reader_of(numbered).index.size_px
    reader = reader_of(numbered, ring_bytes=room * width * height * 3)
    reader.index.wait(lambda: False)
    at = FRAMES // 2
    for index in (at - stride, at):
        reader.read(index)
    ahead = [at + stride * k for k in range(1, reader.ahead_frames(stride) + 1)]
    for index in ahead:
        reader.prepare(index)
    missing = [index for index in ahead if not reader.at_hand(index)]
    assert missing == [] or room < 3


@pytest.mark.parametrize("room", [1, 2, 3, 6, 12, 40])
@pytest.mark.parametrize("at", [0, 1, FRAMES // 2, FRAMES - 1])
def test_while_a_sought_frame_rests_its_neighbours_are_made_ready(numbered, reader_of, room, at):
    width, height = reader_of(numbered).index.size_px
    reader = reader_of(numbered, ring_bytes=room * width * height * 3)
    reader.index.wait(lambda: False)
    sought = reader.read(at, alone=True)
    reader.stand(at, lambda: False)
    assert reader.cached(at) is sought
    before, after = at - 1, at + 1
    assert reader.at_hand(after) == (room > 1 and after < FRAMES)
    assert reader.at_hand(before) == (room > 2 and before >= 0)
    for n in (before, after):
        frame = reader.cached(n)
        assert frame is None or number_in(frame.bgra) == n


def test_going_on_from_a_sought_frame_waits_for_no_way_back(numbered, reader_of):
    reader, held = reader_of(numbered), []
    reader.index.wait(lambda: False)
    reader.read(FRAMES // 2, alone=True)  # the plain way: the next frame is one step on
    put = reader._ring.put
    reader._ring.put = lambda frame: held.append(frame.index) or put(frame)
    reader.stand(FRAMES // 2, lambda: False)
    assert held[0] == FRAMES // 2 + 1
    assert FRAMES // 2 - 1 in held


def test_what_is_made_ready_while_a_frame_rests_is_given_up_for_another(numbered, reader_of):
    reader = reader_of(numbered)
    reader.read(FRAMES // 2, alone=True)
    with pytest.raises(ReadAbandonedError):
        reader.stand(FRAMES // 2, lambda: True)
    assert reader.coming == range(0)


@pytest.mark.parametrize("ring_bytes", [200_000_000, 400_000])
def test_every_frame_in_any_order_is_the_one_with_its_number(numbered, reader_of, ring_bytes):
    reader = reader_of(numbered, ring_bytes=ring_bytes)
    order = list(range(FRAMES))
    random.Random(3).shuffle(order)
    for n in [*order, *range(FRAMES - 1, -1, -1)]:
        frame = reader.read(n)
        assert (frame.index, frame.t_s) == (n, pytest.approx(n / 25))
        assert number_in(frame.bgra) == n
        assert frame.bgra.flags.c_contiguous
        assert frame.bgra.flags.owndata
        assert (frame.bgra[:, :, 3] == 255).all()


@pytest.mark.parametrize(
    ("name", "tries"),
    [
        ("trailer_bbb.mp4", 4),
        ("sintel_trailer-720p.mp4", 2),
        ("test_video.mp4", 5),
        ("big_buck_bunny_0_30.webm", 4),
        ("tree.avi", 20),
        ("smpte-2997.mp4", 4),
        ("vtest.avi", 5),
        ("kphotoalbum-movie.avi", 30),
        ("echo-hereweare.webm", 40),
        ("fire2.mp4", 25),
        ("balle-jbart.mp4", 20),
        ("Megamind.avi", 12),
        ("no_duration.webm", 20),
    ],
)
def test_frame_n_is_frame_n_of_a_full_decode_elsewhere(name, tries, reader_of):
    path = real_film(name)
    info = probe(path)
    chance, last = random.Random(7), info.frame_count - 1
    asked = [0, last, *(chance.randrange(info.frame_count) for _ in range(tries))]
    near_by = {n: range(max(0, n - 2), min(last, n + 2) + 1) for n in asked}
    times_s, pictures = decoded_by_pyav(path, {m for near in near_by.values() for m in near})
    reader = reader_of(path, ring_bytes=1)
    assert info.frame_count == len(times_s)
    if name != "Megamind.avi":  # its own times go backwards
        assert reader.times_s == pytest.approx(times_s, abs=1e-4)
    for n in asked:
        ours = coded_orientation(reader.read(n).bgra[:, :, :3], name)[::8, ::8].astype(np.int16)
        off = {m: float(np.abs(ours - pictures[m]).mean()) for m in near_by[n]}
        assert off[n] <= min(off.values()) + 0.05, (n, off)
        assert off[n] < 3


def coded_orientation(picture, name):
    """Undo what displaying adds: PyAV hands out the coded picture."""
    if name == "fire2.mp4":
        return np.rot90(picture, 2)
    return cv2.resize(picture, (720, 576)) if name == "balle-jbart.mp4" else picture


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("balle-jbart.mp4", (768, 576, 255, 10.2)),
        ("echo-hereweare.webm", (480, 270, 836, 44.566)),
        ("tree.avi", (320, 240, 68, 29.6)),
        ("no_duration.webm", (1280, 720, 74, 4.939)),
    ],
)
def test_probe_tells_what_is_there_and_not_what_is_claimed(name, expected):
    info = probe(real_film(name))
    assert (info.width, info.height, info.frame_count) == expected[:3]
    assert info.duration_s == pytest.approx(expected[3], abs=0.002)


def test_a_time_finds_the_frame_on_show_then(numbered, reader_of):
    reader = reader_of(numbered)
    asked = [-1, 0, 0.039, 0.04, 1.0, 1.03, 99]
    assert [reader.index_at(t_s) for t_s in asked] == [0, 0, 0, 1, 25, 25, FRAMES - 1]
    assert read_frame(numbered, 2.01, "m").index == 50
    with pytest.raises(IndexError):
        reader.read(FRAMES)


def test_a_film_that_decodes_to_nothing_is_told_apart():
    with pytest.raises(UserError, match="Not one frame"):
        probe(real_film("av1_video.mkv"))


def test_what_is_no_film_is_refused_with_a_remedy(tmp_path):
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("not a film\n" * 50)
    os.mkfifo(tmp_path / "pipe.mp4")
    cases = {"gone.mp4": "isn't there", ".": "folder", "pipe.mp4": "ordinary", "empty.mp4": "empty"}
    cases["text.mp4"] = "can't be read"
    for name, words in cases.items():
        with pytest.raises(UserError, match=words) as caught:
            probe(tmp_path / name)
        assert caught.value.remedy
        assert caught.value.where


def test_a_film_cut_short_is_read_as_far_as_it_goes(numbered, tmp_path, reader_of):
    avi = tmp_path / "cut.avi"
    writer = cv2.VideoWriter(str(avi), cv2.VideoWriter.fourcc(*"MJPG"), 25, (160, 120))
    for n in range(50):
        writer.write(numbered_picture(n))
    writer.release()
    avi.write_bytes(avi.read_bytes()[: avi.stat().st_size // 2])
    info = probe(avi)
    assert 10 < info.frame_count < 50
    last_whole = info.frame_count - 2  # the packet the cut went through is concealed by the decoder
    assert number_in(reader_of(avi).read(last_whole).bgra) == last_whole
