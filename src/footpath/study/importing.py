"""An import in a child process: it keeps this one free, can be ended, and takes a native crash with it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.import_report import ImportReport
from footpath.storage.importing import import_events
from footpath.study.child import Child
from footpath.study.pseudonym_key import pseudonym_key
from footpath.study.rejects import contradictions_in

Progress = Callable[[int, int], None]
Arguments = tuple[list[Path], Path, Path | None, list[Path], Path | None, str | None, str | None, bytes | None]


def import_review(
    events: Sequence[Path],
    out: Path,
    story: Path | None = None,
    videos: Sequence[Path] = (),
    progress: Progress | None = None,
    *,
    mapping: Path | None = None,
    media: str | None = None,
    table: str | None = None,
    pseudonyms: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Make or extend a review from event files.

    Args:
        events: the files.
        out: the review.
        story: the story file; None for a plain film or what the review has already.
        videos: footage, matched to the story's media.
        progress: called with (rows done, rows expected, 0 where unknown).
        mapping: a column mapping.
        media: keep this media's rows only.
        table: of a database.
        pseudonyms: whether viewers get pseudonyms, by the key that is kept for this user.
        cancelled: asked a few times a second; True ends the import and leaves the review as it was.

    Raises:
        UserError: if it can't be done; the review is then as it was.
    """
    key = pseudonym_key() if pseudonyms else None
    arguments = (list(events), out, story, list(videos), mapping, media, table, key)
    with Child("footpath-import", _work, arguments) as child:
        return _listen(child.pipe, progress, cancelled)


def _listen(
    pipe: Connection, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> ImportReport:
    while True:
        if cancelled is not None and cancelled():
            raise UserError("The import was cancelled", "", "The review is as it was before.")
        if not pipe.poll(0.1):
            continue
        try:
            message = pipe.recv()
        except EOFError:
            raise UserError(
                "The import stopped without an answer", "", "The review is as it was; try again, or try a part."
            ) from None
        if isinstance(message, ImportReport):
            return message
        if isinstance(message, UserError):
            raise message
        if progress is not None:
            progress(*message)


def _work(pipe: Connection, arguments: Arguments) -> None:
    events, out, story, videos, mapping, media, table, key = arguments
    gc.disable()  # nothing made here is cyclic; looking for cycles among millions of fields takes long

    def tell(done: int, total: int) -> None:
        pipe.send((done, total))

    try:
        report = import_events(
            events, out, story=story, videos=videos, mapping=mapping, media=media, table=table, progress=tell,
            pseudonym_key=key,
        )  # fmt: skip
        report = replace(report, contradictions=contradictions_in(out))
    except UserError as error:
        pipe.send(error)
    else:
        pipe.send(report)
