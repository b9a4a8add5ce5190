"""The packets of a film as its container holds them, undecoded."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import cv2

from footpath.storage.capture import decoder_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Packets:
    """Of one film; used by one thread. `h264`: whether they are H.264 in Annex B form; others aren't of use here."""

    def __init__(self, path: Path) -> None:
        self._cap = cv2.VideoCapture()
        opened = False
        with suppress(cv2.error, UnicodeError):
            opened = self._cap.open(decoder_path(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_FORMAT, -1])
        self.h264 = opened and int(self._cap.get(cv2.CAP_PROP_FOURCC)) == cv2.VideoWriter.fourcc(*"h264")

    def since_key_before(self, time_s: float) -> Iterator[tuple[float, bool, bytes]]:
        """Packets from the last key frame at or before `time_s` on: time of showing in seconds, key or not, content.

        In the order of decoding, to the film's end; asked for its second frame, those from behind the first key frame
        on. Where the container's own index is wrong, another place may come.
        """
        self._cap.set(cv2.CAP_PROP_POS_MSEC, time_s * 1000)
        while True:
            done, packet = self._cap.read()
            if not done or packet is None:
                return
            key = self._cap.get(cv2.CAP_PROP_LRF_HAS_KEY_FRAME) == 1
            yield self._cap.get(cv2.CAP_PROP_POS_MSEC) / 1000, key, packet.tobytes()

    def release(self) -> None:
        self._cap.release()
