"""Lines of plain JSON objects cut into keys and values at once, exactly where Python's json module would cut them.

Only what is beyond doubt is cut here: flat objects of texts without a backslash, plain decimal numbers, true, false
and null, with at most one space after a sign. Every other line is `odd`, and left to the json module.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footpath.model.events import Bools, Longs
from footpath.storage.blocks import padded
from footpath.storage.words import DIGITS, Loader, digits, place_of

NEWLINE, RETURN, SPACE, QUOTE, COMMA, COLON, BACKSLASH = 10, 13, 32, 34, 44, 58, 92
OPEN, CLOSE, MINUS, ZERO = ord("{"), ord("}"), ord("-"), ord("0")
QUOTED, NOTHING, FLAG, WHOLE, DECIMAL, STRANGE = range(6)
_WORDS = {b"null": NOTHING, b"true": FLAG, b"false": FLAG}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Keys and values of some lines, one after the other. `form`: QUOTED to DECIMAL.

    Attributes:
        buffer: the block's bytes and some zeros.
        lines: which line of the block each object stands in, from 0; shape (objects,).
        first: the first pair of each object, and the number of all; shape (objects + 1,).
        key, key_length, value, value_length: first byte and length of each; shape (pairs,).
        form: of each value.
    """

    buffer: np.ndarray
    loader: Loader
    lines: Longs
    first: Longs
    key: Longs
    key_length: Longs
    value: Longs
    value_length: Longs
    form: np.ndarray


