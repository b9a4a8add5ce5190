"""Rows of a table (Parquet, SQLite) as batches: columns that are texts or numbers already; lines count rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from footpath.model.events import Bools, Longs
from footpath.storage.batches import Batch, Refused, Span, field_of, span_of_texts
from footpath.storage.csv_file import extras_of, places_of
from footpath.storage.csv_lines import BAD_ENCODING, MOST_FIELD_CHARS
from footpath.storage.mapping import Mapping

FIRST_HIGH = 0x80
TOO_LONG = ("wrong_fields", f"a field can't be read: field larger than field limit ({MOST_FIELD_CHARS})")

TableColumn = Span | np.ndarray
Raw = Callable[[int], str]


class TableRows:
    """Batches of a table's columns, as those of a CSV with the same texts would be.

    Args:
        path: for what is said of errors.
        names: of the columns.
        blocks: the columns, some rows at a time: texts, or floats of which NaN is an empty field.
        mapping: how the source says what the events table says.

    Raises:
        UserError: a needed column is not there, or one is named twice.
    """

    def __init__(
        self, path: Path, names: Sequence[str], blocks: Iterable[Sequence[TableColumn]], mapping: Mapping
    ) -> None:
        self.header = [name.strip() for name in names]
        self.header_text = as_csv_line(names)
        self._places, self._others = places_of(path, self.header, mapping)
        self._blocks = blocks
        self._before = 0

    def batches(self) -> Iterator[Batch]:
        for columns in self._blocks:
            count = len(columns[0])
            if count:
                yield self._batch([_finite(column) for column in columns], count)
            self._before += count

    def _batch(self, columns: list[TableColumn], count: int) -> Batch:
        lines = np.arange(self._before + 1, self._before + count + 1)

        def raw(i: int) -> str:
            return as_csv_line([field_of(column, i) for column in columns])

        bad = _bad(columns, count)
        kept = np.flatnonzero(~(bad[0] | bad[1]))
        refused = [
            Refused(int(lines[i]), *code, _printable(raw(i)))
            for rows, code in zip(bad, (BAD_ENCODING, TOO_LONG), strict=True)
            for i in np.flatnonzero(rows).tolist()
        ]
        if len(kept) == count:
            return self._made(columns, lines, raw, refused)
        return self._made([_part(c, kept) for c in columns], lines[kept], lambda i: raw(int(kept[i])), refused)

    def _made(self, columns: Sequence[TableColumn], lines: Longs, raw: Raw, refused: list[Refused]) -> Batch:
        spans = {k: _as_span(columns[k]) for k in self._others}
        extras = extras_of(self.header, spans)
        ours = tuple(columns[k] if k >= 0 else None for k in self._places)
        return Batch(ours, lines.tolist(), raw, extras, tuple(refused))


def as_csv_line(fields: Sequence[object]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(fields)
    return text.getvalue().removesuffix("\r\n")


def _printable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _as_span(column: TableColumn) -> Span:
    if isinstance(column, Span):
        return column
    return span_of_texts(["" if np.isnan(number) else repr(number) for number in column.tolist()])


def _finite(column: TableColumn) -> TableColumn:
    """Infinite numbers are none: they stay as texts, to be refused as such."""
    if isinstance(column, Span) or not np.isinf(column).any():
        return column
    return _as_span(column)


def _part(column: TableColumn, kept: Longs) -> TableColumn:
    if isinstance(column, Span):
        return Span(column.buffer, column.loader, column.starts[kept], column.lengths[kept])
    return column[kept]


def _bad(columns: Sequence[TableColumn], count: int) -> tuple[Bools, Bools]:
    """Rows that hold bytes that are no text, and rows with a field that is too long."""
    undecodable, too_long = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    high = dict[int, Longs]()  # of each buffer the bytes that aren't ASCII: columns may share one
    for column in columns:
        if not isinstance(column, Span):
            continue
        for i in np.flatnonzero(column.lengths > MOST_FIELD_CHARS).tolist():
            too_long[i] = len(column[i]) > MOST_FIELD_CHARS
        buffer = column.buffer
        if id(buffer) not in high:
            high[id(buffer)] = np.flatnonzero(buffer >= FIRST_HIGH)
        if len(high[id(buffer)]):
            undecodable |= _undecodable(column, high[id(buffer)])
    return undecodable, too_long & ~undecodable


def _undecodable(column: Span, high: Longs) -> Bools:
    """`high`: where the column's buffer holds other bytes than ASCII's."""
    found = np.zeros(len(column), dtype=np.bool_)
    rows = np.searchsorted(column.starts, high, side="right") - 1
    inside = (rows >= 0) & (high < column.starts[rows] + column.lengths[rows])
    for i in np.unique(rows[inside]).tolist():  # a letter may not lie across two fields either
        found[i] = not _decodes(column[i])
    return found


def _decodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
