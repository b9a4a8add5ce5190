"""Wall times of spans: ISO 8601 with fixed places, with or without an offset, and Unix epochs in digits."""

from __future__ import annotations

import numpy as np

from footpath.model.events import Bools, Longs
from footpath.storage.batches import Span
from footpath.storage.bulk_times import MILLISECONDS_DIGITS, MOST_EPOCH_DIGITS, SECONDS_DIGITS
from footpath.storage.words import Loader, digits

DATE_TIME = 19  # the length of 2024-05-01T10:00:00
DAY_S, US = 86_400, 1_000_000
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, *[0] * 90], dtype=np.int64)
_ZULU, _PLUS, _MINUS, _COLON, _POINT = (ord(letter) for letter in "Z+-:.")


def span_times(span: Span) -> tuple[Longs, Bools, Bools]:
    """Unix epoch in µs, which are of a plain form, and which of those have no offset."""
    count = len(span)
    times, plain = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    naive = np.zeros(count, dtype=np.bool_)
    iso = span.lengths >= DATE_TIME
    for rows, read in ((np.flatnonzero(iso), _iso), (np.flatnonzero(~iso & (span.lengths > 0)), _epoch)):
        if len(rows):
            everything = len(rows) == count
            starts, lengths = (span.starts, span.lengths) if everything else (span.starts[rows], span.lengths[rows])
            times[rows], plain[rows], naive[rows] = read(span, starts, lengths)
    return times, plain, naive & plain


def _letter(words: np.ndarray, place: int) -> Longs:
    return ((words >> np.uint64(8 * place)) & np.uint64(0xFF)).astype(np.int64)


def _two(words: np.ndarray, place: int) -> tuple[Longs, Bools]:
    tens, ones = _letter(words, place) - 48, _letter(words, place + 1) - 48
    return tens * 10 + ones, (tens >= 0) & (tens <= 9) & (ones >= 0) & (ones <= 9)


def _iso(span: Span, starts: Longs, lengths: Longs) -> tuple[Longs, Bools, Bools]:
    loader = span.loader
    seconds, good = _date_time(loader, starts)
    offset_us, length, naive, fits = _offset(span, starts, lengths)
    part = length - DATE_TIME
    fraction, digits_only = digits(loader, starts + DATE_TIME + 1, np.clip(part - 1, 0, 6))
    pointed = span.buffer[starts + DATE_TIME] == _POINT
    good &= fits & ((part == 0) | (pointed & digits_only & ((part == 4) | (part == 7))))
    micro = np.where(part == 4, fraction.astype(np.int64) * 1000, np.where(part == 7, fraction.astype(np.int64), 0))
    return np.where(good, seconds * US + micro - offset_us, 0), good, naive


def _date_time(loader: Loader, starts: Longs) -> tuple[Longs, Bools]:
    """Seconds since 1970 of a date and a time of day, without an offset."""
    date, clock, rest = loader.words(starts), loader.words(starts + 8), loader.words(starts + 16)
    century, good = _two(date, 0)
    fields = [century]
    for words, place in ((date, 2), (date, 5), (clock, 0), (clock, 3), (clock, 6), (rest, 1)):
        value, digits_only = _two(words, place)
        fields.append(value)
        good &= digits_only
    for words, place, sign in ((date, 4, _MINUS), (date, 7, _MINUS), (clock, 5, _COLON), (rest, 0, _COLON)):
        good &= _letter(words, place) == sign
    good &= (_letter(clock, 2) == ord("T")) | (_letter(clock, 2) == ord(" "))
    year, month, day = fields[0] * 100 + fields[1], fields[2], fields[3]
    hour, minute, second = fields[4:]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _MONTH_DAYS[np.clip(month, 0, 99)] + (leap & (month == 2))
    good &= (year >= 1) & (day >= 1) & (day <= last) & (hour < 24) & (minute < 60) & (second < 60)
    return (_days(year, month, day) * 24 + hour) * 3600 + minute * 60 + second, good


def _days(year: Longs, month: Longs, day: Longs) -> Longs:
    """Days since 1970 of the Gregorian calendar (Hinnant, chrono-compatible low-level date algorithms)."""
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    days: Longs = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return days


def _offset(span: Span, starts: Longs, lengths: Longs) -> tuple[Longs, Longs, Bools, Bools]:
    """Offset in µs, the length without it, where there is none, and where it is of a plain form."""
    buffer, ends = span.buffer, starts + lengths
    zulu = buffer[ends - 1] == _ZULU
    sign = buffer[ends - 6]
    signed = (lengths >= DATE_TIME + 6) & ((sign == _PLUS) | (sign == _MINUS)) & (buffer[ends - 3] == _COLON)
    length = lengths - zulu - 6 * signed
    offset = np.zeros(len(starts), dtype=np.int64)
    fits = np.ones(len(starts), dtype=np.bool_)
    if signed.any():
        words = span.loader.words(ends[signed] - 6)
        (hours, good), (minutes, also) = _two(words, 1), _two(words, 4)
        size = (hours * 3600 + minutes * 60) * US
        offset[signed] = np.where(sign[signed] == _MINUS, -size, size)
        fits[signed] = good & also & (hours < 24) & (minutes < 60)
    return offset, length, ~zulu & ~signed, fits


def _epoch(span: Span, starts: Longs, lengths: Longs) -> tuple[Longs, Bools, Bools]:
    """Seconds up to 11 digits, milliseconds up to 14, else microseconds."""
    value, good = digits(span.loader, starts, np.minimum(lengths, 17))
    good = good & (lengths <= MOST_EPOCH_DIGITS) & (span.buffer[starts] != ord("0"))
    scale = np.where(lengths <= SECONDS_DIGITS, US, np.where(lengths <= MILLISECONDS_DIGITS, 1000, 1))
    return np.where(good, value.astype(np.int64) * scale, 0), good, np.zeros(len(starts), dtype=np.bool_)
