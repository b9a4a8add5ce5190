"""Whole columns checked at once: what is surely an event is taken, everything else is checked row by row.

The row checker of `rows` says what is right. Here only rows of the plainest forms are taken, and only with the values
it would give them, so that the two can be held against each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from footpath.model.events import Bools, Floats, Kind, Longs
from footpath.storage.batches import MOST_RAW_CHARS, Batch, Column, Record, Refused, Span, field_of
from footpath.storage.bulk_times import plain_times
from footpath.storage.columns import span_numbers, word_numbers
from footpath.storage.mapping import TimeRule
from footpath.storage.rows import (
    FLAGS,
    NEEDS_TIME,
    POSITION_HIGH,
    POSITION_LOW,
    RejectedRowError,
    RowChecker,
    as_number,
    as_text,
)
from footpath.storage.span_times import DATE_TIME, span_times
from footpath.storage.wall_time import HIGH_US, LOW_US, BadTimeError

NAN = math.nan
GOLDEN = 0x9E3779B97F4A7C15
TEXTS = {"session": 0, "viewer": 3, "media": 5, "scene": 6, "element": 9, "value": 10, "device": 11, "variant": 12}
NUMBERS = {"media_time": 4, "x": 7, "y": 8, "player_width": 14, "player_height": 15}
AT, KIND, AUTOPLAY = 1, 2, 13
ORDER = (
    *("session", "viewer", "at_us", "kind", "media_time", "media", "scene", "x", "y", "element", "value", "device"),
    *("variant", "autoplay", "player_width", "player_height"),
)
_FLAG_WORDS = {say(word): code for word, code in FLAGS.items() for say in (str, str.upper, str.title)}
FLAG_CODES: dict[str | None, int] = dict((("", -1), (None, -1), *_FLAG_WORDS.items()))
PREPARED_ROWS = 5000
NEEDS = np.isin(np.arange(len(Kind)), [int(kind) for kind in NEEDS_TIME])

Columns = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Checked:
    """Events as columns named by `ORDER`, and beside them line and unknown columns; and what was refused."""

    columns: Columns
    lines: Longs
    extras: list[str | None] | None
    refused: list[Refused]

    def __len__(self) -> int:
        return len(self.lines)


def check_batch(batch: Batch, checker: RowChecker) -> Checked:
    """The events of a batch, in its order."""
    columns, sure = _convert(batch, checker)
    extras = list(batch.extras) if batch.extras is not None else None
    refused = [replace(r, raw=checker.kept_raw(r.raw)) for r in batch.refused]
    for i, fields in _one_by_one(batch, np.flatnonzero(~sure).tolist(), checker):
        extra = extras[i] if extras is not None else None
        try:
            row = _check_row(fields, checker, extra)
        except RejectedRowError as error:
            raw = checker.kept_raw(_raw(batch.raw(i)), fields[TEXTS["viewer"]])
            refused.append(Refused(batch.lines[i], error.code, error.reason, raw))
            continue
        for name, value in zip(ORDER, row, strict=False):
            columns[name][i] = value
        sure[i] = True
        if row[-1] != extra:
            extras = extras if extras is not None else [None] * len(batch)
            extras[i] = None if row[-1] is None else str(row[-1])
    kept = _kept(batch, columns, sure, extras, refused)
    return _with_odd(kept, batch.odd, checker) if batch.odd else kept


def _one_by_one(batch: Batch, rows: list[int], checker: RowChecker) -> Iterator[tuple[int, list[object]]]:
    """The fields of some rows, their texts numbered many rows at a time."""
    for first in range(0, len(rows), PREPARED_ROWS):
        some = [(i, batch.fields(i)) for i in rows[first : first + PREPARED_ROWS]]
        checker.prepare([fields for _, fields in some])
        yield from some


def _kept(
    batch: Batch, columns: Columns, sure: Bools, extras: list[str | None] | None, refused: list[Refused]
) -> Checked:
    lines = np.asarray(batch.lines, dtype=np.int64)
    if sure.all():
        return Checked(columns, lines, extras, refused)
    left = [extra for extra, good in zip(extras, sure.tolist(), strict=True) if good] if extras is not None else None
    return Checked({name: values[sure] for name, values in columns.items()}, lines[sure], left, refused)


def _with_odd(kept: Checked, odd: Sequence[Record], checker: RowChecker) -> Checked:
    """The records that were read one by one, put in their places between the others."""
    rows, lines, refused = list[tuple[Any, ...]](), list[int](), list(kept.refused)
    checker.prepare([record.fields for record in odd if record.fields])
    for record in odd:
        try:
            rows.append(_check_row(record.fields or [], checker, record.extra))
            lines.append(record.line)
        except RejectedRowError as error:
            raw = checker.kept_raw(_raw(record.raw), (record.fields or [""] * len(ORDER))[TEXTS["viewer"]])
            refused.append(Refused(record.line, error.code, error.reason, raw))
    if not rows:
        return Checked(kept.columns, kept.lines, kept.extras, refused)
    every_line = np.concatenate([kept.lines, np.array(lines, dtype=np.int64)])
    order = np.argsort(every_line, kind="stable")
    columns = {
        name: np.concatenate([kept.columns[name], np.array([row[k] for row in rows], kept.columns[name].dtype)])[order]
        for k, name in enumerate(ORDER)
    }
    extras = [*(kept.extras or [None] * len(kept)), *(row[-1] for row in rows)]
    sorted_extras = [extras[i] for i in order.tolist()] if any(extras) else None
    return Checked(columns, every_line[order], sorted_extras, refused)


def _check_row(fields: list[object], checker: RowChecker, extra: str | None) -> tuple[object, ...]:
    try:
        return checker.check(fields, extra)
    except BadTimeError as error:
        raise RejectedRowError("bad_time", f"the wall time is {error}") from error


def _raw(text: str) -> str:
    return text.rstrip("\r\n")[:MOST_RAW_CHARS].encode("utf-8", "replace").decode()


def _convert(batch: Batch, checker: RowChecker) -> tuple[Columns, Bools]:
    """Every column as numbers, and the rows that are events beyond doubt."""
    count = len(batch)
    columns: Columns = {}
    sure = np.ones(count, dtype=np.bool_)
    texts = _renamed(batch, checker) if checker.pseudonyms is not None else batch.columns
    for name, place in TEXTS.items():
        columns[name] = _text_numbers(texts, place, count, checker, sure)
    for name, place in NUMBERS.items():
        columns[name] = _floats(batch.columns[place], count, checker, sure)
    _settle(columns, batch, checker, sure)
    columns["at_us"] = _times(batch.columns[AT], count, checker, sure)
    columns["kind"] = _coded(batch.columns[KIND], count, checker.kind_numbers, sure, np.int8)
    columns["autoplay"] = _coded(batch.columns[AUTOPLAY], count, FLAG_CODES, sure, np.int8, missing=-1)
    _check(columns, checker, sure)
    return {name: columns[name] for name in ORDER}, sure


def _check(columns: Columns, checker: RowChecker, sure: Bools) -> None:
    """Keep as sure what breaks no rule."""
    time, x, y = columns["media_time"], columns["x"], columns["y"]
    no_x, no_y = np.isnan(x), np.isnan(y)
    sure &= columns["session"] != 0
    sure &= (columns["at_us"] >= LOW_US) & (columns["at_us"] < HIGH_US)
    sure &= np.where(np.isnan(time), ~NEEDS[columns["kind"]], time >= 0)
    sure &= no_x == no_y
    sure &= no_x | ((x >= POSITION_LOW) & (x <= POSITION_HIGH) & (y >= POSITION_LOW) & (y <= POSITION_HIGH))
    for size in ("player_width", "player_height"):
        sure &= ~(columns[size] <= 0)
    if checker.seconds_differ:
        sure &= (columns["kind"] != Kind.SEEK) | (columns["value"] == 0)
    if checker.alias is not None:
        sure[:] = False
    elif checker.media is not None:
        wanted = checker.texts.known([checker.media])
        sure &= np.isin(columns["media"], wanted) | ((columns["media"] == 0) & (columns["scene"] == 0))
    if checker.story is not None:
        sure &= _known(columns["media"], checker.story.media_index, checker)
        sure &= _known(columns["scene"], checker.story.scene_index, checker)
        sure &= (columns["kind"] != Kind.SCENE_ENTER) | (columns["scene"] != 0)


def _known(numbers: Longs, names: dict[str, int], checker: RowChecker) -> Bools:
    return np.asarray((numbers == 0) | np.isin(numbers, checker.texts.known(names)))


def _settle(columns: Columns, batch: Batch, checker: RowChecker, sure: Bools) -> None:
    """Media times as seconds, positions as shares of the picture."""
    if checker.mapping.per_second != 1.0:
        columns["media_time"] = columns["media_time"] / checker.mapping.per_second
    if checker.mapping.clock:
        times = batch.columns[NUMBERS["media_time"]]
        empty = [field_of(times, i) in {"", None} for i in range(len(batch))]
        sure &= np.array(empty, dtype=np.bool_)  # each is read by itself
    if checker.placing is not None:
        known = ~np.isnan(columns["x"]) & ~np.isnan(columns["y"])
        size = [np.where(columns[name] > 0, columns[name], NAN) for name in ("player_width", "player_height")]
        columns["x"], columns["y"] = checker.placing.place(columns["x"], columns["y"], *size)
        sure &= ~known | (~np.isnan(columns["x"]) & ~np.isnan(columns["y"]))


def _renamed(batch: Batch, checker: RowChecker) -> tuple[Column | None, ...]:
    """Texts with pseudonyms for viewers; spans are renamed where their texts are first met."""
    columns = list(batch.columns)
    sessions, viewers = columns[TEXTS["session"]], columns[TEXTS["viewer"]]
    if isinstance(sessions, Span) or sessions is None or isinstance(viewers, Span) or viewers is None:
        return batch.columns
    columns[TEXTS["viewer"]] = [checker.viewer(viewer) for viewer in viewers]
    columns[TEXTS["session"]] = [checker.session(s, v) for s, v in zip(sessions, viewers, strict=True)]
    return tuple(columns)


def _span_text_numbers(texts: tuple[Column | None, ...], place: int, span: Span, checker: RowChecker) -> Longs:
    viewers = texts[TEXTS["viewer"]]
    if place == TEXTS["session"]:
        return checker.session_spans.numbers(span, viewers if isinstance(viewers, Span) else None)
    return (checker.viewer_spans if place == TEXTS["viewer"] else checker.spans).numbers(span)


def _text_numbers(
    texts: tuple[Column | None, ...], place: int, count: int, checker: RowChecker, sure: Bools
) -> Longs:
    values = texts[place]
    if values is None:
        return np.zeros(count, dtype=np.int64)
    if isinstance(values, Span):
        numbers = _span_text_numbers(texts, place, values, checker)
        sure &= numbers >= 0
        return numbers
    if isinstance(values, np.ndarray):
        values = [field_of(values, i) for i in range(count)]
    try:
        found = list(map(checker.texts.recent.get, values))
    except TypeError:  # a list or an object from JSON
        found = [None] * count
    if None in found:
        new = [as_text(value) for value, number in zip(values, found, strict=True) if number is None]
        given = iter(checker.texts.of_each(new).tolist())
        found = [next(given) if number is None else number for number in found]
    column = np.array(found, dtype=np.int64)
    sure &= column >= 0
    return column


def _floats(values: Column | None, count: int, checker: RowChecker, sure: Bools) -> Floats:
    """Numbers as Python reads them; NaN for an empty field."""
    if values is None:
        return np.full(count, NAN)
    if isinstance(values, Span):
        return span_numbers(values, as_number, decimal_comma=checker.decimal_comma, sure=sure)
    if isinstance(values, np.ndarray):
        return values + 0.0  # -0.0 is 0.0
    if set(map(type, values)) == {str} and "_" not in "".join(values):  # type: ignore[arg-type]
        try:
            numbers = np.array([float(v) if v else NAN for v in values], dtype=np.float64)  # type: ignore[arg-type]
        except ValueError:
            numbers = _float_each(values, sure)
    elif set(map(type, values)) <= {float, int, type(None)}:
        numbers = _of_numbers(values, sure)
    else:
        numbers = _float_each(values, sure)
    numbers += 0.0  # -0.0 is 0.0
    odd = np.flatnonzero(~np.isfinite(numbers))
    sure[[i for i in odd.tolist() if values[i] not in ("", None)]] = False
    return numbers


def _of_numbers(values: Sequence[object], sure: Bools) -> Floats:
    try:
        return np.array([NAN if v is None else v for v in values], dtype=np.float64)
    except OverflowError:
        return _float_each(values, sure)


def _float_each(values: Sequence[object], sure: Bools) -> Floats:
    """Plain numbers and plain decimal texts; the rest is left to the row checker."""
    numbers = np.full(len(values), NAN)
    for i, value in enumerate(values):
        if type(value) is float or type(value) is int:
            try:
                numbers[i] = value
            except OverflowError:
                sure[i] = False
        elif value not in ("", None):
            sure[i] = False
    return numbers


def _times(values: Column | None, count: int, checker: RowChecker, sure: Bools) -> Longs:
    if values is None:
        sure[:] = False
        return np.zeros(count, dtype=np.int64)
    if isinstance(values, Span):
        return _span_times(values, checker, sure)
    if isinstance(values, np.ndarray) or checker.mapping.time != TimeRule():
        sure[:] = False
        return np.zeros(count, dtype=np.int64)
    times, plain, naive = plain_times(values)
    checker.times.naive += naive
    sure &= plain
    return times


def _span_times(span: Span, checker: RowChecker, sure: Bools) -> Longs:
    if checker.times.by_columns:
        times, plain, naive = span_times(span)
        plain &= checker.times.epochs_by_columns | (span.lengths >= DATE_TIME)
        times[naive] = checker.times.in_zone(times[naive])
        checker.times.naive += int(naive.sum()) if checker.mapping.time.zone is None else 0
    else:
        times, plain = np.zeros(len(span), dtype=np.int64), np.zeros(len(span), dtype=np.bool_)
    for i in np.flatnonzero(~plain).tolist():
        try:
            times[i] = checker.times.microseconds(span[i])
        except BadTimeError:
            sure[i] = False
    return times


def _coded(
    values: Column | None, count: int, codes: Mapping[Any, int], sure: Bools, dtype: type, missing: int = 0
) -> np.ndarray:
    """Words by their number."""
    if values is None:
        return np.full(count, missing, dtype=dtype)
    if isinstance(values, Span):
        words = {word: code for word, code in codes.items() if isinstance(word, str)}
        return word_numbers(values, words, missing, sure).astype(dtype)
    try:
        found = [codes.get(value) for value in values]
    except TypeError:
        found = [codes.get(value) if isinstance(value, str) else None for value in values]
    unknown = [i for i, code in enumerate(found) if code is None]
    for i in unknown:
        sure[i], found[i] = False, missing
    return np.array(found, dtype=dtype)


def keys_of(columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    """Two 64-bit hashes of each event's content, shape (n,): the same content, the same pair.

    Both run over every column but `extra`, mixed as in splitmix64 (Steele, Lea & Flood 2014) from different starts.
    """
    count = len(columns["session"])
    lanes = [np.full(count, start, dtype=np.uint64) for start in (0x243F6A8885A308D3, 0x13198A2E03707344)]
    for k, name in enumerate(ORDER):
        bits = _bits(columns[name])
        lanes = [_mix(lane ^ (bits + np.uint64(GOLDEN * (2 * k + n + 1) % 2**64))) for n, lane in enumerate(lanes)]
    return lanes[0], lanes[1]


def _bits(values: np.ndarray) -> np.ndarray:
    if values.dtype != np.float64:
        return values.astype(np.int64).view(np.uint64)
    return np.where(np.isnan(values), np.nan, values).view(np.uint64)


def _mix(z: np.ndarray) -> np.ndarray:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: np.ndarray = z ^ (z >> np.uint64(31))
    return mixed
