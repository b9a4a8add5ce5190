"""Which marks were surely never put: a Bloom filter of fixed size (Bloom 1970), a mark's bits all in one word."""

from __future__ import annotations

import numpy as np

from footpath.model.events import Bools

FILTER_WORDS = 1 << 23  # 64 MB: with 20 million marks it takes one new one in 700 for known, with 100 million one in 11
BITS = 4
BIT_BITS = np.uint64(6)  # what tells one of a word's 64 bits
FIRST_BIT, ONE, LAST_SIX = np.uint64(1), np.uint64(1), np.uint64(63)


class KeyFilter:
    """Marks: 64 bits as good as random, the lowest aside; the upper ones tell the word, the lower ones its bits."""

    def __init__(self, words: int = FILTER_WORDS) -> None:
        self._words = np.zeros(words, dtype=np.uint64)
        self._shift = np.uint64(64 - (words.bit_length() - 1))

    def may_hold(self, marks: np.ndarray) -> Bools:
        """False where a mark was never put."""
        bits = _bits(marks)
        return np.asarray(self._words[self._places(marks)] & bits == bits)

    def put(self, marks: np.ndarray) -> None:
        places, bits = self._places(marks), _bits(marks)
        while len(places):
            self._words[places] |= bits  # of several for one word the last stands
            lost = self._words[places] & bits != bits
            places, bits = places[lost], bits[lost]

    def _places(self, marks: np.ndarray) -> np.ndarray:
        return (marks >> self._shift).astype(np.int64)


def _bits(marks: np.ndarray) -> np.ndarray:
    bits = np.zeros(len(marks), dtype=np.uint64)
    for k in range(BITS):
        bits |= ONE << ((marks >> (FIRST_BIT + np.uint64(k) * BIT_BITS)) & LAST_SIX)
    return bits
