"""An H.264 stream as a file in memory that the decoder opens: FLV, the plainest container that tells times.

Source: Adobe Flash Video File Format Specification 10.1, annex E; ISO/IEC 14496-15, 5.3.3.1; ITU-T H.264, 7.3.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER = b"FLV\1\1" + (9).to_bytes(4, "big") + bytes(4)
VIDEO_TAG, AVC, KEY, INTER = 9, 7, 0x10, 0x20
CONFIGURATION, PICTURE = 0, 1
SLICES, KEY_SLICE, SPS, PPS = range(1, 6), 5, 7, 8
LASTING = {7, 8, 13, 15}  # parameter sets: they hold for what comes after them
REFERENCE_BITS = 0x60


class AccessUnit(NamedTuple):
    """One picture. `shown_ms`: whole milliseconds, not before its place in the stream; `units` without start codes."""

    shown_ms: int
    units: Sequence[bytes]


def nal_units(packet: bytes) -> list[bytes]:
    """Of a packet in Annex B form, without their start codes."""
    units = (unit.rstrip(b"\0") for unit in packet.split(b"\0\0\1")[1:])
    return [unit for unit in units if unit]


def nal_type(unit: bytes) -> int:
    return unit[0] & 31


def begins_anew(units: Sequence[bytes]) -> bool:
    """Whether the picture and all after it are made without any before it (IDR)."""
    return any(nal_type(unit) == KEY_SLICE for unit in units)


def lasting(units: Sequence[bytes]) -> list[bytes]:
    """What a picture brings along that holds for others, too."""
    return [unit for unit in units if nal_type(unit) in LASTING]


def referred_to(units: Sequence[bytes]) -> bool:
    """Whether other pictures may be made from this one."""
    return any(nal_type(unit) in SLICES and unit[0] & REFERENCE_BITS for unit in units)


def flv(pictures: Sequence[AccessUnit]) -> bytes:
    """`pictures` in the order of decoding, the first an IDR with its parameter sets; a millisecond is given to each.

    Raises:
        ValueError: without a sequence and a picture parameter set.
        OverflowError: for a picture of more than 16 MB, or a time before its place.
    """
    tags = [HEADER, _tag(0, _video(KEY, CONFIGURATION, 0, _configuration(pictures[0].units)))]
    for n, (shown_ms, units) in enumerate(pictures):
        framed = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
        tags.append(_tag(n, _video(INTER if n else KEY, PICTURE, shown_ms - n, framed)))
    return b"".join(tags)


def _configuration(units: Sequence[bytes]) -> bytes:
    """The AVCDecoderConfigurationRecord, with lengths of four bytes."""
    sps = next((unit for unit in units if nal_type(unit) == SPS and len(unit) > 3), None)
    pps = next((unit for unit in units if nal_type(unit) == PPS), None)
    if sps is None or pps is None:
        raise ValueError("no parameter sets")
    sets = b"\xe1" + len(sps).to_bytes(2, "big") + sps + b"\1" + len(pps).to_bytes(2, "big") + pps
    return b"\1" + sps[1:4] + b"\xff" + sets


def _video(kind: int, packet: int, later_ms: int, content: bytes) -> bytes:
    return bytes([kind | AVC, packet]) + later_ms.to_bytes(3, "big") + content


def _tag(at_ms: int, content: bytes) -> bytes:
    size = len(content)
    head = bytes([VIDEO_TAG]) + size.to_bytes(3, "big") + (at_ms & 0xFFFFFF).to_bytes(3, "big") + bytes([at_ms >> 24])
    return head + bytes(3) + content + (size + 11).to_bytes(4, "big")