def cut_objects(data: bytes, ends: Longs) -> Pairs:
    """The objects of all lines that are plain. `ends`: where the lines' newlines stand, the last one included."""
    buffer = padded(data)
    letters = buffer[: len(data)]
    begins = np.append(0, ends[:-1] + 1)
    plain = _plain_lines(letters, ends)
    quotes = np.flatnonzero(letters == QUOTE)
    upto = np.searchsorted(quotes, ends)
    counts = np.diff(upto, prepend=0)
    plain &= (counts % 2 == 0) & (counts > 0)
    if not plain.all():
        quotes = quotes[np.repeat(plain, counts)]
        begins, ends, counts = begins[plain], ends[plain], counts[plain]
    lines = np.flatnonzero(plain)
    loader = Loader(buffer)
    good, found = _pairs(buffer, loader, quotes, (begins, ends, counts // 2))
    return _of_good(Pairs(buffer, loader, lines, *found), good)


def _plain_lines(letters: np.ndarray, ends: Longs) -> Bools:
    """Lines without a backslash, or a control letter but for a carriage return at their end."""
    plain = np.ones(len(ends), dtype=np.bool_)
    strange = np.flatnonzero((letters == BACKSLASH) | ((letters < SPACE) & (letters != NEWLINE)))
    if len(strange):
        line_end = (letters[strange] == RETURN) & (letters[np.minimum(strange + 1, len(letters) - 1)] == NEWLINE)
        plain[np.searchsorted(ends, strange[~line_end])] = False
    return plain


Lines = tuple[Longs, Longs, Longs]
Found = tuple[Longs, Longs, Longs, Longs, Longs, np.ndarray]


def _pairs(buffer: np.ndarray, loader: Loader, quotes: Longs, lines: Lines) -> tuple[Bools, Found]:
    """Which lines are plain objects, and the pairs of all; `lines`: begins, ends, number of texts."""
    begins, ends, texts = lines
    opening, closing = quotes[0::2], quotes[1::2]
    last = np.cumsum(texts) - 1
    head = last + 1 - texts
    before = np.empty_like(opening)  # where what stands before a text begins
    before[1:] = closing[:-1] + 1
    before[head] = begins
    spaced = (buffer[opening - 1] == SPACE) & (opening - before > 1)
    length = opening - spaced - before
    sign = buffer[before]
    after_colon = (length == 1) & (sign == COLON)
    after_bare = (length > 1) & (sign == COLON) & (buffer[opening - spaced - 1] == COMMA)
    after_comma = (length == 1) & (sign == COMMA)
    is_key = ~after_colon
    was_key = np.empty_like(is_key)
    was_key[1:], was_key[:1] = is_key[:-1], False
    fits = (was_key & (after_colon | after_bare)) | (~was_key & after_comma)
    fits[head] = (length[head] == 1) & (sign[head] == OPEN)
    tail, stop = closing[last] + 1, ends - (buffer[ends - 1] == RETURN) - 1
    ends_bare = is_key[last] & (buffer[tail] == COLON) & (stop - tail > 1)
    good = (buffer[stop] == CLOSE) & (ends_bare | (~is_key[last] & (tail == stop)))
    good &= np.logical_and.reduceat(fits, head) if len(head) else good
    return _values(buffer, loader, (opening, closing, is_key), (head, last, stop), good, spaced)


def _values(
    buffer: np.ndarray, loader: Loader, texts: tuple[Longs, Longs, Bools], lines: Lines, good: Bools, spaced: Bools
) -> tuple[Bools, Found]:
    opening, closing, is_key = texts
    head, last, stop = lines
    keys = np.flatnonzero(is_key)
    following = np.minimum(keys + 1, len(is_key) - 1)
    is_last = np.zeros(len(is_key), dtype=np.bool_)
    is_last[last] = True
    quoted = ~is_key[following] & ~is_last[keys]
    value = np.where(quoted, opening[following] + 1, closing[keys] + 2)
    end = np.where(quoted, closing[following], opening[following] - spaced[following] - 1)
    line = np.searchsorted(last, keys)
    at_end = is_last[keys]
    end[at_end] = stop[line[at_end]]
    bare = np.flatnonzero(~quoted)
    value[bare] += buffer[value[bare]] == SPACE
    lengths = np.maximum(end - value, 0)
    form = np.full(len(keys), QUOTED, dtype=np.int8)
    form[bare] = _forms(buffer, loader, value[bare], lengths[bare])
    lengths[form == NOTHING] = 0
    good = good.copy()
    good[line[form == STRANGE]] = False
    first = np.append(np.searchsorted(keys, head), len(keys))
    return good, (first, opening[keys] + 1, closing[keys] - opening[keys] - 1, value, lengths, form)


def _forms(buffer: np.ndarray, loader: Loader, starts: Longs, lengths: Longs) -> np.ndarray:
    """What stands there without quotes; STRANGE where it isn't told here."""
    form = np.full(len(starts), STRANGE, dtype=np.int8)
    word = loader.first(starts, lengths)
    for text, kind in _WORDS.items():
        form[(lengths == len(text)) & (word == np.uint64(int.from_bytes(text, "little")))] = kind
    rows = np.flatnonzero(form == STRANGE)
    minus = buffer[starts[rows]] == MINUS
    begin, size = starts[rows] + minus, lengths[rows] - minus
    point = place_of(loader, begin, size, ".")
    part = np.maximum(size - point - 1, 0)
    good = digits(loader, begin, point)[1] & digits(loader, begin + point + 1, part)[1]
    good &= (point > 0) & (point + part <= DIGITS) & ((point == size) | (part > 0))
    good &= (buffer[begin] != ZERO) | (point == 1)
    form[rows[good]] = np.where(point == size, WHOLE, DECIMAL)[good]
    return form


def _of_good(pairs: Pairs, good: Bools) -> Pairs:
    if good.all():
        return pairs
    counts = np.diff(pairs.first)
    kept = np.repeat(good, counts)
    first = np.append(0, np.cumsum(counts[good]))
    return Pairs(
        pairs.buffer, pairs.loader, pairs.lines[good], first, pairs.key[kept], pairs.key_length[kept],
        pairs.value[kept], pairs.value_length[kept], pairs.form[kept],
    )  # fmt: skip


def canonical(pairs: Pairs, rows: Longs) -> Bools:
    """Which of these values' texts are those that Python writes for them; `rows`: pairs."""
    start, length, form = pairs.value[rows], pairs.value_length[rows], pairs.form[rows]
    minus = pairs.buffer[start] == MINUS
    point = place_of(pairs.loader, start, length, ".")
    last = pairs.buffer[start + np.maximum(length, 1) - 1]
    shown = np.zeros(len(rows), dtype=np.bool_)  # a float of 0.0001 or more is written without an exponent
    for place in range(4):
        at = np.minimum(point + 1 + place, np.maximum(length, 1) - 1)
        shown |= (point + 1 + place < length) & (pairs.buffer[start + at] != ZERO)
    shown |= (point - minus > 1) | (pairs.buffer[start + minus] != ZERO)
    decimal = (last != ZERO) & shown & (length - minus <= DIGITS)
    whole = ~(minus & (pairs.buffer[start + 1] == ZERO))
    return np.asarray(np.where(form == DECIMAL, decimal, (form != WHOLE) | whole))
