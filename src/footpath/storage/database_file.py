"""A table or view of an SQLite database: opened for reading, trusting nothing that it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footpath.model.errors import UserError
from footpath.storage.batches import Span, span_of_texts
from footpath.storage.field_names import COLUMNS, NEEDED
from footpath.storage.json_rows import NotTextError, TextRows, quoted
from footpath.storage.mapping import Mapping
from footpath.storage.rows import NUMBER_PLACES
from footpath.storage.table_rows import TableColumn

ROWS_AT_ONCE = 25_000  # more leave the processor's cache, fewer cost more each
MOST_VALUE_BYTES = 64 << 20
STEPS_BETWEEN_LOOKS = 1_000_000
# A view can be made to run for ever: what a file may cost by itself, and for each of its bytes.
STEPS, STEPS_A_BYTE = 100_000_000, 200
MOST_ROWS, ROWS_A_BYTE = 200_000, 1
NOT_TEXT = "Could not decode to UTF-8"
TOO_MUCH = "it asks for more work than its size explains; a view may never end"

Blocks = Iterator[list[TableColumn]]
Values = Span | Sequence[object]


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """Names of the columns, and the rows, some at a time."""

    names: list[str]
    rows: int  # about so many; 0: can't be told
    blocks: Blocks


@contextmanager
def database_table(path: Path, mapping: Mapping, wanted: str | None) -> Iterator[DatabaseTable]:
    """Every row; bytes as hexadecimal digits.

    Raises:
        UserError: no table fits, several do, or the database can't be read.
    """
    try:
        with closing(open_untrusted(path)) as db:
            table = _pick_table(path, db, mapping, wanted)
            rows = TextRows(db, quoted(table))
            wanted_numbers = {mapping.columns.get(COLUMNS[k], COLUMNS[k]) for k in NUMBER_PLACES}
            numeric = [name.strip() in wanted_numbers for name in rows.names]
            yield DatabaseTable(rows.names, _row_count(db, table), _blocks(db, rows, quoted(table), numeric, path))
    except UnicodeDecodeError as error:
        why = "The event database could not be read: a name in it is no text"
        raise UserError(why, str(path), "Check the file.") from error
    except sqlite3.Error as error:
        why = TOO_MUCH if str(error) == "interrupted" else f"{error}"
        raise UserError(f"The event database could not be read: {why}", str(path), "Check the file.") from error


def open_untrusted(path: Path) -> sqlite3.Connection:
    """For reading: no extensions, no functions out of its schema, bounded values and bounded work."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA mmap_size = 0")
    db.execute("PRAGMA query_only = ON")
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_VALUE_BYTES)
    looks = iter(range((STEPS + STEPS_A_BYTE * path.stat().st_size) // STEPS_BETWEEN_LOOKS))
    db.set_progress_handler(lambda: next(looks, None) is None, STEPS_BETWEEN_LOOKS)
    return db


def _blocks(db: sqlite3.Connection, rows: TextRows, table: str, numeric: Sequence[bool], path: Path) -> Blocks:
    """Whole texts as long as there are no others, then value by value."""
    done, most = 0, MOST_ROWS + ROWS_A_BYTE * path.stat().st_size
    for columns in _values(db, rows, f"SELECT * FROM {table}"):
        made = [_column(values, as_number) for values, as_number in zip(columns, numeric, strict=True)]
        done += len(made[0])
        if done > most:
            raise UserError(f"The event database could not be read: {TOO_MUCH}", str(path), "Check the file.")
        yield made


def _values(db: sqlite3.Connection, rows: TextRows, query: str) -> Iterator[Sequence[Values]]:
    done = 0
    try:
        for columns in rows.blocks(ROWS_AT_ONCE):
            yield columns
            done += len(columns[0])
    except NotTextError:
        yield from (list(zip(*some, strict=True)) for some in _rows(db, query, done))


def _rows(db: sqlite3.Connection, query: str, done: int) -> Iterator[list[tuple[object, ...]]]:
    """Some rows at a time; from where the first text is none in UTF-8 on, its bytes are kept as they can be."""
    cursor = db.execute(f"{query} LIMIT -1 OFFSET {done}")
    while True:
        try:
            rows = cursor.fetchmany(ROWS_AT_ONCE)
        except sqlite3.OperationalError as error:
            if NOT_TEXT not in str(error):
                raise
            db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            cursor = db.execute(f"{query} LIMIT -1 OFFSET {done}")
            continue
        if not rows:
            return
        done += len(rows)
        yield rows


def _column(values: Values, as_number: bool) -> TableColumn:  # noqa: FBT001
    if isinstance(values, Span):
        return values
    kinds = set(map(type, values))
    if as_number and kinds <= {float, type(None)}:
        return np.array(values, dtype=np.float64)
    if kinds == {str}:
        return span_of_texts(values)  # type: ignore[arg-type]
    if kinds <= {str, type(None)}:
        return span_of_texts([value or "" for value in values])  # type: ignore[misc]
    if kinds == {int}:
        return span_of_texts(list(map(repr, values)))
    return span_of_texts([_as_text(value) for value in values])


def _as_text(value: object) -> str:
    """Texts are what is stored, bytes their digits, numbers as Python writes them."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return value.hex() if isinstance(value, bytes) else repr(value)


def _row_count(db: sqlite3.Connection, table: str) -> int:
    """The largest row number; of a view, or a table without them, nothing is told."""
    plain = "SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND name = ? AND type = 'table' AND wr = 0"
    if db.execute(plain, (table,)).fetchone() is None:
        return 0
    found = db.execute(f"SELECT max(rowid) FROM {quoted(table)}").fetchone()[0]
    return found if isinstance(found, int) and 0 < found < 2**40 else 0


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
