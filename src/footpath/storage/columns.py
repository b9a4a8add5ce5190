"""Columns of texts as numbers, all at once: what is plain is converted here, the rest one by one or not at all."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable

import numpy as np

from footpath.model.events import Bools, Floats, Longs
from footpath.storage.batches import Span
from footpath.storage.key_table import Keys, KeyTable, first_of_each
from footpath.storage.words import DIGITS, WORD, digits, hashes, place_of

NAN = math.nan
TENS = 10.0 ** np.arange(DIGITS + 1)
EXACT_BELOW = 2**53
NO_NUMBER = -1  # of a text that can't be stored

ScalarNumber = Callable[[object], float | None]


class SpanTexts:
    """Numbers for the texts of spans; `number` gives a new text its own, or None where it is none.

    It hears, too, what stands beside the text where that first comes up, in the column given as such.
    """

    def __init__(self, number: Callable[[str, str], int | None]) -> None:
        self._number = number
        self._table = KeyTable()
        self._seeds = np.array([secrets.randbits(64) | 1 for _ in range(6)], dtype=np.uint64)

    def numbers(self, span: Span, beside: Span | None = None) -> Longs:
        """Each field's number, 0 for an empty one, `NO_NUMBER` for what is no text."""
        found = np.zeros(len(span), dtype=np.int64)
        filled = np.flatnonzero(span.lengths)
        if not len(filled):
            return found
        starts, lengths = span.starts[filled], span.lengths[filled]
        keys = hashes(span.loader, starts, lengths, self._seeds)
        numbers = self._table.find(keys)
        new = np.flatnonzero(numbers < 0)
        if len(new):
            numbers[new] = self._add((keys[0][new], keys[1][new]), span, beside, filled[new])
        found[filled] = numbers
        return np.where(found == _UNTEXT, NO_NUMBER, found)

    def _add(self, keys: Keys, span: Span, beside: Span | None, places: Longs) -> Longs:
        firsts, group = first_of_each(keys)
        order = np.argsort(firsts)  # numbers in the order of the file
        rows = places[firsts[order]]
        besides = beside.texts(rows) if beside is not None else [""] * len(rows)
        numbers = map(self._number, span.texts(rows), besides)
        given = np.empty(len(firsts), dtype=np.int64)
        given[order] = [_UNTEXT if number is None else number for number in numbers]
        self._table.add((keys[0][firsts], keys[1][firsts]), given)
        return given[group]


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
