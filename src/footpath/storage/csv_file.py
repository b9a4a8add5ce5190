"""CSV and TSV as batches: a record is what Python's csv module takes for one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from footpath.model.errors import UserError
from footpath.model.events import Longs
from footpath.storage.batches import Batch, Record, Refused, Span
from footpath.storage.blocks import Cut, cut
from footpath.storage.csv_lines import BAD_ENCODING, read_records
from footpath.storage.field_names import COLUMNS, NEEDED
from footpath.storage.key_table import first_of_each
from footpath.storage.mapping import Mapping
from footpath.storage.text_stream import TextStream
from footpath.storage.words import Loader, hashes

DELIMITERS = ",;\t|"
ODD_SEEDS = np.array([0x9E3779B97F4A7C15 * k % 2**64 | 1 for k in range(1, 7)], dtype=np.uint64)

class CsvFile:
    """One CSV: its header is read at once, its records by `batches`.

    Raises:
        UserError: the header lacks a needed column, or names one twice.
    """

    def __init__(self, path: Path, stream: TextStream, mapping: Mapping) -> None:
        self._stream = stream
        self.delimiter = mapping.delimiter or delimiter_of(stream.peek_line(), mapping.columns)
        lines, text, names = stream.first_record(self.delimiter)
        self.header_text = text.rstrip("\r\n")
        self.header = [name.strip() for name in names]
        self._places, self._others = places_of(path, self.header, mapping)
        self._line = lines  # read so far

    def batches(self) -> Iterator[Batch]:
        """All records, in order; blank lines are none."""
        while data := self._stream.block():
            whole = cut(data if data.endswith(b"\n") else data + b"\n", self.delimiter, len(self.header))
            yield self._cut_batch(data, whole) if whole is not None else self._line_batch(data)

    def _cut_batch(self, data: bytes, whole: Cut) -> Batch:
        """Fields as they lie in the block; its odd records beside them."""
        loader = Loader(whole.buffer)
        kept: slice | Longs = slice(None)
        refused, odd = list[Refused](), list[Record]()
        bad = _undecodable(data, whole)
        if len(bad):
            kept = np.setdiff1d(np.arange(len(whole.begins)), bad)
            for k in bad.tolist():
                refused.append(Refused(self._line + int(whole.lines[k]) + 1, *BAD_ENCODING, _text_at(data, whole, k)))
        for first, last, line in whole.odd.tolist():
            self._read_odd(data[first:last], self._line + line + 1, odd, refused)
        spans = [
            Span(whole.buffer, loader, np.ascontiguousarray(starts), np.ascontiguousarray(lengths))
            for starts, lengths in zip(whole.starts[kept].T, whole.lengths[kept].T, strict=True)
        ]
        lines, begins = self._line + 1 + whole.lines[kept], whole.begins[kept]
        self._line += whole.line_count

        def raw(i: int) -> str:
            return self._record_text(data, int(begins[i]))

        columns = tuple(spans[k] if k >= 0 else None for k in self._places)
        return Batch(columns, lines.tolist(), raw, self._span_extras(spans), tuple(refused), tuple(odd))

    def _read_odd(self, data: bytes, line: int, odd: list[Record], refused: list[Refused]) -> None:
        """One record that is whole, by the csv module."""
        text = data.decode("utf-8", "surrogateescape")
        rows, wrong, _ = read_records(text, line, str, self.delimiter, len(self.header))
        odd += [Record(r.line, self._fields(r.fields), self._extra(r.fields), raw=r.raw) for r in rows]
        refused += wrong

    def _fields(self, fields: list[str]) -> list[object]:
        return [fields[k] if k >= 0 else "" for k in self._places]

    def _record_text(self, data: bytes, begin: int) -> str:
        """The record's own text: of a whole one the first line that leaves no quote open."""
        end = data.find(b"\n", begin)
        while end >= 0 and data.count(b'"', begin, end) % 2:
            end = data.find(b"\n", end + 1)
        return data[begin : end if end >= 0 else len(data)].decode("utf-8", "replace")

    def _line_batch(self, data: bytes) -> Batch:
        """The csv module's own reading of a block, and of what follows until a record ends."""

        def more() -> str:
            return self._stream.block().decode("utf-8", "surrogateescape")

        text = data.decode("utf-8", "surrogateescape")
        rows, refused, count = read_records(text, self._line + 1, more, self.delimiter, len(self.header))
        self._line += count
        fields: Sequence[Sequence[str]] = (
            list(zip(*(row.fields for row in rows), strict=True)) if rows else [()] * len(self.header)
        )
        columns = tuple(fields[k] if k >= 0 else None for k in self._places)
        extras = [self._extra(row.fields) for row in rows] if self._others else None
        return Batch(columns, [row.line for row in rows], lambda i: rows[i].raw, extras, tuple(refused))

    def _extra(self, fields: Sequence[str]) -> str | None:
        return extra_of(self.header, self._others, fields)

    def _span_extras(self, spans: Sequence[Span]) -> list[str | None] | None:
        return extras_of(self.header, {k: spans[k] for k in self._others})


