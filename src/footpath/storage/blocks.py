"""A block of a CSV cut into records and fields at once, exactly where Python's csv module would cut it.

Only what is beyond doubt is cut here: `cut` answers None for a block in which a quote stands where it neither opens
nor closes a field, or a line ends with a carriage return alone. A record with another number of fields, or with a
doubled quote in it, is left to the csv module too, but its neighbours are not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.model.events import Bools, Longs
from footpath.storage.words import PAD

NEWLINE, RETURN, QUOTE = 10, 13, 34


@dataclass(frozen=True, slots=True)
class Cut:
    """Records of one block. `buffer`: its bytes and `PAD` zeros.

    Attributes:
        starts, lengths: shape (records, fields), of those that are whole beyond doubt.
        lines: which line of the block each begins at, from 0.
        begins: each record's first byte in the block.
        odd: the records left to the csv module: first byte, the one after the last, line; shape (n, 3).
        line_count: lines in the block.
    """

    buffer: np.ndarray
    starts: Longs
    lengths: Longs
    lines: Longs
    begins: Longs
    odd: Longs
    line_count: int


def padded(data: bytes) -> np.ndarray:
    """The bytes as an array with room to read past the last field."""
    buffer = np.zeros(len(data) + PAD, dtype=np.uint8)
    buffer[: len(data)] = np.frombuffer(data, dtype=np.uint8)
    return buffer


def cut(data: bytes, delimiter: str, width: int) -> Cut | None:
    """Cut whole records (the last byte ends a line) of `width` fields; None: let the csv module read them."""
    buffer = padded(data)
    letters = buffer[: len(data)]
    if b"\0" in data or not _ordinary_line_ends(data, letters):
        return None
    special = np.flatnonzero(_special(delimiter)[letters])
    quotes_before = None
    if b'"' in data:
        signs = letters[special]
        is_quote = signs == QUOTE
        counted = np.cumsum(is_quote)
        if counted[-1] % 2 or not _quotes_in_place(buffer, special[is_quote], delimiter):
            return None
        outside = ~is_quote & (counted % 2 == 0)
        special, quotes_before = special[outside], counted[outside]
    return _records(buffer, special, width, quotes_before, data.count(b"\n"))


def _special(delimiter: str) -> Bools:
    table = np.zeros(256, dtype=np.bool_)
    table[[ord(delimiter), NEWLINE, QUOTE]] = True
    return table


def _ordinary_line_ends(data: bytes, letters: np.ndarray) -> bool:
    if b"\r" not in data:
        return True
    returns = np.flatnonzero(letters == RETURN)
    return bool(returns[-1] + 1 < len(letters) and (letters[returns + 1] == NEWLINE).all())


def _quotes_in_place(buffer: np.ndarray, quotes: Longs, delimiter: str) -> bool:
    """Each opens a field, closes one, or is half of a doubled one inside."""
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening > 0, buffer[opening - 1], NEWLINE)
    after = buffer[closing + 1]
    doubled = np.zeros(len(opening), dtype=np.bool_)
    doubled[1:] = opening[1:] == closing[:-1] + 1
    begins = (before == ord(delimiter)) | (before == NEWLINE) | doubled
    carries_on = np.append(doubled[1:], False)
    ends = (after == ord(delimiter)) | (after == NEWLINE) | (after == RETURN) | carries_on
    return bool(begins.all() and ends.all())


def _records(buffer: np.ndarray, marks: Longs, width: int, quotes: Longs | None, line_count: int) -> Cut:
    """`marks`: where fields end; `quotes`: how many quotes stand before each."""
    last = np.flatnonzero(buffer[marks] == NEWLINE)
    ends = marks[last]
    begins = np.append(0, ends[:-1] + 1) if len(ends) else ends
    plain = np.diff(last, prepend=-1) == width
    grid = marks.reshape(-1, width) if plain.all() else marks[last[plain][:, None] + np.arange(1 - width, 1)]
    starts, stops = np.empty_like(grid), grid.copy()
    starts[:, 0], starts[:, 1:] = begins[plain], grid[:, :-1] + 1
    stops[:, -1] -= buffer[stops[:, -1] - 1] == RETURN
    if quotes is not None:
        inside = np.diff(quotes, prepend=0)
        fields = inside.reshape(-1, width) if plain.all() else inside[last[plain][:, None] + np.arange(1 - width, 1)]
        starts += fields == 2
        stops -= fields == 2
        kept = (fields <= 2).all(axis=1)
        starts, stops = starts[kept], stops[kept]
        plain[plain] = kept
    lines = _lines(buffer, begins, line_count)
    odd = np.stack([begins[~plain], ends[~plain] + 1, lines[~plain]], axis=1)
    return Cut(buffer, starts, stops - starts, lines[plain], begins[plain], odd, line_count)


def _lines(buffer: np.ndarray, begins: Longs, line_count: int) -> Longs:
    """The line each record begins at."""
    if len(begins) == line_count:
        return np.arange(line_count)
    return np.searchsorted(np.flatnonzero(buffer == NEWLINE), begins)
