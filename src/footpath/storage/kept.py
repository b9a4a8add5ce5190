"""Reads and writes what a review keeps of what people made in it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.kept import Changes, Kept
from footpath.storage.schema import connect, has_table

SET = "INSERT INTO kept (kind, id, json) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json"
REMOVE = "DELETE FROM kept WHERE kind = ? AND id = ?"


def read_kept(db: sqlite3.Connection) -> Kept:
    """Everything kept; nothing in a review that is older than keeping."""
    if not has_table(db, "kept"):
        return Kept()
    return Kept({(kind, id_): json.loads(text) for kind, id_, text in db.execute("SELECT kind, id, json FROM kept")})


def write_kept(path: Path, changes: Changes) -> None:
    """Set and remove entries in one transaction.

    Raises:
        UserError: if the review can't be written; then nothing of it is.
    """
    with closing(connect(path, write=True)) as db:
        try:
            db.execute("BEGIN IMMEDIATE")
            for (kind, id_), value in changes.items():
                if value is None:
                    db.execute(REMOVE, (kind, id_))
                else:
                    db.execute(SET, (kind, id_, json.dumps(value, ensure_ascii=False)))
            db.execute("COMMIT")
        except sqlite3.Error as error:
            raise UserError(
                f"Your change could not be saved in the review: {error}",
                str(path),
                "Copy the review to a folder that can be written, and open it there.",
            ) from error
