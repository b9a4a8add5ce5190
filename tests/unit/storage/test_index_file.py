import shutil

import cv2
import numpy as np
import pytest

from footpath.storage import frame_index, index_file
from footpath.storage.footage import FrameReader
from footpath.storage.frame_index import FrameIndex, index_of, remember


@pytest.fixture
def film(tmp_path, monkeypatch):
    monkeypatch.setattr(index_file, "user_cache_path", lambda _name: tmp_path / "cache")
    monkeypatch.setattr(frame_index, "_remembered", {})
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (160, 120))
    for n in range(40):
        writer.write(np.full((120, 160, 3), 4 * n, np.uint8))
    writer.release()
    return path


def kept(film):
    index = FrameIndex(film)
    index.build()
    remember(film, index)
    frame_index._remembered.clear()
    return index, next((film.parent / "cache" / "films").glob("*.npz"))


def test_a_film_looked_through_once_is_known_from_disk(film):
    first, _ = kept(film)
    again = index_of(film)
    assert again.complete
    assert again._capture is None  # the film was not decoded again
    assert (again.facts, again.duration_s, again.steady) == (first.facts, first.duration_s, first.steady)
    assert (again.times_s == first.times_s).all()
    assert again.proxy.frames == first.proxy.frames == tuple(range(0, 40, 4))


def test_a_moved_copy_is_known_and_a_changed_film_is_not(film):
    kept(film)
    moved = film.with_name("moved.avi")
    shutil.copy2(film, moved)
    assert index_of(moved).complete
    changed = bytearray(film.read_bytes())
    changed[-3] ^= 255
    film.write_bytes(changed)
    assert not index_of(film).complete


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"\x93NUMPY"])
def test_a_damaged_file_of_the_cache_is_made_again(film, content):
    first, file = kept(film)
    file.write_bytes(content)
    again = index_of(film)
    assert not again.complete
    again.build()
    assert again.count == first.count


def test_a_cut_file_of_the_cache_is_made_again(film):
    _, file = kept(film)
    file.write_bytes(file.read_bytes()[:-200])
    assert not index_of(film).complete


def test_a_cache_that_cannot_be_written_stops_nothing(film, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    index = FrameIndex(film)
    index.build()
    remember(film, index)
    assert index.count == 40


def test_only_the_films_used_last_are_kept(film, monkeypatch):
    monkeypatch.setattr(index_file, "MOST_FILES", 2)
    for n in range(4):
        copy = film.with_name(f"{n}.avi")
        shutil.copy(film, copy)
        kept(copy)
    assert len(list((film.parent / "cache" / "films").glob("*.npz"))) == 2


def test_frames_are_read_before_the_index_is_complete(film):
    reader = FrameReader(film, "m")
    try:
        assert reader.read(0).index == 0
        assert reader.read(39).index == 39
        assert reader.preview(39).index <= 39
    finally:
        reader.close()
