"""One thread that does what it is given in order, while the next is being prepared."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

MOST_WAITING = 2


class Behind:
    """A context; work that fails raises at the next `do` or at the end, and nothing more is done."""

    def __init__(self, name: str) -> None:
        self._work: queue.Queue[Callable[[], object] | None] = queue.Queue(MOST_WAITING)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def do(self, work: Callable[[], object]) -> None:
        """Do it later; waits while too much is waiting."""
        if self._error is not None:
            raise self._error
        self._work.put(work)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._work.put(None)
        self._thread.join()
        if self._error is not None and error is None:
            raise self._error

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            if self._error is None:
                try:
                    work()
                except BaseException as error:  # noqa: BLE001 - raised again where the work came from
                    self._error = error
