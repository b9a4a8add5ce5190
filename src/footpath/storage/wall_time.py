"""Wall times as they come: ISO 8601, or Unix epoch in s, ms or µs told apart by magnitude."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NoReturn

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
LOW_US = int((datetime(1980, 1, 1, tzinfo=UTC) - _EPOCH) / _MICROSECOND)
HIGH_US = int((datetime(2200, 1, 1, tzinfo=UTC) - _EPOCH) / _MICROSECOND)
SECONDS_BELOW = 1e11
MILLISECONDS_BELOW = 1e14


class BadTimeError(ValueError):
    """A wall time that can't be read, or lies outside 1980..2200; its text completes "the wall time is …"."""


class WallTimes:
    """Reads wall times; `naive` counts those without an offset, which are taken as UTC."""

    def __init__(self) -> None:
        self.naive = 0

    def microseconds(self, value: object) -> int:
        """Unix epoch in µs, UTC; BadTimeError otherwise."""
        if isinstance(value, str):
            text = value.strip()
            us = self._iso(text) if text[4:5] == "-" else self._number_or_iso(text)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            us = _by_magnitude(value)
        else:
            _refuse("missing" if value is None else "not a time")
        if not LOW_US <= us < HIGH_US:
            _refuse("outside 1980 to 2200")
        return us

    def _number_or_iso(self, text: str) -> int:
        if not text:
            _refuse("missing")
        if "_" not in text:
            try:
                return _by_magnitude(int(text) if text.isdecimal() and len(text) < 20 else float(text))
            except BadTimeError:
                raise
            except ValueError:
                pass
        return self._iso(text)

    def _iso(self, text: str) -> int:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            try:
                moment = datetime.fromisoformat(text.upper())
            except ValueError:
                _refuse("neither ISO 8601 nor a Unix time")
        if moment.tzinfo is None:
            self.naive += 1
            moment = moment.replace(tzinfo=UTC)
        try:
            gap = moment - _EPOCH
        except OverflowError:
            _refuse("outside 1980 to 2200")
        return (gap.days * 86_400 + gap.seconds) * 1_000_000 + gap.microseconds


def _by_magnitude(value: float) -> int:
    size = abs(value)
    if size < SECONDS_BELOW:
        return round(value * 1_000_000)
    if size < MILLISECONDS_BELOW:
        return round(value * 1000)
    if size < 1e17:
        return round(value)
    return _refuse("outside 1980 to 2200")


def _refuse(why: str) -> NoReturn:
    raise BadTimeError(why)
