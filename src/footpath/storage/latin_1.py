"""Whether bytes that are no UTF-8 are Latin-1 (Windows-1252), or damage."""

from __future__ import annotations

import re

MOST_STRANGE = 0.1  # of the words that hold bytes beyond ASCII
_HIGH = re.compile(rb"[\x80-\xff]+")
_WORD = re.compile(rb"[A-Za-z'\x80-\xff-]+")
_SIGNS = b"\x80\x85\x91\x92\x93\x94\x96\x97\xa0\xa1\xa3\xa7\xa9\xab\xae\xb0\xb2\xb3\xb4\xb5\xb7\xbb\xbd\xbf"
_PART = rb"[A-Z\xc0-\xd6\xd8-\xde]*[a-z\xdf-\xf6\xf8-\xfe]*"
_LETTERS = re.compile(_PART + rb"(?:['-]" + _PART + rb")*")

_LONE = frozenset(letter.encode("latin-1") for letter in "àáâåèéêëíîïóôöøùúûüæ")  # words by themselves


def looks_like_latin_1(data: bytes) -> bool:
    """No UTF-8 at all, and letters beyond ASCII only where words of western Europe have them.

    One stray byte between two commas is no word: then the rows that hold such bytes are refused, not guessed at.
    """
    if any(_is_utf8(run) for run in set(_HIGH.findall(data))):
        return False
    words = [word.translate(None, _SIGNS) for word in set(_WORD.findall(data)) if not word.isascii()]
    words = [word for word in words if not word.isascii() and word not in _LONE]
    strange = sum(not _is_word(word) for word in words)
    return bool(words) and strange <= MOST_STRANGE * len(words)


def _is_utf8(run: bytes) -> bool:
    try:
        run.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_word(word: bytes) -> bool:
    """Capitals before small letters, at least half of it ASCII."""
    plain = sum(letter < 0x80 for letter in word)
    return len(word) > 1 and 2 * plain >= len(word) and _LETTERS.fullmatch(word) is not None
