"""Records as columns, a batch at a time: what every format hands to the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

import numpy as np

from footpath.model.events import Longs
from footpath.storage.blocks import padded
from footpath.storage.field_names import COLUMNS
from footpath.storage.words import Loader

BATCH = 50_000
MOST_RAW_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that can't be stored, with its text."""

    line: int
    code: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record: fields in the order of `COLUMNS`, or why there are none. `raw` is its text."""

    line: int
    fields: list[object] | None
    extra: str | None = None
    code: str = ""
    reason: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A column of texts as they lie in a buffer of UTF-8: where each begins, and its length in bytes."""

    buffer: np.ndarray
    loader: Loader
    starts: Longs
    lengths: Longs

    def __getitem__(self, i: int) -> str:
        start = self.starts[i]
        return str(self.buffer[start : start + self.lengths[i]].tobytes(), "utf-8", "surrogateescape")

    def texts(self, rows: Longs) -> list[str]:
        """The fields of some rows: a fraction of the time of one after the other."""
        data, starts = self.buffer.data, self.starts[rows]
        ends = starts + self.lengths[rows]
        bounds = zip(starts.tolist(), ends.tolist(), strict=True)
        return [str(data[start:end], "utf-8", "surrogateescape") for start, end in bounds]

    def __len__(self) -> int:
        return len(self.starts)


def span_of_texts(texts: Sequence[str]) -> Span:
    """Texts side by side."""
    whole = "".join(texts)
    if whole.isascii():
        data, sizes = whole.encode(), map(len, texts)
    else:
        parts = [text.encode("utf-8", "surrogateescape") for text in texts]
        data, sizes = b"".join(parts), map(len, parts)
    lengths = np.fromiter(sizes, dtype=np.int64, count=len(texts))
    buffer = padded(data)
    return Span(buffer, Loader(buffer), np.cumsum(lengths) - lengths, lengths)


Column = Span | Sequence[object] | np.ndarray  # an array: floats, NaN for an empty field


def field_of(column: Column | None, i: int) -> object:
    """One field, "" where it is empty."""
    if isinstance(column, np.ndarray):
        return "" if np.isnan(column[i]) else repr(float(column[i]))
    return "" if column is None else column[i]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records of one file.

    Attributes:
        columns: for each of `COLUMNS` the fields of every record, None where the file has no such column.
        lines: the line (element, row) each record begins at, from 1.
        raw: a record's text, by its place; good until the next batch is asked for.
        extras: the unknown columns of each record as JSON, None where there are none at all.
        refused: records that are none, in this stretch of the file.
        odd: records of the same stretch that had to be read one by one; their lines lie between those of the others.
        one_by_one: a record's fields by its place, where they are other than those of the columns taken as texts.
    """

    columns: tuple[Column | None, ...]
    lines: Sequence[int]
    raw: Callable[[int], str]
    extras: Sequence[str | None] | None = None
    refused: tuple[Refused, ...] = field(default=())
    odd: tuple[Record, ...] = field(default=())
    one_by_one: Callable[[int], list[object]] | None = None

    def fields(self, i: int) -> list[object]:
        """One record's fields in the order of `COLUMNS`."""
        if self.one_by_one is not None:
            return self.one_by_one(i)
        return [field_of(column, i) for column in self.columns]

    def __len__(self) -> int:
        return len(self.lines)


def with_constants(batch: Batch, constants: Mapping[str, str]) -> Batch:
    """The batch with a text in every empty field of the columns named."""
    if not constants:
        return batch
    columns = list(batch.columns)
    for name, text in constants.items():
        place = COLUMNS.index(name)
        column = columns[place]
        if column is None:
            columns[place] = [text] * len(batch)
        elif not isinstance(column, Span) or not column.lengths.all():
            found = (field_of(column, i) for i in range(len(batch)))
            columns[place] = [text if value is None or value == "" else value for value in found]
    odd = tuple(replace(record, fields=_filled(record.fields, constants)) for record in batch.odd)
    single = batch.one_by_one
    one_by_one = None if single is None else lambda i: _filled(single(i), constants) or []
    return replace(batch, columns=tuple(columns), odd=odd, one_by_one=one_by_one)


def _filled(fields: list[object] | None, constants: Mapping[str, str]) -> list[object] | None:
    if fields is None:
        return None
    return [constants.get(n, v) if v is None or v == "" else v for n, v in zip(COLUMNS, fields, strict=True)]


def batches_of(records: Iterable[Record]) -> Iterator[Batch]:
    """Records, gathered."""
    left = iter(records)
    while some := list(islice(left, BATCH)):
        good = [record for record in some if record.fields is not None]
        refused = tuple(Refused(r.line, r.code, r.reason, r.raw) for r in some if r.fields is None)
        rows = [record.fields for record in good if record.fields is not None]
        columns = tuple(zip(*rows, strict=True)) if rows else ((),) * len(COLUMNS)
        extras = [record.extra for record in good]
        yield Batch(columns, [r.line for r in good], partial(_raw_of, good), extras if any(extras) else None, refused)


def _raw_of(records: Sequence[Record], i: int) -> str:
    return records[i].raw
