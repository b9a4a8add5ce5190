"""Rows of an SQLite table with the texts of each as one JSON array, which SQLite writes and numpy cuts.

A value at a time through Python's sqlite3 takes three times as long. What is no text, or holds a byte that is none,
isn't read here: the reader says so, and whoever asked reads on value by value.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from footpath.storage.batches import Span, span_of_texts
from footpath.storage.blocks import padded
from footpath.storage.words import Loader

ROWS_LOOKED_AT = 100
MOST_TEXTS = 100  # SQLite's functions take no more than 127
QUOTE = 34

Row = tuple[object, ...]


class NotTextError(Exception):
    """A column that seemed to hold texts alone doesn't, or can't be read so."""


class TextRows:
    """The rows of a table: columns whose first values are texts or NULL as spans, the others' values as they are."""

    def __init__(self, db: sqlite3.Connection, table: str) -> None:
        described = db.execute(f"SELECT * FROM {table} LIMIT 0").description
        self.names = [str(column[0]) for column in described]
        try:
            first = db.execute(f"SELECT * FROM {table} LIMIT {ROWS_LOOKED_AT}").fetchall()
            seem = [all(isinstance(row[k], str | None) for row in first) for k in range(len(self.names))]
        except sqlite3.OperationalError:  # bytes that are no text
            seem = [False] * len(self.names)
        self._texts = [k for k, is_text in enumerate(seem) if is_text]
        self._others = [k for k, is_text in enumerate(seem) if not is_text]
        self._db, self._table = db, table

    def blocks(self, rows_at_once: int) -> Iterator[list[Span | Sequence[object]]]:
        """Columns in the table's order, some rows at a time.

        Raises:
            NotTextError: before anything of the block at fault is handed out.
        """
        if not 0 < len(self._texts) <= MOST_TEXTS:
            raise NotTextError
        texts = ", ".join(f"ifnull({quoted(self.names[k])}, '')" for k in self._texts)
        others = "".join(f", {quoted(self.names[k])}" for k in self._others)
        try:
            cursor = self._db.execute(f"SELECT json_array({texts}){others} FROM {self._table}")
            while rows := cursor.fetchmany(rows_at_once):
                yield self._columns(rows)
        except (sqlite3.OperationalError, sqlite3.DataError) as error:  # bytes that are no text, a row too long
            raise NotTextError from error

    def _columns(self, rows: Sequence[Row]) -> list[Span | Sequence[object]]:
        whole, *others = zip(*rows, strict=True)
        found: dict[int, Span | Sequence[object]] = dict(zip(self._others, others, strict=True))
        found |= zip(self._texts, _cut(whole, len(self._texts)), strict=True)
        return [found[k] for k in range(len(self.names))]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _cut(arrays: Sequence[str], width: int) -> list[Span]:
    """The texts of arrays that hold `width` of them each, column by column."""
    text = "".join(arrays)
    if "\\" in text:
        return _cut_singly(arrays)
    data = text.encode()
    buffer = padded(data)
    quotes = np.flatnonzero(buffer == QUOTE)
    if len(quotes) != 2 * width * len(arrays):  # a number has none, so that with one there are fewer
        raise NotTextError
    ends = quotes.reshape(len(arrays), width, 2)
    starts, lengths = ends[:, :, 0] + 1, ends[:, :, 1] - ends[:, :, 0] - 1
    loader = Loader(buffer)
    return [
        Span(buffer, loader, np.ascontiguousarray(start), np.ascontiguousarray(length))
        for start, length in zip(starts.T, lengths.T, strict=True)
    ]


def _cut_singly(arrays: Sequence[str]) -> list[Span]:
    try:
        rows = [json.loads(array) for array in arrays]
    except ValueError as error:  # SQLite writes an infinite number as Inf, which is no JSON
        raise NotTextError from error
    if set(map(type, chain.from_iterable(rows))) != {str}:
        raise NotTextError
    return [span_of_texts(column) for column in zip(*rows, strict=True)]
