"""A table or view of an SQLite database as CSV: opened for reading, trusting nothing that it holds."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from footpath.model.errors import UserError
from footpath.storage.field_names import NEEDED
from footpath.storage.mapping import Mapping

ROWS_AT_ONCE = 20_000
MOST_VALUE_BYTES = 64 << 20
STEPS_BETWEEN_LOOKS = 1_000_000
MOST_LOOKS = 20_000  # a view can be made to run for ever


@contextmanager
def database_as_csv(path: Path, mapping: Mapping, wanted: str | None) -> Iterator[CsvOfRows]:
    """Every row, with a header; bytes as hexadecimal digits.

    Raises:
        UserError: no table fits, several do, or the database can't be read.
    """
    try:
        with closing(open_untrusted(path)) as db:
            table = _pick_table(path, db, mapping, wanted)
            db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            quoted = '"' + table.replace('"', '""') + '"'
            yield CsvOfRows(db.execute(f"SELECT * FROM {quoted}"))
    except sqlite3.Error as error:
        raise UserError(f"The event database could not be read: {error}", str(path), "Check the file.") from error


def open_untrusted(path: Path) -> sqlite3.Connection:
    """For reading: no extensions, no functions out of its schema, bounded values and bounded work."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA mmap_size = 0")
    db.execute("PRAGMA query_only = ON")
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_VALUE_BYTES)
    looks = iter(range(MOST_LOOKS))
    db.set_progress_handler(lambda: next(looks, None) is None, STEPS_BETWEEN_LOOKS)
    return db


class CsvOfRows(io.RawIOBase):
    """Rows of a cursor, written as CSV while they are read."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor, self._ready = cursor, b""
        self._ready = self._written([tuple(column[0] for column in cursor.description)])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._ready:
            self._ready = self._written(self._cursor.fetchmany(ROWS_AT_ONCE))
        taken = self._ready[: len(buffer)]
        buffer[: len(taken)] = taken
        self._ready = self._ready[len(taken) :]
        return len(taken)

    @staticmethod
    def _written(rows: list[tuple[object, ...]]) -> bytes:
        if any(isinstance(value, bytes) for row in rows for value in row):
            rows = [tuple(v.hex() if isinstance(v, bytes) else v for v in row) for row in rows]
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue().encode("utf-8", "surrogateescape")


def _pick_table(path: Path, db: sqlite3.Connection, mapping: Mapping, wanted: str | None) -> str:
    """The table or view asked for, else `events`, else the only one that has the needed columns."""
    needed = {mapping.columns.get(name, name) for name in NEEDED if name not in mapping.constants}
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid"
    names = [str(row[0]) for row in db.execute(query)]
    if wanted is not None and wanted not in names:
        raise UserError(f"The database has no table {wanted}", str(path), f"Tables: {', '.join(names)}.")
    fitting = [
        name
        for name in ([wanted] if wanted is not None else names)
        if needed <= {row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,))}
    ]
    if not fitting:
        listed = ", ".join(names) or "none"
        why = f"No table of the database has the columns {', '.join(sorted(needed))}"
        raise UserError(why, str(path), f"Tables: {listed}.")
    if len(fitting) > 1 and "events" not in fitting:
        raise UserError(f"Several tables hold events: {', '.join(fitting)}", str(path), "Name one with --table.")
    return "events" if "events" in fitting else fitting[0]
