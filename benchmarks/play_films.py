"""Films to time playback on, made with a software encoder that is not part of the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

TRAILER = Path(__file__).resolve().parents[2] / "shared" / "footage" / "sintel_trailer-720p.mp4"


@dataclass
class Films:
    """Each made on first use and kept in `folder`; toys are small and short."""

    folder: Path
    toy: bool

    def long_gop(self) -> Path:
        """1080p at 24 frames a second, a key frame every 250."""
        return self._film("long-gop", (1920, 1080), 24, 50, 8_000_000, 250)

    def hd60(self) -> Path:
        return self._film("hd60", (1920, 1080), 60, 60, 12_000_000, 120)

    def uhd30(self) -> Path:
        return self._film("uhd30", (3840, 2160), 30, 20, 30_000_000, 60)

    def _film(self, name: str, size: tuple[int, int], fps: int, seconds: float, rate: int, gop: int) -> Path:
        if self.toy:
            size, seconds, rate = (320, 180), 2, 500_000
        path = self.folder / f"{name}-{size[1]}.mp4"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part.mp4")
            encode(part, size, fps, round(seconds * fps), rate, gop)
            part.rename(path)
        return path


def encode(path: Path, size: tuple[int, int], fps: int, frames: int, rate: int, gop: int) -> None:
    options = {"g": str(gop), "keyint_min": str(gop), "sc_threshold": "0", "preset": "veryfast"}
    source = _trailer(size) if TRAILER.exists() and size[1] > 400 else _noise(size)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=fps, options=options)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = *size, "yuv420p", rate
        for n in range(frames):
            frame = next(source)
            frame.pts = n
            frame.time_base = Fraction(1, fps)
            for packet in stream.encode(frame):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)


def _trailer(size: tuple[int, int]) -> Iterator[Any]:
    """A real film's pictures, over and over."""
    while True:
        with av.open(str(TRAILER)) as container:
            for frame in container.decode(video=0):
                scaled = frame.reformat(*size, "yuv420p")
                scaled.pict_type = av.video.frame.PictureType.NONE
                yield scaled


def _noise(size: tuple[int, int]) -> Iterator[Any]:
    """Soft noise that wanders."""
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3)).astype(np.float32)
    still = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 6), None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)  # type: ignore[call-overload]
    n = 0
    while True:
        yield av.VideoFrame.from_ndarray(np.roll(still, (n, 2 * n), (0, 1)), format="bgr24").reformat(format="yuv420p")
        n += 1
