"""Lines of plain JSON objects cut into fields at once, exactly where Python's json module would cut them.

All lines are walked through together, from key to key: what stands before the next value of the first line is looked
for in every other, and those that differ there are walked through by themselves. Only what is beyond doubt is cut:
flat objects of texts without a backslash, plain decimal numbers, true, false and null, with at most one space beside
a sign. Every other line is left to the json module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from footpath.model.events import Bools, Longs
from footpath.storage.blocks import padded
from footpath.storage.words import DIGITS, Loader, begin_with, digits, place_of

NEWLINE, RETURN, SPACE, QUOTE, BACKSLASH = 10, 13, 32, 34, 92
MINUS, ZERO = ord("-"), ord("0")
QUOTED, NOTHING, FLAG, WHOLE, DECIMAL, STRANGE = range(6)
MOST_KEYS = 200
MOST_VALUES = 8_000_000  # of all names and lines
_WORDS = {b"null": NOTHING, b"true": FLAG, b"false": FLAG}
_FIRST_KEY = re.compile(rb'\{ ?"([^"\n]*)" ?: ?')
_NEXT_KEY = re.compile(rb' ?, ?"([^"\n]*)" ?: ?')
_END = re.compile(rb" ?\}")


@dataclass(frozen=True, slots=True)
class Values:
    """One field of every line, shape (lines,): first byte, length in bytes, form; nothing where there is none."""

    starts: Longs
    lengths: Longs
    form: np.ndarray

    @classmethod
    def nothing(cls, count: int) -> Values:
        starts, lengths = np.zeros((2, count), dtype=np.int64)
        return cls(starts, lengths, np.full(count, NOTHING, dtype=np.int8))


@dataclass(slots=True)
class Objects:
    """The fields of a block's lines by their names. `buffer`: the block's bytes and some zeros.

    Attributes:
        good: shape (lines,), those that were cut.
        layouts: keys in the order in which they stand, and the lines they stand in so.
    """

    buffer: np.ndarray
    loader: Loader
    good: Bools
    values: dict[str, Values] = field(default_factory=dict)
    layouts: list[tuple[tuple[str, ...], Longs]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """How far some lines have been walked through: behind the values of `names`.

    Of shape (rows,): the lines, the next byte, the number of the next quote, and where the line ends.
    """

    names: tuple[str, ...]
    rows: Longs
    at: Longs
    quote: Longs
    stop: Longs

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, some: Bools | slice) -> _Place:
        return _Place(self.names, self.rows[some], self.at[some], self.quote[some], self.stop[some])


def cut_objects(data: bytes, ends: Longs, most_odd: int, most_layouts: int) -> Objects | None:
    """All plain lines. `ends`: where the lines' newlines stand, the last one included.

    None where more than `most_odd` lines are not plain, or their keys stand in more orders than `most_layouts`.
    """
    buffer = padded(data)
    letters = buffer[: len(data)]
    quotes = np.flatnonzero(letters == QUOTE)
    begins = np.append(0, ends[:-1] + 1)
    rows = np.flatnonzero(_plain_lines(data, letters, ends))
    if len(ends) - len(rows) > most_odd:
        return None
    found = Objects(buffer, Loader(buffer), np.zeros(len(ends), dtype=np.bool_))
    stop = ends[rows] - (buffer[ends[rows] - 1] == RETURN)
    first = _Place((), rows, begins[rows], np.searchsorted(quotes, begins[rows]), stop)
    walk = _Walk(data, np.append(quotes, [len(data), len(data)]), found)
    return found if walk.through(first, most_odd - (len(ends) - len(rows)), most_layouts) else None


def _plain_lines(data: bytes, letters: np.ndarray, ends: Longs) -> Bools:
    """Lines without a backslash, or a control letter but for a carriage return at their end."""
    plain = np.ones(len(ends), dtype=np.bool_)
    if np.count_nonzero(letters < SPACE) == len(ends) and b"\\" not in data:
        return plain
    strange = np.flatnonzero((letters == BACKSLASH) | ((letters < SPACE) & (letters != NEWLINE)))
    if len(strange):
        line_end = (letters[strange] == RETURN) & (letters[np.minimum(strange + 1, len(letters) - 1)] == NEWLINE)
        plain[np.searchsorted(ends, strange[~line_end])] = False
    return plain


class _Walk:
    """Through lines together. `quotes`: where they stand, and beyond the last one the block's end, twice."""

    def __init__(self, data: bytes, quotes: Longs, found: Objects) -> None:
        self._data, self._quotes, self._found = data, quotes, found

    def through(self, first: _Place, most_odd: int, most_layouts: int) -> bool:
        """False as soon as there are too many odd lines, or layouts."""
        found, waiting = self._found, [first] if len(first) else []
        while waiting:
            alike, others = self._step(waiting.pop())
            waiting += [place for place in (alike, others) if place is not None and len(place)]
            odd = len(first) - int(found.good.sum()) - sum(map(len, waiting))
            many = len(waiting) - 1 + len(found.layouts)  # each of those waiting ends in one, but for the last perhaps
            if odd > most_odd or many > most_layouts or len(found.values) * len(found.good) > MOST_VALUES:
                return False
        return True

    def _step(self, place: _Place) -> tuple[_Place | None, _Place]:
        """Lines that go on as the first one does, behind their next value, and the others; None: those are through."""
        at, stop = int(place.at[0]), int(place.stop[0])
        key = (_NEXT_KEY if place.names else _FIRST_KEY).match(self._data, at, stop)
        end = _END.match(self._data, at, stop) if key is None and place.names else None
        told = key or end
        if told is None or len(place.names) == MOST_KEYS:
            return None, place.of(slice(1, None))
        alike, others = self._alike(place, told[0])
        if key is None:
            self._note(place.names, alike)
            return None, others
        return self._read(alike, key[1].decode()), others

    def _alike(self, place: _Place, sign: bytes) -> tuple[_Place, _Place]:
        """Lines that go on with these bytes, behind them, and the others."""
        fits = begin_with(self._found.loader, place.at, place.stop - place.at, sign)
        every = bool(fits.all())
        some = place if every else place.of(fits)
        quote = some.quote + sign.count(b'"')
        behind = _Place(place.names, some.rows, some.at + len(sign), quote, some.stop)
        return behind, place.of(slice(0, 0)) if every else place.of(~fits)

    def _note(self, names: tuple[str, ...], place: _Place) -> None:
        """Lines that end here, as they should; a name that stands twice is left to the json module."""
        rows = place.rows[place.at == place.stop]
        if len(rows) and len(set(names)) == len(names):
            self._found.good[rows] = True
            self._found.layouts.append((names, rows))

    def _read(self, place: _Place, name: str) -> _Place:
        """Take the next value of every line; lines in which it is none that can be told fall out."""
        buffer, quotes, at = self._found.buffer, self._quotes, place.at
        quoted = buffer[at] == QUOTE
        following = quotes[place.quote]
        closing = quotes[place.quote + 1]
        bare_end = np.minimum(following, place.stop) - 1  # on the comma, the space behind it, or the brace
        bare_end -= (buffer[bare_end] == SPACE) & (following < place.stop)
        start, end = at + quoted, np.where(quoted, closing, bare_end)
        form = np.full(len(place), QUOTED, dtype=np.int8)
        bare = np.flatnonzero(~quoted)
        form[bare] = _forms(buffer, self._found.loader, start[bare], np.maximum(end[bare] - start[bare], 0))
        self._keep(place, name, Values(start, np.where(form == NOTHING, 0, end - start), form))
        behind = _Place((*place.names, name), place.rows, end + quoted, place.quote + 2 * quoted, place.stop)
        good = (form != STRANGE) & (end < place.stop)
        return behind if good.all() else behind.of(good)

    def _keep(self, place: _Place, name: str, some: Values) -> None:
        count = len(self._found.good)
        if len(place) == count and name not in self._found.values:
            self._found.values[name] = some
            return
        whole = self._found.values.setdefault(name, Values.nothing(count))
        whole.starts[place.rows], whole.lengths[place.rows] = some.starts, some.lengths
        whole.form[place.rows] = some.form


