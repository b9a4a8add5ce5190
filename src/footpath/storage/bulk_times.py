"""Wall times of the plainest forms, a column at a time: ISO 8601 in UTC with fixed places, Unix epochs in digits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from footpath.model.events import Bools, Longs

ISO_LENGTHS = (19, 20, 23, 24, 26, 27)  # without and with Z: whole seconds, ms, µs
DATE_DIGITS = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
SIGNS = {4: b"-", 7: b"-", 13: b":", 16: b":"}
MOST_EPOCH_DIGITS = 17
SECONDS_DIGITS, MILLISECONDS_DIGITS = 11, 14


def plain_times(values: Sequence[object]) -> tuple[Longs, Bools, int]:
    """Unix epoch in µs, which of the values are of a plain form, and how many of those lack an offset.

    Others are 0 and left to whoever reads every form.
    """
    count = len(values)
    times, plain, naive = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_), 0
    if not count or set(map(type, values)) != {str}:
        return times, plain, naive
    try:
        column = np.array(values, dtype="S")
    except UnicodeEncodeError:
        return times, plain, naive
    if column.dtype.itemsize > 64:
        return times, plain, naive
    lengths = np.fromiter(map(len, values), dtype=np.int64, count=count)  # type: ignore[arg-type]
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        if length in ISO_LENGTHS:
            times[rows], plain[rows] = _iso(column[rows], length)
            naive += int(plain[rows].sum()) if length in ISO_LENGTHS[::2] else 0
        elif 0 < length <= MOST_EPOCH_DIGITS:
            times[rows], plain[rows] = _epoch(column[rows], length)
    return times, plain, naive


def _bytes(column: np.ndarray, length: int) -> np.ndarray:
    return np.ascontiguousarray(column.astype(f"S{length}")).view(np.uint8).reshape(len(column), length)


def _digits_at(letters: np.ndarray, places: Sequence[int]) -> Bools:
    part = letters[:, list(places)]
    return np.asarray(((part >= ord("0")) & (part <= ord("9"))).all(axis=1))


def _number(letters: np.ndarray, first: int, last: int) -> Longs:
    """The digits from `first` up to `last`, as a number."""
    value = np.zeros(len(letters), dtype=np.int64)
    for place in range(first, last):
        value = value * 10 + (letters[:, place].astype(np.int64) - ord("0"))
    return value


def _iso(column: np.ndarray, length: int) -> tuple[Longs, Bools]:
    letters = _bytes(column, length)
    zulu = length in ISO_LENGTHS[1::2]
    end = length - 1 if zulu else length
    good = _digits_at(letters, [*DATE_DIGITS, *range(20, end)])
    for place, sign in SIGNS.items():
        good &= letters[:, place] == ord(sign)
    good &= (letters[:, 10] == ord("T")) | (letters[:, 10] == ord(" "))
    if zulu:
        good &= letters[:, -1] == ord("Z")
    if end > 19:
        good &= letters[:, 19] == ord(".")
    return _put_together(letters, end, good)


def _put_together(letters: np.ndarray, end: int, good: Bools) -> tuple[Longs, Bools]:
    letters = np.where(good[:, None], letters, np.uint8(ord("1")))
    year, month, day = _number(letters, 0, 4), _number(letters, 5, 7), _number(letters, 8, 10)
    hour, minute, second = _number(letters, 11, 13), _number(letters, 14, 16), _number(letters, 17, 19)
    good = good & (year >= 1) & (month >= 1) & (month <= 12) & (hour < 24) & (minute < 60) & (second < 60)
    months = (np.where(good, year, 1970) - 1970) * 12 + np.where(good, month, 1) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    good &= (day >= 1) & (day <= after - first)
    seconds = ((first + day - 1) * 24 + hour) * 3600 + minute * 60 + second
    fraction = _number(letters, 20, end) * 10 ** (26 - end) if end > 20 else 0
    return np.where(good, seconds * 1_000_000 + fraction, 0), good


def _epoch(column: np.ndarray, length: int) -> tuple[Longs, Bools]:
    """Seconds up to 11 digits, milliseconds up to 14, else microseconds."""
    letters = _bytes(column, length)
    good = _digits_at(letters, range(length)) & (letters[:, 0] != ord("0"))
    value = _number(np.where(good[:, None], letters, np.uint8(ord("0"))), 0, length)
    scale = 1_000_000 if length <= SECONDS_DIGITS else 1000 if length <= MILLISECONDS_DIGITS else 1
    return value * scale, good
