"""A stretch of film with the overlays burnt in: MPEG-4 Part 2 in .mp4, VP8 in .webm; without sound."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
import cv2

from footpath.export.files import whole_file
from footpath.model.errors import UserError

Picture = NDArray[np.uint8]
Progress = Callable[[int, int], None]
# The headless wheel's FFmpeg has no H.264 encoder. Browsers play VP8, editing programs MPEG-4 Part 2.
CODECS = {".mp4": "mp4v", ".webm": "VP80"}


def write_film(
    path: Path,
    pictures: Iterable[Picture],
    fps: float,
    count: int,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write pictures (height, width, 3), blue, green, red, all of one even size; `progress` hears (done, count).

    Raises:
        UserError: if it can't be written, or `cancelled()` turned True; nothing is left behind then.
    """
    source = iter(pictures)
    first = next(source, None)
    if first is None:
        raise UserError("There is no frame in this stretch", path.name, "Choose another --from and --to.")
    height, width = first.shape[:2]
    with whole_file(path) as part:
        codec = cv2.VideoWriter.fourcc(*CODECS[path.suffix.lower()])
        writer = cv2.VideoWriter(str(part), cv2.CAP_FFMPEG, codec, fps, (width, height))
        try:
            if not writer.isOpened():
                raise UserError("The film could not be written", str(path), "Choose another place or ending (.mp4).")
            for done, picture in enumerate(chain([first], source), 1):
                if cancelled is not None and cancelled():
                    raise UserError("The film was cancelled", path.name, "Nothing was written.")
                writer.write(picture)
                if progress is not None:
                    progress(done, count)
        finally:
            writer.release()
