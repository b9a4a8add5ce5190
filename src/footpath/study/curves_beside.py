"""The curves of a large review and the clicks under them, counted by a process of its own over the arrays kept of it.

Threads of one process share the interpreter: curves counted while the window paints hold up the painting, and are held
up by it. The child maps the same file as this process, so that it costs little more than the table that it counts from,
which this process then does without. Where there is none (a small review, one that wasn't kept, a child that died or
doesn't answer) the curves are counted here.
"""

from __future__ import annotations

import logging
import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from footpath.analysis.chosen import Chosen
from footpath.analysis.columns import unpacked
from footpath.analysis.data import Data
from footpath.analysis.walk import Way
from footpath.model.curves import Counted, PathCurves
from footpath.model.selection import Selection
from footpath.model.settings import Settings
from footpath.model.story import Story
from footpath.study import reopening
from footpath.study.child import Child
from footpath.study.curves import Curves
from footpath.study.memory import give_back

NICENESS = 10  # where the window wants both processors to paint, it gets them
START_S, PATIENCE_S = 60.0, 10.0  # to load ten million events takes two seconds, an answer a tenth
log = logging.getLogger("footpath")


class CurvesBeside:
    """Questions from whatever thread are answered one after another, by a thread that alone deals with the child."""

    def __init__(self, data: Data) -> None:
        self._data, self._here = data, Curves(data)
        self._child: Child | None = None
        self._ready = self._closed = False
        self._turns = ThreadPoolExecutor(1, thread_name_prefix="footpath-curves")
        self._begun: Future[Counted] = Future()

    def move_out(self, name: str) -> None:
        """Let a child count over what was kept under this name; questions wait until it is ready."""
        try:
            child = Child("footpath-curves", _answer, name, self._data.story, self._data.settings, asked=True)
        except OSError as error:
            log.warning("no process for the curves: %s", error)
            return
        self._turns.submit(self._take, child).result()

    @property
    def beside(self) -> bool:
        """Whether a child counts: then it is worth asking early."""
        return self._child is not None

    def ask(self, chosen: Chosen, what: Selection) -> Future[Counted]:
        """As `Curves.with_lanes`, of the sessions chosen; ready when its turn has come."""
        return self._turns.submit(self._answer, chosen, "with_lanes", what)

    def ask_along(self, chosen: Chosen, way: Way, what: Selection) -> Future[PathCurves]:
        """As `Curves.along`, likewise."""
        return self._turns.submit(self._answer, chosen, "along", way, what)

    def begin(self, chosen: Chosen, what: Selection) -> Future[Counted]:
        """As `ask`, early: what was begun before and whose turn hasn't come is cancelled."""
        self._begun.cancel()
        self._begun = self.ask(chosen, what)
        return self._begun

    def close(self) -> None:
        """End the child once it has answered; who asks later is answered here."""
        self._closed = True
        self._turns.submit(self._let_go)

    def _take(self, child: Child) -> None:
        self._let_go()
        self._child = child
        if self._closed:
            self._let_go()

    def _let_go(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child, self._ready = None, False

    def _answer(self, chosen: Chosen, question: str, *arguments: Any) -> Any:
        """What the method of `Curves` named `question` tells."""
        if self._child is not None:
            try:
                return self._from_child(self._child, chosen, question, *arguments)
            except (OSError, EOFError) as error:
                log.warning("the curves are counted here: their process ended or doesn't answer (%r)", error)
                self._let_go()
            except BaseException:
                self._let_go()  # its answer may still come, and would be taken for the next one
                raise
        return getattr(self._here, question)(chosen.mask, *arguments)

    def _from_child(self, child: Child, chosen: Chosen, *asked: Any) -> Any:
        if not self._ready:
            self._ready = bool(_next(child.pipe, START_S))
        child.pipe.send((chosen.bits, *asked))
        return _next(child.pipe, PATIENCE_S)


def _next(pipe: Connection, patience_s: float) -> Any:
    if not pipe.poll(patience_s):
        raise TimeoutError(f"no answer in {patience_s:g} s")
    return pipe.recv()


def _answer(pipe: Connection, name: str, story: Story, settings: Settings) -> None:
    """The child's work, until nobody can ask any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with its parent
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    data = reopening.load(name, story, settings)
    if data is None:
        return
    curves, count = Curves(data), len(data.sessions)
    curves.with_lanes(np.ones(count, dtype=np.bool_))  # what it counts from is made before it is asked for
    reopening.let_go(data)
    give_back()
    try:
        pipe.send(True)  # ready
        while True:
            packed, question, *arguments = pipe.recv()
            pipe.send(getattr(curves, question)(unpacked(packed, count), *arguments))
    except (OSError, EOFError):
        return
