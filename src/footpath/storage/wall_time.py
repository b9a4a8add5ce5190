"""Wall times as they come: ISO 8601, or Unix epoch in s, ms or µs told apart by magnitude."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

import numpy as np

from footpath.model.events import Longs
from footpath.storage.mapping import TIME_UNITS, TimeRule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
LOW_US = int((datetime(1980, 1, 1, tzinfo=UTC) - _EPOCH) / _MICROSECOND)
HIGH_US = int((datetime(2200, 1, 1, tzinfo=UTC) - _EPOCH) / _MICROSECOND)
QUARTER_US = 15 * 60 * 1_000_000  # offsets change at quarters of an hour
SECONDS_BELOW = 1e11
MILLISECONDS_BELOW = 1e14


class BadTimeError(ValueError):
    """A wall time that can't be read, or lies outside 1980..2200; its text completes "the wall time is …"."""


class WallTimes:
    """Reads wall times; `naive` counts those without an offset, which are taken as UTC where no zone is given."""

    def __init__(self, rule: TimeRule | None = None) -> None:
        self.naive = 0
        self._rule = rule or TimeRule()
        self._zone = ZoneInfo(self._rule.zone) if self._rule.zone else UTC
        self._unit_us = TIME_UNITS[self._rule.unit] if self._rule.unit else None

    @property
    def by_columns(self) -> bool:
        """Whether whole columns of ISO times may be read at once."""
        return self._rule.format is None

    @property
    def epochs_by_columns(self) -> bool:
        """Whether whole columns of plain numbers may be."""
        return self._rule.unit is None

    def in_zone(self, times_us: Longs) -> Longs:
        """Times that were read as if in UTC, as they are in the zone of the rule."""
        if self._zone is UTC or not len(times_us):
            return times_us
        quarters, place = np.unique(times_us // QUARTER_US, return_inverse=True)
        shifts = [self._shift_us(int(quarter) * QUARTER_US) for quarter in quarters.tolist()]
        return np.asarray(times_us - np.array(shifts, dtype=np.int64)[place])

    def _shift_us(self, local_us: int) -> int:
        moment = (_EPOCH + timedelta(microseconds=local_us)).replace(tzinfo=self._zone)
        return int((moment.utcoffset() or timedelta()) / _MICROSECOND)

    def microseconds(self, value: object) -> int:
        """Unix epoch in µs, UTC; BadTimeError otherwise."""
        if isinstance(value, str) and self._rule.format is not None:
            us = self._formatted(value.strip(), self._rule.format)
        elif isinstance(value, str):
            text = value.strip()
            us = self._iso(text) if text[4:5] == "-" else self._number_or_iso(text)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            us = self._number(value)
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
                return self._number(int(text) if text.isdecimal() and len(text) < 20 else float(text))
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
        return self._since(moment)

    def _formatted(self, text: str, form: str) -> int:
        try:
            return self._since(datetime.strptime(text, form))  # noqa: DTZ007 - the zone is the rule's
        except ValueError:
            _refuse("not of the mapping's format" if text else "missing")

    def _number(self, value: float) -> int:
        if self._unit_us is None:
            return _by_magnitude(value)
        try:
            return round(value * self._unit_us)
        except (OverflowError, ValueError):
            return _refuse("outside 1980 to 2200")

    def _since(self, moment: datetime) -> int:
        if moment.tzinfo is None:
            self.naive += self._zone is UTC
            moment = moment.replace(tzinfo=self._zone)
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
