"""Text fields of a block of bytes, eight bytes at a time: hashes, digits and single letters of whole columns.

A field is its first byte and the one after its last. All arrays have one entry a field; words are little-endian.
"""

from __future__ import annotations

import numpy as np

from footpath.model.events import Bools, Longs

PAD = 32  # bytes that may be read past the last field
WORD = 8
DIGITS = 16  # the most that `decimal` reads at once

_ONE = np.uint64(1)
_KEEP = np.array([(1 << 8 * n) - 1 for n in range(WORD)] + [2**64 - 1], dtype=np.uint64)  # the first n bytes
_ZEROS = np.uint64(0x3030303030303030)
_FILL = np.array([int(_ZEROS) >> 8 * n for n in range(WORD)] + [0], dtype=np.uint64)  # "0" before n digits
_SHIFT = np.array([0, *(8 * (WORD - n) for n in range(1, WORD + 1))], dtype=np.uint64)
_HIGH_HALVES, _SIXES = np.uint64(0xF0F0F0F0F0F0F0F0), np.uint64(0x0606060606060606)
_LOWS, _HIGHS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_PAIRS, _FOURS, _EIGHT = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF), np.uint64(0xFFFFFFFF)

Words = np.ndarray


class Loader:
    """Eight bytes from anywhere in a buffer that has `PAD` bytes to spare."""

    def __init__(self, buffer: np.ndarray) -> None:
        self._words = np.ndarray((len(buffer) - WORD + 1,), dtype="<u8", buffer=buffer, strides=(1,))

    def words(self, starts: Longs) -> Words:
        return self._words[starts]

    def first(self, starts: Longs, lengths: Longs) -> Words:
        """The first up to eight bytes of each field, zeros after its end."""
        return self._words[starts] & _KEEP[np.minimum(lengths, WORD)]


def begin_with(loader: Loader, starts: Longs, lengths: Longs, sign: bytes) -> Bools:
    """Which fields begin with these bytes."""
    fits: Bools = lengths >= len(sign)
    if not fits.all():
        starts = np.where(fits, starts, 0)
    for first in range(0, len(sign) if fits.any() else 0, WORD):
        part = sign[first : first + WORD]
        fits &= (loader.words(starts + first) & _KEEP[len(part)]) == np.uint64(int.from_bytes(part, "little"))
    return fits


def eight_digits(loader: Loader, starts: Longs, lengths: Longs) -> tuple[Words, Bools]:
    """Numbers of 0 to 8 digits, and whether all letters are digits."""
    short = np.minimum(lengths, WORD)
    word = (loader.first(starts, short) << _SHIFT[short]) | _FILL[short]
    good = ((word & _HIGH_HALVES) == _ZEROS) & (((word + _SIXES) & _HIGH_HALVES) == _ZEROS)
    word -= _ZEROS
    word = (word * np.uint64(10) + (word >> np.uint64(8))) & _PAIRS
    word = (word * np.uint64(100) + (word >> np.uint64(16))) & _FOURS
    word = (word * np.uint64(10000) + (word >> np.uint64(32))) & _EIGHT
    return word, good


def digits(loader: Loader, starts: Longs, lengths: Longs) -> tuple[Words, Bools]:
    """Numbers of 0 to 16 digits, and whether all letters are digits (and not more than 16)."""
    last, good = eight_digits(loader, np.maximum(starts, starts + lengths - WORD), lengths)
    if not (lengths > WORD).any():
        return last, good
    first, also = eight_digits(loader, starts, np.clip(lengths - WORD, 0, WORD))
    return first * np.uint64(100_000_000) + last, good & also & (lengths <= DIGITS)


def place_of(loader: Loader, starts: Longs, lengths: Longs, letter: str) -> Longs:
    """Where the letter first stands in the first 16 bytes of each field; its length where it doesn't."""
    place = _in_word(loader.first(starts, lengths), letter)
    longer = np.flatnonzero((place == WORD) & (lengths > WORD))
    if len(longer):
        rest = loader.first(starts[longer] + WORD, lengths[longer] - WORD)
        later = _in_word(rest, letter)
        place[longer] = np.where(later == WORD, lengths[longer], WORD + later)
    return np.minimum(place, lengths)


def _in_word(word: Words, letter: str) -> Longs:
    differs = word ^ (_LOWS * np.uint64(ord(letter)))
    hit = (differs - _LOWS) & ~differs & _HIGHS
    return (np.bitwise_count((hit & (~hit + _ONE)) - _ONE) >> 3).astype(np.int64)


def hashes(loader: Loader, starts: Longs, lengths: Longs, seeds: Words) -> tuple[Words, Words]:
    """Two 64-bit hashes of each field's bytes. `seeds`: six odd numbers that nobody outside can foresee."""
    word = loader.first(starts, lengths)
    sizes = lengths.astype(np.uint64)
    one, two = _stir(word ^ (sizes * seeds[0]), seeds[1]), _stir(word ^ (sizes * seeds[2]), seeds[3])
    left = np.flatnonzero(lengths > WORD)
    offset = WORD
    while len(left):
        word = loader.first(starts[left] + offset, lengths[left] - offset)
        one[left], two[left] = _stir(one[left] + word, seeds[4]), _stir(two[left] + word * seeds[0], seeds[5])
        offset += WORD
        left = left[lengths[left] > offset]
    return one, two


def _stir(word: Words, odd: np.uint64) -> Words:
    word = word * odd
    word ^= word >> np.uint64(32)
    word *= odd
    word ^= word >> np.uint64(29)
    return word
