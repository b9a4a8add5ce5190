"""Columns as BLOBs: written with the rows they mirror, read in a fraction of the time."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import numpy as np

from footpath.model.errors import UserError

DTYPES = {
    "session": np.int32, "viewer": np.int32, "at_ms": np.int64, "kind": np.int8, "media_time": np.float64,
    "media": np.int32, "scene": np.int32, "x": np.float64, "y": np.float64, "element": np.int32, "value": np.int32,
    "device": np.int32, "variant": np.int32, "autoplay": np.int8, "player_width": np.float64,
    "player_height": np.float64,
}  # fmt: skip
KEYS = {"key_low": np.uint64, "key_high": np.uint64}
INSERT = "INSERT INTO event_chunks (name, part, rows, dtype, fill, places, data) VALUES (?, ?, ?, ?, ?, ?, ?)"
PARTS = "SELECT id, rows FROM event_chunks WHERE name = :name AND coalesce(:part, part) = part ORDER BY part"
SELECT = "SELECT dtype, fill, places, data FROM event_chunks WHERE id = ?"
SPARSE_SHARE = 0.4


def write_chunk(db: sqlite3.Connection, part: int, columns: Mapping[str, np.ndarray]) -> None:
    """One part of every column of `columns`; where most values are the same, only the others and their places."""
    for name, values in columns.items():
        column = np.ascontiguousarray(values, dtype={**DTYPES, **KEYS}[name])
        fill = column[:1] if _differs(column, column[:1]).sum() == 0 else _empty(name, column.dtype)
        places = np.flatnonzero(_differs(column, fill)).astype(np.int32)
        sparse = len(places) < SPARSE_SHARE * len(column)
        data = column[places] if sparse else column
        stored = places.tobytes() if sparse else None
        db.execute(INSERT, (name, part, len(column), column.dtype.str, fill.tobytes(), stored, data.tobytes()))


def next_part(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(part), -1) + 1 FROM event_chunks").fetchone()[0])


def read_chunks(db: sqlite3.Connection, name: str, part: int | None = None) -> np.ndarray:
    """A whole column, or one part of it, in the order of the rows.

    Raises:
        UserError: if a part isn't what its row says.
    """
    parts = db.execute(PARTS, {"name": name, "part": part}).fetchall()  # without the data: SQLite would sort that, too
    column = np.empty(sum(rows for _, rows in parts), dtype={**DTYPES, **KEYS}[name])
    start = 0
    for number, rows in parts:
        try:
            _fill(column[start : start + rows], *db.execute(SELECT, (number,)).fetchone())
        except (ValueError, IndexError, TypeError) as error:
            file = str(db.execute("PRAGMA database_list").fetchone()[2])
            raise UserError(f"The review is damaged: {name}: {error}", file, "Import the events again.") from error
        start += rows
    return column


def mirror_rows(db: sqlite3.Connection) -> bool:
    """Whether every column has as many values as there are rows."""
    rows = db.execute("SELECT coalesce(max(id), 0) FROM event_rows").fetchone()[0]
    counts = dict(db.execute("SELECT name, sum(rows) FROM event_chunks GROUP BY name"))
    return all(counts.get(name, 0) == rows for name in (*DTYPES, *KEYS))


def _fill(column: np.ndarray, dtype: str, fill: bytes, places: bytes | None, data: bytes) -> None:
    """One part as it is stored, into its place."""
    values = np.frombuffer(data, dtype=np.dtype(dtype))
    rows: slice | np.ndarray = slice(None)
    if places is not None:
        column[:] = np.frombuffer(fill, dtype=np.dtype(dtype))[0]
        rows = np.frombuffer(places, dtype=np.int32)
    if len(values) != len(column[rows]):
        raise ValueError(f"{len(values)} values for {len(column[rows])} rows")  # numpy repeats a single one
    column[rows] = values


def _empty(name: str, dtype: np.dtype) -> np.ndarray:
    """What a column holds where an event has nothing to say."""
    nothing = np.nan if dtype.kind == "f" else -1 if name == "autoplay" else 0
    return np.array([nothing], dtype=dtype)


def _differs(column: np.ndarray, fill: np.ndarray) -> np.ndarray:
    if column.dtype.kind == "f" and len(fill) and np.isnan(fill[0]):
        return np.asarray(~np.isnan(column))
    return np.asarray(column != fill)