def _forms(buffer: np.ndarray, loader: Loader, starts: Longs, lengths: Longs) -> np.ndarray:
    """What stands there without quotes; STRANGE where it isn't told here."""
    form = np.full(len(starts), STRANGE, dtype=np.int8)
    word = loader.first(starts, lengths)
    for text, kind in _WORDS.items():
        form[(lengths == len(text)) & (word == np.uint64(int.from_bytes(text, "little")))] = kind
    rows = np.flatnonzero(form == STRANGE)
    if not len(rows):
        return form
    minus = buffer[starts[rows]] == MINUS
    begin, size = starts[rows] + minus, lengths[rows] - minus
    point = place_of(loader, begin, size, ".")
    part = np.maximum(size - point - 1, 0)
    good = digits(loader, begin, point)[1] & digits(loader, begin + point + 1, part)[1]
    good &= (point > 0) & (point + part <= DIGITS) & ((point == size) | (part > 0))
    good &= (buffer[begin] != ZERO) | (point == 1)
    form[rows[good]] = np.where(point == size, WHOLE, DECIMAL)[good]
    return form


def canonical(found: Objects, values: Values, rows: Longs) -> Bools:
    """Which of these lines' values are written as Python writes them."""
    start, length, form = values.starts[rows], values.lengths[rows], values.form[rows]
    minus = found.buffer[start] == MINUS
    point = place_of(found.loader, start, length, ".")
    last = found.buffer[start + np.maximum(length, 1) - 1]
    shown = np.zeros(len(rows), dtype=np.bool_)  # a float of 0.0001 or more is written without an exponent
    for place in range(4):
        at = np.minimum(point + 1 + place, np.maximum(length, 1) - 1)
        shown |= (point + 1 + place < length) & (found.buffer[start + at] != ZERO)
    shown |= (point - minus > 1) | (found.buffer[start + minus] != ZERO)
    decimal = (last != ZERO) & shown & (length - minus <= DIGITS)
    whole = ~(minus & (found.buffer[start + 1] == ZERO))
    return np.asarray(np.where(form == DECIMAL, decimal, (form != WHOLE) | whole))
