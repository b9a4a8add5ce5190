"""Many rows into a table in one statement: columns as fixed-width digits that SQLite takes apart itself.

Binding values one by one costs more than SQLite's own work, and holds the interpreter. Here a column becomes one BLOB
of digits, and one INSERT … SELECT runs over a table of row numbers, free of the interpreter's lock.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

import numpy as np

from footpath.model.events import Bools, Floats, Longs

ROWS_AT_ONCE = 1 << 16
FEW_ROWS = 200
NUMBERS = "row_numbers"
EXACT_BELOW = 2.0**53
DECIMALS = (0, 3, 4, 6)
LOW_BITS, HIGH_BITS = 27, 80  # a float as a / 2**27 + b / 2**80, both whole
LEAST, MOST = 2.0**-27, 2.0**26
_PAIRS = np.array([ord(a) + 256 * ord(b) for a in "0123456789" for b in "0123456789"], dtype="<u2")

Columns = dict[str, np.ndarray]


@dataclass(slots=True)
class _Statement:
    """One INSERT in the making: its expressions, and their parameters."""

    expressions: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def parameter(self, value: object) -> str:
        self.values.append(value)
        return f"?{len(self.values)}"

    def digits(self, numbers: Longs) -> str:
        """Whole numbers of 0 and up, as an expression of the row."""
        data, width = as_digits(numbers)
        return f"CAST(substr({self.parameter(data)}, n.i * {width} + 1, {width}) AS INTEGER)"


class RowWriter:
    """Writes into one table; a column's type decides how: whole numbers, or floats of which NaN is NULL."""

    def __init__(self, db: sqlite3.Connection, table: str) -> None:
        self._db, self._table = db, table

    def write(self, columns: Columns) -> None:
        """Append rows; `columns` by the table's names, all of one length."""
        count = len(next(iter(columns.values())))
        for first in range(0, count, ROWS_AT_ONCE):
            self._write({name: values[first : first + ROWS_AT_ONCE] for name, values in columns.items()})

    def _write(self, columns: Columns) -> None:
        statement, count = _Statement(), len(next(iter(columns.values())))
        if count < FEW_ROWS:
            self._write_singly(columns)
            return
        self._number_rows()
        for values in columns.values():
            expression = _expression(statement, values)
            if expression is None:
                self._write_singly(columns)
                return
            statement.expressions.append(expression)
        names, terms = ", ".join(columns), ", ".join(statement.expressions)
        limit = statement.parameter(count)
        sql = f"INSERT INTO {self._table} ({names}) SELECT {terms} FROM temp.{NUMBERS} AS n WHERE n.i < {limit}"
        self._db.execute(sql, statement.values)

    def _number_rows(self) -> None:
        """Make the table of row numbers, once a connection."""
        if self._db.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", (NUMBERS,)).fetchone():
            return
        self._db.execute(f"CREATE TEMP TABLE {NUMBERS} (i INTEGER PRIMARY KEY)")
        self._db.execute(
            f"INSERT INTO temp.{NUMBERS} WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c"
            f" WHERE i < {ROWS_AT_ONCE - 1}) SELECT i FROM c"
        )

    def _write_singly(self, columns: Columns) -> None:
        """SQLite takes NaN for NULL."""
        sql = f"INSERT INTO {self._table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        self._db.executemany(sql, zip(*(values.tolist() for values in columns.values()), strict=True))


def as_digits(numbers: Longs) -> tuple[bytes, int]:
    """Each number with as many digits as the largest needs (made even), one after the other."""
    width = len(str(int(numbers.max(initial=0))))
    pairs = (width + 1) // 2
    grid = np.empty((len(numbers), pairs), dtype="<u2")
    left: np.ndarray = numbers.astype(np.uint32 if width <= 9 else np.uint64)
    for place in range(pairs - 1, 0, -1):
        rest = left // 100
        grid[:, place] = _PAIRS[(left - rest * 100).astype(np.intp)]
        left = rest
    grid[:, 0] = _PAIRS[left.astype(np.intp)]
    return grid.tobytes(), 2 * pairs


def _expression(statement: _Statement, values: np.ndarray) -> str | None:
    if values.dtype.kind == "f":
        return _of_floats(statement, values)
    return _of_whole(statement, values.astype(np.int64, copy=False))


def _of_whole(statement: _Statement, values: Longs) -> str:
    least, most = int(values.min()), int(values.max())
    if least == most:
        return statement.parameter(least)
    if most - least == len(values) - 1 and (np.diff(values) == 1).all():
        return f"(n.i + {least})"
    return f"({statement.digits(values - least)} + {least})"


def _of_floats(statement: _Statement, values: Floats) -> str | None:
    missing = np.isnan(values)
    if missing.all():
        return "NULL"
    known = np.where(missing, 0.0, values)
    for places in DECIMALS if np.abs(known).max() < EXACT_BELOW else ():
        scaled = np.rint(known * 10.0**places)
        if (np.abs(scaled) < EXACT_BELOW).all() and (scaled / 10.0**places == known).all():
            return _of_decimals(statement, scaled.astype(np.int64), missing, places)
    return _of_binary(statement, known, missing)


def _of_decimals(statement: _Statement, scaled: Longs, missing: Bools, places: int) -> str:
    """A whole number divided by a power of ten: the nearest float, as it was; 0 stands for NULL."""
    least = int(scaled.min())
    digits = statement.digits(np.where(missing, 0, scaled - least + 1))
    return f"((nullif({digits}, 0) + {least - 1}) / {10**places}.0)"


def _of_binary(statement: _Statement, known: Floats, missing: Bools) -> str | None:
    """Any float of ordinary size as the sum of two whole numbers, each divided by a power of two: exact."""
    if not ((known == 0) | ((known >= LEAST) & (known < MOST))).all():
        return None
    high = np.floor(known * 2.0**LOW_BITS)
    low = (known - high * 2.0**-LOW_BITS) * 2.0**HIGH_BITS
    one = statement.digits(np.where(missing, 0, high.astype(np.int64) + 1))
    two = statement.digits(low.astype(np.int64))
    units = statement.parameter(2.0**-LOW_BITS), statement.parameter(2.0**-HIGH_BITS)
    return f"((nullif({one}, 0) - 1) * {units[0]} + {two} * {units[1]})"
