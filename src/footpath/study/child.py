"""A child process and the pipe to it: it keeps this one free, can be ended, and takes a native crash with it."""

from __future__ import annotations

import multiprocessing
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
        try:
            self._process.start()
        except OSError:
            self.pipe.close()
            raise
        finally:
            there.close()

    def end(self) -> None:
        """Whatever it is doing, stopped or not."""
        self._process.kill()
        self._process.join()
        self.pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
