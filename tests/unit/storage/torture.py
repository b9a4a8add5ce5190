"""Films that are hard to seek in, each frame showing its number as upright bars; made with an independent encoder."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

FRAMES, FPS = 90, 25
WIDTH, HEIGHT = 160, 120
BARS = 8
LIGHT, DARK = (250, 225, 180), (5, 30, 75)  # blue, green, red
LONG = {"g": "250", "bf": "3", "sc_threshold": "0", "preset": "fast"}


def numbered_picture(n):
    """Eight upright bars, light where the bit of n is set: no codec blurs them into another number."""
    bits = np.array([LIGHT if n >> bit & 1 else DARK for bit in range(BARS)], np.uint8)
    return np.ascontiguousarray(np.broadcast_to(np.repeat(bits, WIDTH // BARS, axis=0)[None], (HEIGHT, WIDTH, 3)))


def number_in(picture):
    """The number that a picture (height, width, 3 or more) shows."""
    height, width = picture.shape[:2]
    return sum(1 << bit for bit in range(BARS) if picture[height // 2, int((bit + 0.5) * width / BARS), 0] > 127)


def write(path, codec="libx264", *, options=LONG, pix_fmt="yuv420p", times=None, shift=0, aspect=None, gap=None):
    """A film of numbered frames. `times`: of each in 1/1000 s; `shift`: added to every packet, in time base units."""
    base = Fraction(1, FPS) if times is None else Fraction(1, 1000)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=FPS, options=dict(options or {}))
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, pix_fmt
        stream.codec_context.time_base = base
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        for n in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(numbered_picture(n), format="bgr24").reformat(format=pix_fmt)
            frame.pts, frame.time_base = (n if times is None else times[n]), base
            _mux(out, stream.encode(frame), shift)
        _mux(out, stream.encode(), shift)
    return path


def _mux(out, packets, shift):
    for packet in packets:
        by = int(shift / packet.time_base) if shift else 0
        packet.pts, packet.dts = packet.pts + by, packet.dts + by
        out.mux(packet)


def uneven_times():
    """Frames 10 to 190 ms apart, always the same."""
    return np.cumsum([0, *np.random.default_rng(5).integers(10, 190, FRAMES - 1)]).tolist()


def turned(path, quarter_turns):
    """The same film, told to be shown turned: the matrix in the header of its MP4 track is exchanged."""
    matrix = {1: (0, 1, -1, 0), 2: (-1, 0, 0, -1), 3: (0, -1, 1, 0)}[quarter_turns]
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    a, b, c, d = (int(v * 65536).to_bytes(4, "big", signed=True) for v in matrix)
    zero, one = bytes(4), (1 << 30).to_bytes(4, "big")
    content[at : at + 36] = a + b + zero + c + d + zero + zero + zero + one
    path.write_bytes(content)
    return path


def without_index(path):
    """The same AVI, cut off before its index."""
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"idx1")])
    return path


def claiming(path, count):
    """The same AVI, its headers saying another number of frames."""
    content = bytearray(path.read_bytes())
    for tag, offset in ((b"avih", 8 + 16), (b"strh", 8 + 32)):
        at = content.index(tag) + offset
        content[at : at + 4] = count.to_bytes(4, "little")
    path.write_bytes(content)
    return path


def films(folder):
    """Every film, by what is hard about it."""
    short = {**LONG, "g": "12", "x264-params": "open-gop=1"}
    closed = {**LONG, "x264-params": "open-gop=0"}
    return {
        "b-frames, one key frame": write(folder / "bframes.mp4", options=closed),
        "open GOP": write(folder / "open.mp4", options=short),
        "open GOP, transport stream": write(folder / "open.ts", options=short),
        "edit list that leaves out the first frames": write(folder / "edit.mp4", shift=-10 / FPS),
        "starts late": write(folder / "late.mp4", shift=3),
        "variable rate": write(folder / "vfr.mp4", times=uneven_times()),
        "variable rate, Matroska": write(folder / "vfr.mkv", times=uneven_times()),
        "no index": without_index(write(folder / "noindex.avi", "mpeg4", options={"g": "30"})),
        "claims too many frames": claiming(write(folder / "many.avi", "mpeg4", options={"g": "30"}), 4000),
        "claims too few frames": claiming(write(folder / "few.avi", "mpeg4", options={"g": "30"}), 20),
        "turned by a quarter": turned(write(folder / "turned.mp4"), 1),
        "upside down": turned(write(folder / "down.mp4"), 2),
        "anamorphic": write(folder / "wide.mp4", aspect=Fraction(16, 11)),
        "ten bits": write(folder / "ten.mp4", options={"g": "50", "preset": "fast"}, pix_fmt="yuv420p10le"),
        "HEVC": write(folder / "hevc.mp4", "libx265", options={"x265-params": "log-level=none:keyint=40"}),
        "VP9": write(folder / "vp9.webm", "libvpx-vp9", options={"deadline": "realtime", "cpu-used": "8"}),
    }
