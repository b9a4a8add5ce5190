"""The curves of a large review, counted by a process of its own, over the arrays that were kept of it.

Threads of one process share the interpreter: curves counted while the window paints take twice as long, and so does the
painting. The child maps the same file as this process, so that it costs little more than the table that it counts from,
which this process then does without. Where there is none (a small review, one that wasn't kept, a child that died) the
curves are counted here.
"""

from __future__ import annotations

import logging
import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection

from footpath.analysis.chosen import Chosen
from footpath.analysis.columns import Bits, unpacked
from footpath.analysis.data import Data
from footpath.model.errors import UserError
from footpath.model.results import Retention
from footpath.model.settings import Settings
from footpath.model.story import Story
from footpath.study import reopening
from footpath.study.child import Child, give_back
from footpath.study.curves import Curves

KIND = 10  # what the window does goes first: what is painted waits for both processors
log = logging.getLogger("footpath")


class CurvesBeside:
    """Questions from whatever thread are answered one after another."""

    def __init__(self, data: Data) -> None:
        self._data, self._here = data, Curves(data)
        self._child: Child | None = None
        self._turns = ThreadPoolExecutor(1, thread_name_prefix="footpath-curves")
        self._closed = False

    def move_out(self, name: str) -> None:
        """From now on a child counts, over what was kept under this name; questions wait until it has begun."""
        try:
            child = Child("footpath-curves", _answer, name, self._data.story, self._data.settings, asked=True)
        except OSError as error:
            log.warning("no process for the curves: %s", error)
            return
        self._child, self._here = child, Curves(self._data)
        if self._closed:
            child.end()

    @property
    def beside(self) -> bool:
        """Whether a child counts: then it is worth asking early."""
        return self._child is not None

    def ask(self, chosen: Chosen, media: int, scene: int) -> Future[Retention]:
        """As `Curves.of`, of the sessions chosen; ready when its turn has come.

        Raises:
            UserError: if the review was closed, here or when the answer is asked for.
        """
        if self._closed:
            raise _closed()
        return self._turns.submit(self._of, chosen, media, scene)

    def close(self) -> None:
        """End the child; nothing can be asked any more."""
        self._closed = True
        if self._child is not None:
            self._child.end()
        self._turns.shutdown(wait=False, cancel_futures=True)

    def _of(self, chosen: Chosen, media: int, scene: int) -> Retention:
        found = self._asked(self._child, (chosen.bits, media, scene)) if self._child is not None else None
        if self._closed:
            raise _closed()
        return self._here.of(chosen.mask, media, scene) if found is None else found

    def _asked(self, child: Child, question: tuple[Bits, int, int]) -> Retention | None:
        """What the child answers; None if it is lost over this."""
        try:
            child.pipe.send(question)
            found: Retention = child.pipe.recv()
        except (OSError, EOFError):
            if not self._closed:
                log.warning("the process for the curves ended; they are counted here")
            child.end()
            self._child = None
            return None
        return found


def _closed() -> UserError:
    return UserError("The review was closed", "", "Open it again.")


def _answer(pipe: Connection, name: str, story: Story, settings: Settings) -> None:
    """The child's work, until nobody can ask any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with its parent
    if hasattr(os, "nice"):
        os.nice(KIND)
    data = reopening.load(name, story, settings)
    if data is None:
        return
    curves, count = Curves(data), len(data.sessions)
    curves.table  # noqa: B018 - made before it is asked for
    give_back()
    while True:
        try:
            packed, media, scene = pipe.recv()
            pipe.send(curves.of(unpacked(packed, count), media, scene))
        except (OSError, EOFError):
            return
