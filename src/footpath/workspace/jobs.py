"""The one way to run long work: off the interface's thread, newest request first, results delivered on it.

What a person waits for with the hand on the mouse has a thread of its own: it never stands behind a search.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

WORKERS = 3  # one may wait while the film plays


class CancelledError(Exception):
    """Raised inside a job, by its progress function, once nobody wants its result."""


@dataclass(frozen=True, slots=True)
class Job:
    """One request. Two with the same `key` compete: only the newest is delivered."""

    number: int
    key: str
    name: str
    done: Callable[[Any], object]
    failed: Callable[[Exception], object] | None
    cancelled: threading.Event
    unit: str = ""  # of what `progress` counts
    stoppable: bool = False  # a person may stop it


class Jobs(QObject):
    """Lives as long as the workspace: threads only ever emit its signals, never touch anything else."""

    running_changed = Signal()
    progressed = Signal(object, object, object)  # Job, done, expected (0: unknown); whole numbers of any size
    stopped = Signal(object)  # Job, by a person
    _landed = Signal(object, object, object)  # Job, result, Exception | None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="footpath-job")
        self._at_once = ThreadPoolExecutor(1, thread_name_prefix="footpath-at-once")
        self._newest: dict[str, Job] = {}
        self._futures: set[Future[None]] = set()
        self._count = 0
        self._local = threading.local()
        self._closed = False
        self._landed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None,
        name: str,
        key: str | None = None,
        unit: str = "",
        stoppable: bool = False,
        at_once: bool = False,
    ) -> Job:
        """Run `function(*args)` in a thread; then `done(result)` or `failed(error)` here, unless outrun.

        `at_once`: short work that the picture waits for; it passes by all that is searched or written.
        """
        self._count += 1
        job = Job(self._count, key or name, name, done, failed, threading.Event(), unit, stoppable)
        self.cancel(job.key)
        self._newest[job.key] = job
        if not self._closed:
            future = (self._at_once if at_once else self._pool).submit(self._work, job, function, args)
            self._futures.add(future)
            future.add_done_callback(self._futures.discard)
        self._announce()
        return job

    def progress(self, done: int, expected: int) -> None:
        """For the work to call from its own thread, 0 expected: unknown; raises once nobody wants the result."""
        job: Job | None = getattr(self._local, "job", None)
        if job is None:
            return
        if job.cancelled.is_set():
            raise CancelledError(job.name)
        self.progressed.emit(job, done, expected)

    def unwanted(self) -> bool:
        """For the work to ask from its own thread: whether nobody wants its result any more."""
        job: Job | None = getattr(self._local, "job", None)
        return job is not None and job.cancelled.is_set()

    def cancel(self, key: str) -> None:
        """Drop the request under `key`: its result is not wanted any more."""
        job = self._newest.pop(key, None)
        if job is not None:
            job.cancelled.set()
            self._announce()

    def stop(self, key: str) -> None:
        """Cancel because a person said so."""
        job = self._newest.get(key)
        self.cancel(key)
        if job is not None:
            self.stopped.emit(job)

    @property
    def running(self) -> tuple[Job, ...]:
        return tuple(self._newest.values())

    def is_running(self, key: str) -> bool:
        return key in self._newest

    def close(self) -> None:
        """Drop every request and wait for the threads."""
        self._closed = True
        for key in tuple(self._newest):
            self.cancel(key)
        for pool in (self._at_once, self._pool):
            pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, job: Job, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if job.cancelled.is_set():
            return
        result, error = None, None
        self._local.job = job
        try:
            result = function(*args)
        except CancelledError:
            return
        except Exception as caught:  # noqa: BLE001 - handed to `failed`, which shows or logs it
            error = caught
        finally:
            self._local.job = None  # it would hold what it was asked of until the thread has another
        if not job.cancelled.is_set():
            self._landed.emit(job, result, error)

    def _deliver(self, job: Job, result: object, error: Exception | None) -> None:
        if self._newest.get(job.key) is not job or job.cancelled.is_set():
            return
        del self._newest[job.key]
        self._announce()
        if error is None:
            job.done(result)
        elif job.failed is not None:
            job.failed(error)
        else:
            raise error

    def _announce(self) -> None:
        self.running_changed.emit()
