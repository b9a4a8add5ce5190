"""What an import leaves that was cut off: a journal beside the review, or a review that never got its name."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from footpath.model.errors import UserError

PART_SUFFIX = ".part"
CUT_OFF_NOTE = "An import into this review was cut off; nothing of it was kept."


def part_prefix(out: Path) -> str:
    """How the names of reviews begin that are on their way to become `out`."""
    return f".{out.name}-"


def journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def take_back(path: Path) -> bool:
    """Let SQLite take back what a cut-off import had written; whether there was anything.

    Raises:
        UserError: where the folder can't be written, so that nothing can be taken back.
    """
    journal = journal_of(path)
    if not journal.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", 0.0, uri=True, isolation_level=None)) as db:
            return _rolled_back(db, journal)
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY or not journal.stat().st_size:
            return False  # another is writing right now, or nothing was written yet
        raise UserError(
            f"An import into this review was cut off, and can't be taken back here: {error}",
            str(path),
            "Copy the review and its -journal file to a folder that can be written.",
        ) from error


def _rolled_back(db: sqlite3.Connection, journal: Path) -> bool:
    """False where the journal is that of an import under way."""
    db.execute("SELECT count(*) FROM sqlite_master").fetchone()  # rolls back what reached the review
    if not journal.exists():
        return True
    try:
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    journal.unlink(missing_ok=True)  # nobody writes, so this is left of an import that had not reached the review
    db.execute("ROLLBACK")
    return True


def sweep(out: Path) -> bool:
    """Remove what imports into `out` left that were cut off before it had its name; whether there was anything.

    A part that another process is filling is locked, and stays.
    """
    found = False
    for part in out.parent.glob(f"{_escaped(part_prefix(out))}*{PART_SUFFIX}"):
        if _abandoned(part):
            journal_of(part).unlink(missing_ok=True)
            part.unlink(missing_ok=True)
            found = True
    return found


def _abandoned(part: Path) -> bool:
    with suppress(sqlite3.Error), closing(sqlite3.connect(part, timeout=0.0, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        db.execute("ROLLBACK")
        return True
    return False


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
