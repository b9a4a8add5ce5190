"""Columns of texts as numbers, all at once: what is plain is converted here, the rest one by one or not at all."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from pathlib import Path

import numpy as np

from footpath.model.events import Bools, Floats, Longs
from footpath.storage.batches import Span
from footpath.storage.key_numbers import KeyNumbers
from footpath.storage.key_table import Keys, first_of_each
from footpath.storage.words import DIGITS, WORD, digits, hashes, place_of

NAN = math.nan
TENS = 10.0 ** np.arange(DIGITS + 1)
EXACT_BELOW = 2**53
NO_NUMBER = -1  # of a text that can't be stored

ScalarNumber = Callable[[object], float | None]


class SpanTexts:
    """Numbers for the texts of spans, by two 64-bit hashes of their bytes; `give` tells those of texts met first.

    It hears, too, what stands beside such a text, in the column given as such, and answers with numbers from 0 up, or
    `NO_NUMBER` for what is no text.

    Args:
        give: numbers for texts that are all different, shape (n,).
        folder: where to set aside what is too much for memory; None: the system's temporary folder.
    """

    def __init__(self, give: Callable[[list[str], list[str]], Longs], folder: Path | None = None) -> None:
        self._give = give
        self._known = KeyNumbers(folder)
        self._seeds = np.array([secrets.randbits(64) | 1 for _ in range(6)], dtype=np.uint64)

    def numbers(self, span: Span, beside: Span | None = None) -> Longs:
        """Each field's number, 0 for an empty one, `NO_NUMBER` for what is no text."""
        return self._numbers(span, lambda keys, places: self._take(keys, span, beside, places))

    def known(self, span: Span) -> Longs:
        """The same, but `NO_NUMBER` for a text that was not met yet, too."""
        return self._numbers(span, lambda keys, _: self._known.find_aside(keys))

    def put(self, span: Span, numbers: Longs) -> None:
        """Texts that were not met yet, with their numbers."""
        self._known.add(hashes(span.loader, span.starts, span.lengths, self._seeds), numbers)

    def _numbers(self, span: Span, others: Callable[[Keys, Longs], Longs]) -> Longs:
        """`others`: numbers of what isn't at hand, by its keys and places; each text once."""
        found = np.zeros(len(span), dtype=np.int64)
        filled = np.flatnonzero(span.lengths)
        if not len(filled):
            return found
        keys = hashes(span.loader, span.starts[filled], span.lengths[filled], self._seeds)
        numbers = self._known.find(keys)
        left = np.flatnonzero(numbers < 0)
        if len(left):
            firsts, group = first_of_each((keys[0][left], keys[1][left]))
            once = left[firsts]
            numbers[left] = others((keys[0][once], keys[1][once]), filled[once])[group]
        found[filled] = numbers
        return np.where(found == _UNTEXT, NO_NUMBER, found)

    def _take(self, keys: Keys, span: Span, beside: Span | None, places: Longs) -> Longs:
        """Numbers of what was set aside, and of what is met first."""
        numbers = self._known.find_aside(keys)
        new = np.flatnonzero(numbers < 0)
        if not len(new):
            return numbers
        new = new[np.argsort(places[new])]  # numbers in the order of the file
        rows = places[new]
        given = self._give(span.texts(rows), beside.texts(rows) if beside is not None else [""] * len(rows))
        numbers[new] = np.where(given == NO_NUMBER, _UNTEXT, given)
        self._known.add((keys[0][new], keys[1][new]), numbers[new])
        return numbers


_UNTEXT = 2**31 - 1


def span_numbers(span: Span, one_by_one: ScalarNumber, *, decimal_comma: bool, sure: Bools) -> Floats:
    """Floats exactly as Python reads them, NaN for an empty field; of those that are none `sure` is made false."""
    starts, lengths = span.starts, span.lengths
    if not lengths.any():
        return np.full(len(span), NAN)
    numbers, plain = _plain(span, starts, lengths, decimal_comma=decimal_comma)
    numbers[lengths == 0] = NAN
    for i in np.flatnonzero(~plain & (lengths > 0)).tolist():
        number = one_by_one(span[i])
        if number is None:
            sure[i] = False
        else:
            numbers[i] = number
    return numbers


def _plain(span: Span, starts: Longs, lengths: Longs, *, decimal_comma: bool) -> tuple[Floats, Bools]:
    """Digits with at most one point, few enough that a division of two exact numbers is the nearest float."""
    point = place_of(span.loader, starts, lengths, ".")
    if decimal_comma:
        point = np.minimum(point, place_of(span.loader, starts, lengths, ","))
    after = np.maximum(lengths - point - 1, 0)
    whole, good = digits(span.loader, starts, point)
    part, also = digits(span.loader, starts + point + 1, after)
    good &= also & (point + after <= DIGITS) & (point + after > 0) & (after <= DIGITS)
    scale = TENS[np.minimum(after, DIGITS)]
    mantissa = whole.astype(np.float64) * scale + part.astype(np.float64)
    good &= mantissa < EXACT_BELOW
    return mantissa / scale, good


def word_numbers(span: Span, codes: dict[str, int], missing: int, sure: Bools) -> Longs:
    """Short words by their code; of those that have none `sure` is made false."""
    lengths = span.lengths
    found = np.full(len(span), missing, dtype=np.int64)
    first = span.loader.first(span.starts, lengths)
    second = span.loader.first(span.starts + WORD, np.maximum(lengths - WORD, 0))
    known = (lengths == 0) & ("" in codes)
    for word, code in codes.items():
        data = word.encode()
        if not 0 < len(data) <= 2 * WORD:
            continue
        low, high = (int.from_bytes(data[at : at + WORD], "little") for at in (0, WORD))
        hit = (lengths == len(data)) & (first == np.uint64(low)) & (second == np.uint64(high))
        found[hit] = code
        known |= hit
    sure &= known
    return found