def extras_of(header: Sequence[str], others: dict[int, Span]) -> list[str | None] | None:
    """The columns that are none of ours, by their place: as JSON, each different set of texts once."""
    filled = {k: span for k, span in others.items() if span.lengths.any()}
    if not filled:
        return None
    one = two = np.zeros(len(next(iter(filled.values()))), dtype=np.uint64)
    for k, span in filled.items():
        first, second = hashes(span.loader, span.starts, span.lengths, ODD_SEEDS)
        one, two = one * ODD_SEEDS[3] + first * ODD_SEEDS[k % 3], (two + second) * ODD_SEEDS[4]
    firsts, group = first_of_each((one, two))
    texts = [_extra_at(header, filled, i) for i in firsts.tolist()]
    return [texts[k] for k in group.tolist()]


def _extra_at(header: Sequence[str], others: dict[int, Span], i: int) -> str | None:
    found = {header[k]: text for k, span in others.items() if (text := span[i])}
    return json.dumps(found, ensure_ascii=False) if found else None


def extra_of(header: Sequence[str], others: Sequence[int], fields: Sequence[str]) -> str | None:
    """The columns that are none of ours, as JSON."""
    found = {header[k]: fields[k] for k in others if fields[k]}
    return json.dumps(found, ensure_ascii=False) if found else None


def _undecodable(data: bytes, whole: Cut) -> Longs:
    """Which of the whole records hold bytes that are no text."""
    if data.isascii():
        return np.zeros(0, dtype=np.int64)
    try:
        data.decode()
    except UnicodeDecodeError:
        high = np.flatnonzero(whole.buffer >= 0x80)
        touched = np.unique(np.searchsorted(whole.begins, high, side="right") - 1)
        rows = [k for k in touched.tolist() if k >= 0 and "\ufffd" in _text_at(data, whole, k)]
        return np.array(rows, dtype=np.int64)
    return np.zeros(0, dtype=np.int64)


def _text_at(data: bytes, whole: Cut, k: int) -> str:
    begin = int(whole.begins[k])
    end = int(whole.starts[k, -1] + whole.lengths[k, -1])
    return data[begin:end].decode("utf-8", "replace")


def delimiter_of(header: str, columns: dict[str, str]) -> str:
    """The one that yields most of the names that are looked for; failing that any sign that yields those needed."""
    wanted = {columns.get(name, name) for name in COLUMNS}

    def names(delimiter: str) -> tuple[int, int]:
        found = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
        return len(wanted & set(found)), len(found)

    others = dict.fromkeys(sign for sign in header if sign.isascii() and not sign.isalnum() and sign not in '_"\r\n.-')
    best: str = max(dict.fromkeys((*DELIMITERS, *others)), key=names)
    return best


def places_of(path: Path, header: list[str], mapping: Mapping) -> tuple[list[int], list[int]]:
    """Where each of our columns stands (-1 absent), and the places of the others."""
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise UserError(f"The events name a column twice: {', '.join(twice)}", str(path), "Rename one of them.")
    at, columns = {name: k for k, name in enumerate(header)}, mapping.columns
    needed = [name for name in NEEDED if name not in mapping.constants]
    places = [at.get(columns.get(name, name), -1) for name in COLUMNS]
    missing = [columns.get(n, n) for n, k in zip(COLUMNS, places, strict=True) if n in needed and k < 0]
    if missing:
        found = ", ".join(name for name in header if name)[:200].encode("ascii", "replace").decode() or "nothing"
        what = "columns" if len(missing) > 1 else "column"
        raise UserError(f"The events lack the {what} {', '.join(missing)}", str(path), f"Found: {found}. Map them.")
    return places, [k for k in range(len(header)) if k not in places]
