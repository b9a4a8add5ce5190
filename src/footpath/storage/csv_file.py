"""CSV and TSV as batches: a record is what Python's csv module takes for one."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from footpath.model.errors import UserError
from footpath.storage.batches import BATCH, Batch, Refused
from footpath.storage.rows import COLUMNS, NEEDED

DELIMITERS = ",;\t|"
MOST_FIELD_CHARS = 1 << 20
LINES_HINT = 1 << 22
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BAD_ENCODING = ("bad_encoding", "the row is not valid UTF-8")
WRONG_COUNT = ("wrong_fields", "too few or too many columns")
OPEN_QUOTE = ("wrong_fields", "a quote is not closed")

Mapping = dict[str, str]


def open_text(stream: io.BufferedReader) -> TextIO:
    """UTF-16 where its mark says so, else UTF-8; bytes that are neither stand as lone surrogates."""
    encoding = "utf-16" if stream.peek(4).startswith(UTF16) else "utf-8-sig"
    return io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")


class CsvFile:
    """One CSV: its header is read at once, its records by `batches`.

    Raises:
        UserError: the header lacks a needed column, or names one twice.
    """

    def __init__(self, path: Path, text: TextIO, columns: Mapping) -> None:
        csv.field_size_limit(MOST_FIELD_CHARS)
        self._lines = _Lines(text)
        self._source = iter(self._lines)
        blank, first = self._first()
        self.delimiter = _delimiter(first, columns)
        self._start_reader(blank, chain([first], self._source))
        self._header = [name.strip() for name in next(self._reader, [])]
        self._places, self._others = _places(path, self._header, columns)
        self._end = self._number  # the line that the last record ended at

    def batches(self) -> Iterator[Batch]:
        """All records, in order; blank lines are none."""
        while True:
            self._lines.forget(self._end)
            rows, ends, refused = self._some()
            if not rows and not refused:
                return
            yield self._batch(rows, ends, refused)

    def _first(self) -> tuple[int, str]:
        """How many blank lines there are, and the line after them."""
        for number, line in enumerate(self._source):
            if line.strip():
                return number, line
        return 0, ""

    def _start_reader(self, lines_before: int, lines: Iterable[str]) -> None:
        self._before = lines_before
        self._reader = csv.reader(lines, delimiter=self.delimiter)

    @property
    def _number(self) -> int:
        """Lines read so far."""
        return self._before + self._reader.line_num

    def _some(self) -> tuple[list[list[str]], Sequence[int], list[Refused]]:
        """Up to a batch of records, the line each ends at, and a record that the csv module can't take."""
        try:
            rows = list(islice(self._reader, BATCH))
        except csv.Error as error:
            rows, ends = self._again(self._number)
            start = (ends[-1] if ends else self._end) + 1
            refused = Refused(start, "wrong_fields", f"a field can't be read: {error}", self._text(start, self._number))
            self._start_reader(self._number, self._source)
            return [*rows, []], [*ends, self._number], [refused]
        if self._number - self._end == len(rows):
            return rows, range(self._end + 1, self._number + 1), []
        return *self._again(self._number), []

    def _again(self, last: int) -> tuple[list[list[str]], list[int]]:
        """The records up to a line once more, with the line each ends at: some run over several."""
        reader = csv.reader(self._lines.span(self._end + 1, last), delimiter=self.delimiter)
        rows, ends = [], []
        with suppress(csv.Error):
            for row in reader:
                rows.append(row)
                ends.append(self._end + reader.line_num)
        return rows, ends

    def _text(self, first: int, last: int) -> str:
        return "".join(self._lines.span(first, last))

    def _batch(self, rows: list[list[str]], ends: Sequence[int], refused: list[Refused]) -> Batch:
        starts = [self._end + 1, *(end + 1 for end in ends[:-1])]
        wrong = self._wrong(rows, starts, ends)
        taken = {r.line for r in refused}
        for i in sorted(wrong):
            blank = not rows[i] or (len(rows[i]) == 1 and not rows[i][0].strip())
            if not blank and starts[i] not in taken:
                refused.append(self._refuse(starts[i], ends[i]))
        self._end = ends[-1]
        if wrong:
            good = [i for i in range(len(rows)) if i not in wrong]
            rows, starts, ends = [rows[i] for i in good], [starts[i] for i in good], [ends[i] for i in good]
        return self._columns(rows, starts, ends, refused)

    def _wrong(self, rows: list[list[str]], starts: Sequence[int], ends: Sequence[int]) -> set[int]:
        """Records that aren't stored: another number of fields, no text, a quote that is never closed."""
        width, wrong = len(self._header), set[int]()
        if set(map(len, rows)) != {width}:
            wrong |= {i for i, row in enumerate(rows) if len(row) != width}
        if not _decodable(self._text(starts[0], ends[-1])):
            wrong |= {i for i in range(len(rows)) if not _decodable(self._text(starts[i], ends[i]))}
        if self._lines.ended and not self._closes(self._text(starts[-1], ends[-1])):
            wrong.add(len(rows) - 1)
        return wrong

    def _columns(
        self, rows: list[list[str]], starts: Sequence[int], ends: Sequence[int], refused: list[Refused]
    ) -> Batch:
        fields: Sequence[Sequence[str]] = list(zip(*rows, strict=True)) if rows else [()] * len(self._header)
        columns = tuple(fields[k] if k >= 0 else None for k in self._places)
        extras = self._extras(fields, len(rows)) if self._others else None

        def raw(i: int) -> str:
            return self._text(starts[i], ends[i])

        return Batch(columns, starts, raw, extras, tuple(refused))

    def _extras(self, fields: Sequence[Sequence[str]], count: int) -> list[str | None] | None:
        found: list[str | None] = []
        for i in range(count):
            extra = {self._header[k]: fields[k][i] for k in self._others if fields[k][i]}
            found.append(json.dumps(extra, ensure_ascii=False) if extra else None)
        return found if any(found) else None

    def _refuse(self, start: int, end: int) -> Refused:
        raw = self._text(start, end)
        if not _decodable(raw):
            code, reason = BAD_ENCODING
        else:
            code, reason = OPEN_QUOTE if not self._closes(raw) else WRONG_COUNT
        return Refused(start, code, reason, raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))

    def _closes(self, text: str) -> bool:
        """Whether the record's last quote is closed."""
        try:
            list(csv.reader([text], delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            return "unexpected end" not in str(error)
        return True


class _Lines:
    """Decoded lines, kept from the last record on until they are forgotten; lines count from 1."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._kept: list[str] = []
        self._forgotten = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        while lines := self._text.readlines(LINES_HINT):
            self._kept += lines
            yield from lines
        self.ended = True

    def span(self, first: int, last: int) -> list[str]:
        """The lines from `first` to `last`, both included, as they stand in the file."""
        return self._kept[first - 1 - self._forgotten : last - self._forgotten]

    def forget(self, last: int) -> None:
        """Drop the lines up to `last`."""
        del self._kept[: last - self._forgotten]
        self._forgotten = last


def _decodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _delimiter(header: str, columns: Mapping) -> str:
    """The one that yields most of the names that are looked for."""
    wanted = {columns.get(name, name) for name in COLUMNS}

    def names(delimiter: str) -> tuple[int, int]:
        found = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
        return len(wanted & set(found)), len(found)

    return max(DELIMITERS, key=names)


def _places(path: Path, header: list[str], columns: Mapping) -> tuple[list[int], list[int]]:
    """Where each of our columns stands (-1 absent), and the places of the others."""
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise UserError(f"The events name a column twice: {', '.join(twice)}", str(path), "Rename one of them.")
    at = {name: k for k, name in enumerate(header)}
    places = [at.get(columns.get(name, name), -1) for name in COLUMNS]
    missing = [columns.get(n, n) for n, k in zip(COLUMNS, places, strict=True) if n in NEEDED and k < 0]
    if missing:
        found = ", ".join(name for name in header if name)[:200].encode("ascii", "replace").decode() or "nothing"
        what = "columns" if len(missing) > 1 else "column"
        raise UserError(f"The events lack the {what} {', '.join(missing)}", str(path), f"Found: {found}. Map them.")
    return places, [k for k in range(len(header)) if k not in places]
