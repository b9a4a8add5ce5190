"""A child process and the pipe to it: it keeps this one free, can be ended, and takes a native crash with it."""

from __future__ import annotations

import ctypes
import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self


class Child:
    """`work(pipe, *arguments)` in a process of its own; to be used with `with`, or ended.

    `pipe` has this side of the pipe: it ends (EOFError) when the child does.
    """

    def __init__(self, name: str, work: Callable[..., None], *arguments: Any, asked: bool = False) -> None:
        """`asked`: the child is told things too, not only listened to.

        Raises:
            OSError: if the system gives no more processes.
        """
        context = multiprocessing.get_context("spawn")
        self.pipe: Connection
        self.pipe, there = context.Pipe(duplex=asked)
        self._process = context.Process(target=work, args=(there, *arguments), name=name, daemon=True)
        self._process.start()
        there.close()

    def end(self) -> None:
        """Whatever it is doing; who listens meanwhile meets the end of the pipe."""
        if self._process.is_alive():
            self._process.terminate()
        self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        self.pipe.close()


def give_back() -> None:
    """Hand memory that was freed back to the system: the C library of Linux keeps much of it for later."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
