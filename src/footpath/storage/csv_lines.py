"""The part of a CSV that can't be cut at once: the csv module reads it, record by record."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from footpath.storage.batches import Refused

MOST_FIELD_CHARS = 1 << 20
BAD_ENCODING = ("bad_encoding", "the row is not valid UTF-8")
WRONG_COUNT = ("wrong_fields", "too few or too many columns")
OPEN_QUOTE = ("wrong_fields", "a quote is not closed")


@dataclass(frozen=True, slots=True)
class Row:
    """A record's fields, the line it begins at and its text."""

    line: int
    fields: list[str]
    raw: str


def read_records(
    text: str, first_line: int, more: Callable[[], str], delimiter: str, width: int
) -> tuple[list[Row], list[Refused], int]:
    """Rows of `width` fields, what is refused, and the number of lines read. Blank records are neither.

    Where the text ends within a record, `more` hands over the lines that follow ("" at the end of the file).
    """
    csv.field_size_limit(MOST_FIELD_CHARS)
    lines = _Lines(text, more)
    rows, refused = list[Row](), list[Refused]()
    for fields, problem in _records(lines, delimiter):
        line, raw = first_line + lines.begun, lines.raw
        if problem:
            refused.append(Refused(line, "wrong_fields", problem, raw))
            continue
        verdict = _verdict(fields, raw, width, delimiter, last=lines.ended)
        if verdict is None:
            rows.append(Row(line, fields, raw))
        elif verdict:
            refused.append(Refused(line, *verdict, raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")))
    return rows, refused, lines.count


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[list[str], str]]:
    """Each record's fields, or what the csv module says against it."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.begin()
        try:
            yield next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            yield [], f"a field can't be read: {error}"
            reader = csv.reader(lines, delimiter=delimiter)


Verdict = tuple[str, str] | tuple[()] | None


def _verdict(fields: list[str], raw: str, width: int, delimiter: str, *, last: bool) -> Verdict:
    """None for a row; nothing for a blank record; else code and reason."""
    if not decodable(raw):
        return BAD_ENCODING
    closed = not last or closes(raw, delimiter)
    if len(fields) == width and closed:
        return None
    if not fields or (len(fields) == 1 and not fields[0].strip() and closed):
        return ()
    return WRONG_COUNT if closes(raw, delimiter) else OPEN_QUOTE


def closes(record: str, delimiter: str) -> bool:
    """Whether the record's last quote is closed."""
    try:
        list(csv.reader([record], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" not in str(error)
    return True


def decodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Lines:
    """Hands lines to the csv module, and keeps those of the record that it is reading."""

    def __init__(self, text: str, more: Callable[[], str]) -> None:
        self._lines = io.StringIO(text, newline="")
        self._more = more
        self._record: list[str] = []
        self.count = self.begun = 0
        self.ended = False

    def begin(self) -> None:
        """The next line begins a record."""
        self._record, self.begun = [], self.count

    @property
    def raw(self) -> str:
        return "".join(self._record)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._lines.readline()
        if not line and self._record:
            self._lines = io.StringIO(self._more(), newline="")
            line = self._lines.readline()
            self.ended = not line
        if not line:
            raise StopIteration
        self.count += 1
        self._record.append(line)
        return line
