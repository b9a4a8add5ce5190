from pathlib import Path

import av
import numpy as np
import pytest

from footpath.storage.sound_track import has_sound

FOOTAGE = Path(__file__).resolve().parents[4] / "shared" / "footage"


@pytest.mark.parametrize("path", sorted(FOOTAGE.glob("*.*")) or [None], ids=lambda path: path.name if path else "none")
def test_it_says_of_real_films_what_an_independent_reader_says(path):
    if path is None:
        pytest.skip(f"no real footage at {FOOTAGE}")
    with av.open(str(path)) as container:
        assert has_sound(path) == bool(container.streams.audio)


@pytest.mark.parametrize("ending", ["mp4", "mkv", "avi", "mov"])
@pytest.mark.parametrize("sound", [True, False])
def test_it_tells_films_with_and_without_sound_apart(tmp_path, ending, sound):
    path = tmp_path / f"film.{ending}"
    with av.open(str(path), "w") as out:
        video = out.add_stream("mpeg4", rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio = out.add_stream("aac" if ending != "avi" else "pcm_s16le", rate=44100) if sound else None
        for packet in [*video.encode(av.VideoFrame(64, 48, "yuv420p")), *video.encode()]:
            out.mux(packet)
        if audio is not None:
            quiet = av.AudioFrame.from_ndarray(np.zeros((1, 2048), np.int16), format="s16", layout="mono")
            quiet.sample_rate = 44100
            for packet in [*audio.encode(quiet), *audio.encode()]:
                out.mux(packet)
    assert has_sound(path) == sound


def test_what_is_no_film_has_no_sound(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\1ftyp" + b"\0" * 8)
    (tmp_path / "b.mkv").touch()
    assert not any(has_sound(tmp_path / name) for name in ("a.mp4", "b.mkv", "gone.mp4"))
