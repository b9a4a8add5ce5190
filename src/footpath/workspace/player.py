"""The playhead: which frame is due by the clock, and getting it on show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from footpath.workspace.decoder import Decoder, Opening, Showing
from footpath.workspace.pacing import at_end, border_after, in_order, loop_range, stride_at, wait_ms

if TYPE_CHECKING:
    from pathlib import Path

    from footpath.model.errors import UserError
    from footpath.model.story import Media
    from footpath.storage.footage import Frame
    from footpath.workspace.decoder import Reader

LENGTH_POLL_MS = 200
LONG_STILL_MS = 500  # without a frame in time, late ones are shown


class Player(QObject):
    """Plays one media at a time; lives on the interface's thread and never makes it wait.

    `in_s`, `out_s`: a stretch in media seconds, played round and round while `loop` is True and both are set;
    `marks` has them in the order of the film.
    `shown` counts the frames shown while playing, `dropped` those that came too late at up to 1x; skipping above 1x is
    by plan and isn't counted. A frame that isn't at hand is announced by a preview; the exact one follows.
    """

    frame_changed = Signal(object)  # Frame
    state_changed = Signal()
    failed = Signal(object)  # UserError

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.media: Media | None = None
        self.frame: Frame | None = None
        self.playing = False
        self.rate = 1.0
        self.dropped = self.shown = 0
        self.path: Path | None = None
        self.in_s: float | None = None
        self.out_s: float | None = None
        self.loop = False
        self._reader: Reader | None = None
        self._shown_px: tuple[int, int] | None = None
        self._number = 0  # of the newest request
        self._asked: int | None = None  # the number of the request under way
        self._target: int | None = None  # the frame asked for last
        self._held = True  # the clock stands until the frame asked for is on show
        self._from_s: float | None = None  # the clock runs from here once the frame asked for is at hand
        self._sought_s: float | None = None
        self._anchor_s = 0.0
        self._clock = QElapsedTimer()
        self._in_time = QElapsedTimer()  # since the frame due was last on show
        self._tick_timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._tick_timer.timeout.connect(self._tick)
        self._length_timer = QTimer(self, interval=LENGTH_POLL_MS)
        self._length_timer.timeout.connect(self._poll_length)
        self._decoder = Decoder(self)
        self._decoder.opened.connect(self._opened)
        self._decoder.decoded.connect(self._decoded)
        self._decoder.failed.connect(self._decoder_failed)

    # -- what it is ---------------------------------------------------------------------------------------

    @property
    def duration_s(self) -> float:
        """Seconds; an estimate until the film has been looked through, then state_changed tells."""
        if self._reader is not None:
            return self._reader.duration_s
        return (self.media.duration_s if self.media else None) or 0.0

    @property
    def fps(self) -> float:
        """Nominal frames a second."""
        return self._reader.fps if self._reader is not None else 25.0

    @property
    def last_s(self) -> float:
        """Media seconds at which the last frame begins; infinite until the film has been looked through."""
        return float(self._reader.times_s[-1]) if self._reader is not None and self._reader.complete else math.inf

    @property
    def frame_count(self) -> int:
        """Frames known so far."""
        return self._reader.frame_count if self._reader is not None else 0

    @property
    def position_s(self) -> float:
        """Where the playhead is, in media seconds: by the clock while playing, else the frame's own time."""
        if self.playing and not self._held:
            return self._anchor_s + self.rate * self._clock.nsecsElapsed() / 1e9
        if self._sought_s is not None:
            return self._sought_s
        if self._target is not None and self._reader is not None:
            return float(self._reader.times_s[self._target])
        return self.frame.t_s if self.frame is not None else 0.0

    @property
    def marks(self) -> tuple[float | None, float | None]:
        """In and out in media seconds, in the order of the film, whichever was set later."""
        return in_order(self.in_s, self.out_s)

    @property
    def running(self) -> bool:
        """Whether the clock runs: playing, and not waiting for a frame."""
        return self.playing and not self._held

    # -- what it does -------------------------------------------------------------------------------------

    def open(self, media: Media, path: Path | None) -> None:
        """Open a film, or with None a grey picture; its first frame follows by frame_changed.

        Where the film can't be opened, `failed` tells why, `path` is None, and the grey picture stands in for it.
        """
        self._stop()
        self._length_timer.stop()
        self.media, self.path, self.frame, self._reader = media, path, None, None
        self.in_s = self.out_s = None
        self.dropped = self.shown = 0
        self._target = self._sought_s = None
        self._number += 1
        self._asked = self._number
        self._decoder.ask(Opening(self._number, media, path))
        self.state_changed.emit()

    def play(self) -> None:
        """From where it stands; from the other end if it stands at the end it runs towards."""
        if self.playing or self.media is None:
            return
        self.playing = True
        self._held = True
        if self._reader is not None and self._sought_s is None and self.frame is not None:
            if at_end(self._reader, self.frame, self.rate):
                self._go(0 if self.rate > 0 else self._reader.frame_count - 1)
            elif self._asked is None:
                self._run_from(self.frame)
        self.state_changed.emit()

    def pause(self) -> None:
        if self.playing:
            self._stop()
            if self.frame is not None and self.frame.preview and self._asked is None:
                self._go(self.frame.index)
            self.state_changed.emit()

    def toggle(self) -> None:
        (self.pause if self.playing else self.play)()

    def set_rate(self, rate: float) -> None:
        """1 = as filmed, negative = backwards; 0 is refused. Playing goes on from the frame on show.

        Raises:
            ValueError: for 0, NaN or infinity.
        """
        if rate == 0 or not math.isfinite(rate):
            raise ValueError(f"a rate is a finite number other than 0, not {rate}")
        if rate == self.rate:
            return
        self.rate = rate
        if self.frame is not None and (self.running or self._from_s is not None):
            self._hold()
            self._asked = None  # what was asked for at the other rate comes too late
            self._run_from(self.frame)
        self.state_changed.emit()

    def step(self, frames: int) -> None:
        """Pause, and show the frame that many frames further on (back if negative)."""
        self.pause()
        base = self._target if self._target is not None else (self.frame.index if self.frame else None)
        if base is not None:
            self._go(base + frames, stride=(frames > 0) - (frames < 0))

    def seek_frame(self, index: int) -> None:
        """Show this frame (clamped to the film); playing goes on from there."""
        self._go(index)

    def seek(self, t_s: float) -> None:
        """Show the frame with times[i] <= t_s < times[i + 1], clamped to the film."""
        if math.isnan(t_s):
            return
        self._sought_s = max(0.0, t_s)
        if self._reader is None:
            return
        known = self._reader.known_at(self._sought_s)
        if known is not None:
            self._go(known)
        else:
            self._target = None
            self._hold()
            self._ask(None, t_s=self._sought_s)

    def show_in(self, width_px: int, height_px: int) -> None:
        """Tell how large frames are shown, so that they come ready in that size."""
        self._shown_px = (width_px, height_px)
        if self._reader is not None:
            self._reader.show_in(self._shown_px)

    def close(self) -> None:
        """End the decoding thread; waits for it. Nothing works after."""
        self._stop()
        self._length_timer.stop()
        self._decoder.close()
        self._reader = None

    # -- asking and getting -------------------------------------------------------------------------------

    def _go(self, index: int, stride: int = 0) -> None:
        """Show a frame: at once if it is at hand, else when it comes; the clock waits for it."""
        if self._reader is None:
            return
        index = max(0, min(index, self._reader.frame_count - 1))
        self._target = index
        self._sought_s = None
        self._hold()
        frame = self._reader.cached(index)
        if frame is None:
            self._ask(index, stride=stride)
            self._announce(index)
            return
        self._asked = None
        self._ask_ahead(index, stride)
        self._arrive(frame)

    def _announce(self, index: int) -> None:
        """Show the preview nearest to a frame that is being decoded, if that is nearer than what is on show.

        Not of the frame next to the one on show: between steps, every fourth would flash by blurred.
        """
        shown = self.frame
        if self._reader is None or (shown is not None and not shown.preview and abs(shown.index - index) == 1):
            return
        preview = self._reader.preview(index)
        if preview is not None and (shown is None or abs(preview.index - index) < abs(shown.index - index)):
            self._show(preview)

    def _hold(self) -> None:
        self._held, self._from_s = True, None
        self._tick_timer.stop()

    def _ask(self, index: int | None, *, t_s: float = 0.0, stride: int = 0) -> None:
        self._number += 1
        self._asked = self._number
        going_on = self._stride() if self.playing else 0
        self._decoder.ask(Showing(self._number, index, t_s, stride or going_on))

    def _ask_ahead(self, index: int, stride: int) -> None:
        if stride or not self.playing:
            self._number += 1
            self._decoder.ask(Showing(self._number, index, stride=stride, urgent=False))

    @Slot(int, object, object)
    def _opened(self, number: int, reader: Reader, error: UserError | None) -> None:
        if number != self._asked:
            return
        self._asked = None
        self._reader = reader
        if error is not None:
            self.path = None
            self.failed.emit(error)
        reader.show_in(self._shown_px)
        if not reader.complete:
            self._length_timer.start()
        self.state_changed.emit()
        if self._sought_s is not None:
            self.seek(self._sought_s)
        else:
            self._go(0)

    @Slot(int, object)
    def _decoded(self, number: int, frame: Frame) -> None:
        if number != self._asked:
            return
        self._asked = None
        if self._from_s is not None:
            self._start_clock(self._from_s)
            self.state_changed.emit()
        elif self._held:
            self._arrive(frame)
        else:
            self._tick(frame)

    @Slot(int, object)
    def _decoder_failed(self, number: int, error: UserError) -> None:
        if number == self._asked:
            self._asked = None
            self._stop()
            self.state_changed.emit()
            self.failed.emit(error)

    def _arrive(self, frame: Frame) -> None:
        """The frame the clock waited for: show it, and let the clock run on from it."""
        self._target = frame.index
        self._sought_s = None
        self._show(frame)
        if self.playing and self._held and self._asked is None:
            self._start_clock(frame.t_s)
            self.state_changed.emit()

    def _show(self, frame: Frame) -> None:
        self.frame = frame
        self.frame_changed.emit(frame)

    @Slot()
    def _poll_length(self) -> None:
        if self._reader is None or self._reader.complete:
            self._length_timer.stop()
            self.state_changed.emit()

    # -- the clock ----------------------------------------------------------------------------------------

    def _run_from(self, frame: Frame) -> None:
        """The clock runs once the frame after this is there: after a seek it may take as long again."""
        following, reader = frame.index + self._stride(), self._reader
        if reader is None or not 0 <= following < reader.frame_count or reader.at_hand(following):
            self._start_clock(frame.t_s)
        else:
            self._from_s = frame.t_s
            self._ask(following)

    def _start_clock(self, from_s: float) -> None:
        self._held, self._from_s = False, None
        self._anchor_s = from_s
        self._clock.start()
        self._in_time.start()
        self._tick_timer.start(0)

    def _stop(self) -> None:
        """Pause without telling."""
        self.playing = False
        self._hold()

    def _stride(self) -> int:
        return stride_at(self.rate, self.fps)

    def _tick(self, late: Frame | None = None) -> None:
        """Show the frame that is due if it is at hand, ask for it if not; `late` is one that just came."""
        reader = self._reader
        if not self.playing or self._held or reader is None or self.frame is None:
            return
        position_s = self.position_s
        if self._turned_at_border(reader, position_s):
            return
        known = reader.known_at(max(0.0, position_s))
        due = reader.frame_count - 1 if known is None else known
        stride = self._stride()
        due -= due % abs(stride)
        frame = reader.cached(due)
        if frame is not None or due == self.frame.index:
            self._in_time.start()
        else:
            preview = reader.preview(due) if abs(self.rate) > 1 else None
            frame = preview or (late if self._in_time.elapsed() > LONG_STILL_MS else None)
        if frame is not None and (frame.index - self.frame.index) * stride > 0:
            self._advance_to(frame)
        if self.playing and not self._held:
            self._ask_next(reader, due, stride)

    def _advance_to(self, frame: Frame) -> None:
        passed_over = abs(frame.index - (self.frame.index if self.frame else frame.index)) - 1
        if abs(self.rate) <= 1:
            self.dropped += max(0, passed_over)
        self.shown += 1
        self._target = frame.index
        self._show(frame)

    def _ask_next(self, reader: Reader, due: int, stride: int) -> None:
        """Keep the decoder working: for the due frame if it isn't at hand, else ahead of it."""
        if self._asked is None:
            if not reader.at_hand(due):
                self._ask(due, stride=stride)
            else:
                self._ask_ahead(due, stride)
        next_s = border_after(reader.times_s, due, stride, reader.duration_s)
        self._tick_timer.start(wait_ms((next_s - self.position_s) / self.rate))

    def _turned_at_border(self, reader: Reader, position_s: float) -> bool:
        """At the end of the loop go to its other end; at the film's end show its last frame and stop."""
        start_s, end_s = loop_range(self.marks, reader.duration_s) if self.loop else (None, 0.0)
        backwards = self.rate < 0
        if start_s is not None and (position_s < start_s if backwards else position_s >= end_s):
            self.seek(max(start_s, end_s - 0.5 / self.fps) if backwards else start_s)
            return True
        if position_s < 0 if backwards else reader.complete and position_s >= reader.duration_s:
            last = 0 if backwards else reader.frame_count - 1
            if self.frame is not None and abs(self.rate) <= 1:
                self.dropped += max(0, abs(last - self.frame.index) - 1)
            self._stop()
            self._go(last)
            self.state_changed.emit()
            return True
        return False
