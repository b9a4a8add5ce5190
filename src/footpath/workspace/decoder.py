"""The thread that decodes: takes the newest request, answers it, then works ahead while no other comes."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from footpath.model.errors import UserError
from footpath.storage.footage import FrameReader, ReadAbandonedError
from footpath.storage.grey_footage import GreyReader

if TYPE_CHECKING:
    from pathlib import Path

    from footpath.model.story import Media

    Reader = FrameReader | GreyReader

SOON_FRAMES = 3
LEAST_URGENT = 19
NICE = 10  # the interface's thread paints what is there before more is decoded


@dataclass(frozen=True, slots=True)
class Opening:
    """Close what is open and open this; a grey picture where there is no film or it can't be opened."""

    number: int
    media: Media
    path: Path | None
    urgent: bool = True


@dataclass(frozen=True, slots=True)
class Showing:
    """Get frame `index` (or the one at `t_s` seconds where index is None), then decode on by `stride` frames.

    `stride` 0: it stays on show for now, so the frame is brought by the shortest way, and its neighbours are made ready
    afterwards. `urgent` False: only the decoding ahead is wanted, the frame itself is at hand.
    """

    number: int
    index: int | None
    t_s: float = 0.0
    stride: int = 0
    urgent: bool = True


Request = Opening | Showing


class Mailbox:
    """Holds one request: a newer one takes the place of an older, except that an opening is never lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opening: Opening | None = None
        self._showing: Showing | None = None
        self._closed = False

    def put(self, request: Request) -> None:
        with self._lock:
            if isinstance(request, Opening):
                self._opening, self._showing = request, None
            else:
                self._showing = request

    def take(self) -> Request | None:
        with self._lock:
            taken: Request | None = self._opening or self._showing
            if self._opening is not None:
                self._opening = None
            else:
                self._showing = None
            return None if self._closed else taken

    def close(self) -> None:
        self._closed = True

    def waiting(self) -> bool:
        """Whether anything newer came."""
        return self._closed or self._opening is not None or self._showing is not None

    def pressing(self, coming: range = range(0)) -> bool:
        """Whether something came that the work at hand must be given up for; not for a frame that it brings."""
        showing = self._showing
        urgent = showing is not None and showing.urgent and showing.index not in coming
        return self._closed or self._opening is not None or urgent


class _Worker(QObject):
    opened = Signal(int, object, object)
    decoded = Signal(int, object)
    failed = Signal(int, object)

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__()
        self._mailbox = mailbox
        self._reader: Reader | None = None

    @Slot()
    def stand_back(self) -> None:
        """Let the interface go first where both cores are busy; the threads that decode for this one inherit it."""
        if sys.platform == "linux":
            me = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, me, min(LEAST_URGENT, os.getpriority(os.PRIO_PROCESS, me) + NICE))

    @Slot()
    def serve(self) -> None:
        while (request := self._mailbox.take()) is not None:
            try:
                self._answer(request)
            except ReadAbandonedError:
                continue
            except UserError as error:
                self.failed.emit(request.number, error)

    def _answer(self, request: Request) -> None:
        if isinstance(request, Opening):
            self._open(request)
        elif self._reader is not None:
            self._show(self._reader, request)

    def _open(self, request: Opening) -> None:
        self.release()
        error = None
        if request.path is not None:
            try:
                self._reader = FrameReader(request.path, request.media.id)
                self._reader.read(0)
            except UserError as found:
                self.release()
                error = found
        if self._reader is None:
            self._reader = GreyReader(request.media)
        self.opened.emit(request.number, self._reader, error)

    def _show(self, reader: Reader, request: Showing) -> None:
        def pressing() -> bool:
            return self._mailbox.pressing(reader.coming)

        index = reader.index_at(request.t_s, pressing) if request.index is None else request.index
        if request.urgent:
            self.decoded.emit(request.number, reader.read(index, pressing, alone=request.stride == 0))
        if request.stride == 0:
            if not self._mailbox.waiting():
                reader.stand(index, pressing)
            return
        for n in range(reader.ahead_frames(request.stride)):
            ahead = index + (n + 1) * request.stride
            if self._mailbox.waiting() or not 0 <= ahead < reader.frame_count:
                break
            reader.prepare(ahead, pressing, soon=n < SOON_FRAMES)

    @Slot()
    def release(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


class Decoder(QObject):
    """Owns the thread. Signals arrive on the thread that made this object, with the request's number."""

    opened = Signal(int, object, object)  # the reader: use only what is safe from any thread; UserError | None
    decoded = Signal(int, object)  # Frame
    failed = Signal(int, object)  # UserError
    _wake = Signal()
    _release = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox()
        self._thread = QThread()
        self._worker = _Worker(self._mailbox)
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._thread.started.connect(self._worker.stand_back)
        self._wake.connect(self._worker.serve, queued)
        self._release.connect(self._worker.release, Qt.ConnectionType.BlockingQueuedConnection)
        self._worker.opened.connect(self.opened, queued)
        self._worker.decoded.connect(self.decoded, queued)
        self._worker.failed.connect(self.failed, queued)
        self._thread.start()

    def ask(self, request: Request) -> None:
        """Replace what was asked before and not yet begun."""
        if self._thread.isRunning():
            self._mailbox.put(request)
            self._wake.emit()

    def close(self) -> None:
        """Give up the work at hand, close the film, end the thread; waits for it. Harmless when repeated."""
        if self._thread.isRunning():
            self._mailbox.close()
            self._release.emit()
            self._thread.quit()
            self._thread.wait()
