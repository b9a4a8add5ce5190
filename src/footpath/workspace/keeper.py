"""Brings what people made into the review file, one write after the other, off the interface's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from footpath.model.errors import UserError
from footpath.model.kept import Kept
from footpath.study.keeping import save_kept
from footpath.workspace.jobs import Jobs

SAVING = "saving"


class Keeper(QObject):
    """While one write is under way the newest wish waits; a write that failed is tried again with the next change."""

    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._review: Path | None = None
        self._saved = self._wanted = Kept()
        self._one_at_a_time = threading.Lock()

    def open(self, review: Path | None, kept: Kept) -> None:
        """Another review, or none; what was wanted of the last one is saved first."""
        self.flush()
        self._review, self._saved, self._wanted = review, kept, kept

    def save(self, kept: Kept) -> None:
        self._wanted = kept
        if not self._jobs.is_running(SAVING):
            self._write()

    def flush(self) -> None:
        """Save here and now what is still wanted."""
        self._jobs.cancel(SAVING)
        with self._one_at_a_time:  # a write under way may or may not be done: the whole of it is written again
            if self._review is None or self._wanted == self._saved:
                return
            try:
                self._saved = save_kept(self._review, self._saved, self._wanted)
            except UserError as error:
                self.failed.emit(error)

    def _write(self) -> None:
        if self._review is None or self._wanted == self._saved:
            return
        self._jobs.run(
            self._save,
            self._jobs.unwanted,
            self._review,
            self._saved,
            self._wanted,
            done=self._written,
            failed=self.failed.emit,
            name="Saving",
            key=SAVING,
        )

    def _save(self, unwanted: Callable[[], bool], review: Path, before: Kept, after: Kept) -> Kept:
        """In a worker; nothing once `flush` has taken over."""
        with self._one_at_a_time:
            return before if unwanted() else save_kept(review, before, after)

    def _written(self, kept: Kept) -> None:
        self._saved = kept
        self._write()
