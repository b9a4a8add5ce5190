"""Plain objects, one a line, as columns of texts; lines that share their keys are taken together."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from footpath.model.events import Bools, Longs
from footpath.storage.batches import Batch, Record, Refused, Span
from footpath.storage.field_names import COLUMNS
from footpath.storage.json_cut import DECIMAL, QUOTED, WHOLE, Pairs, canonical, cut_objects
from footpath.storage.key_table import first_of_each
from footpath.storage.rows import NUMBER_PLACES
from footpath.storage.standards import standard_of
from footpath.storage.words import hashes

MOST_LAYOUTS = 200
MOST_ODD_SHARE = 0.2
AT = COLUMNS.index("at")
SEEDS = np.array([secrets.randbits(64) | 1 for _ in range(6)], dtype=np.uint64)

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """How lines are read. `records`: those of one line, by number and bytes; `unknown`: an object's other fields.

    `names`: what our columns are called; `bare_times`: whether numbers may be moments as their texts are.
    """

    names: Sequence[str]
    records: Callable[[int, bytes], list[Record]]
    unknown: Callable[[Item], str | None]
    bare_times: bool = True


def object_batch(data: bytes, first_line: int, reading: Reading) -> tuple[Batch, int] | None:
    """A block of whole lines, and how many; None where too many of them are odd, or are no text."""
    if not data.isascii() and not _decodes(data):
        return None
    block = data if data.endswith(b"\n") else data + b"\n"
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == ord("\n"))
    pairs = cut_objects(block, ends)
    lines = _Lines(block, ends)
    found = _Columns(pairs, reading, lines)
    if not found.read():
        return None
    kept = pairs.lines[found.good]
    left = np.ones(len(ends), dtype=np.bool_)
    left[kept] = False
    others = np.flatnonzero(left)
    if len(others) > MOST_ODD_SHARE * len(ends):
        return None
    odd = [r for k in others.tolist() for r in reading.records(first_line + k, lines.data(k))]
    refused = tuple(Refused(r.line, r.code, r.reason, r.raw) for r in odd if r.fields is None)

    def raw(i: int) -> str:
        return lines.data(int(kept[i])).decode().rstrip("\r\n")

    def fields(i: int) -> list[object]:
        item = json.loads(lines.data(int(kept[i])))
        return [item.get(name) for name in reading.names]

    records = tuple(r for r in odd if r.fields is not None)
    numbers = (kept + first_line).tolist()
    return Batch(found.spans(), numbers, raw, found.extras(), refused, records, fields), len(ends)


def _decodes(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Lines:
    def __init__(self, block: bytes, ends: Longs) -> None:
        self._block, self._ends = block, ends

    def data(self, k: int) -> bytes:
        """A line's bytes, its end included."""
        return self._block[int(self._ends[k - 1]) + 1 if k else 0 : int(self._ends[k]) + 1]


class _Columns:
    """Where each object's fields lie, gathered layout by layout: objects with the same keys in the same order."""

    def __init__(self, pairs: Pairs, reading: Reading, lines: _Lines) -> None:
        self._pairs, self._reading, self._lines = pairs, reading, lines
        count = len(pairs.lines)
        self.good: Bools = np.ones(count, dtype=np.bool_)
        self._starts = np.zeros((len(COLUMNS), count), dtype=np.int64)
        self._lengths = np.zeros((len(COLUMNS), count), dtype=np.int64)
        self._there = np.zeros(len(COLUMNS), dtype=np.bool_)
        self._extras: list[str | None] | None = None

    def read(self) -> bool:
        """False where there are too many layouts."""
        signs = _signs(self._pairs)
        values, firsts, group = np.unique(signs, return_index=True, return_inverse=True)
        if len(values) > MOST_LAYOUTS:
            return False
        for k, first in enumerate(firsts.tolist()):
            self._take(first, np.flatnonzero(group == k))
        return True

    def _take(self, example: int, rows: Longs) -> None:
        """Objects of one layout."""
        pairs = self._pairs
        span = slice(int(pairs.first[example]), int(pairs.first[example + 1]))
        names = [
            pairs.buffer[at : at + size].tobytes().decode()
            for at, size in zip(pairs.key[span].tolist(), pairs.key_length[span].tolist(), strict=True)
        ]
        if len(set(names)) < len(names) or _may_be_standard(dict.fromkeys(names)):
            self.good[rows] = False
            return
        known, begins = self._reading.names, pairs.first[rows]
        for place, name in enumerate(known):
            if name in names:
                self._place(place, rows, begins + names.index(name))
        others = [k for k, name in enumerate(names) if name not in known]
        if others:
            self._add_extras(rows, begins, others)

    def _place(self, place: int, rows: Longs, found: Longs) -> None:
        pairs = self._pairs
        self._starts[place, rows], self._lengths[place, rows] = pairs.value[found], pairs.value_length[found]
        self._there[place] = True
        bare = np.flatnonzero(pairs.form[found] != QUOTED)
        if not len(bare):
            return
        if place == AT:
            if not self._reading.bare_times:
                self.good[rows[bare]] = False
        elif place not in NUMBER_PLACES:
            written = bare[np.isin(pairs.form[found[bare]], (WHOLE, DECIMAL))]
            self.good[rows[written[~canonical(pairs, found[written])]]] = False

    def _add_extras(self, rows: Longs, begins: Longs, others: Sequence[int]) -> None:
        """The unknown part of every object, worked out once where its values are the same."""
        pairs = self._pairs
        one = two = np.zeros(len(rows), dtype=np.uint64)
        for k in others:
            found = begins + k
            low, high = hashes(pairs.loader, pairs.value[found], pairs.value_length[found], SEEDS)
            low = low + pairs.form[found].astype(np.uint64) * SEEDS[5]
            one, two = one * SEEDS[3] + low, (two + high) * SEEDS[4]
        firsts, group = first_of_each((one, two))
        items = (json.loads(self._lines.data(int(pairs.lines[rows[i]]))) for i in firsts.tolist())
        texts = [self._reading.unknown(item) for item in items]
        if self._extras is None:
            self._extras = [None] * len(pairs.lines)
        for row, k in zip(rows.tolist(), group.tolist(), strict=True):
            self._extras[row] = texts[k]

    def spans(self) -> tuple[Span | None, ...]:
        pairs, every = self._pairs, bool(self.good.all())
        return tuple(
            Span(
                pairs.buffer,
                pairs.loader,
                self._starts[k] if every else self._starts[k][self.good],
                self._lengths[k] if every else self._lengths[k][self.good],
            )
            if self._there[k]
            else None
            for k in range(len(COLUMNS))
        )

    def extras(self) -> list[str | None] | None:
        if self._extras is None or not any(self._extras):
            return None
        return [extra for extra, good in zip(self._extras, self.good.tolist(), strict=True) if good]


def _may_be_standard(item: dict[str, None]) -> bool:
    return standard_of(item) is not None or ("@context" in item and "session_id" not in item)


def _signs(pairs: Pairs) -> np.ndarray:
    """The same number for objects of the same keys in the same order."""
    if not len(pairs.lines):
        return np.zeros(0, dtype=np.uint64)
    low, _ = hashes(pairs.loader, pairs.key, pairs.key_length, SEEDS)
    place = np.arange(len(low)) - np.repeat(pairs.first[:-1], np.diff(pairs.first))
    factors = np.cumprod(np.full(int(place.max()) + 1, SEEDS[1], dtype=np.uint64))
    return np.add.reduceat(low * factors[place], pairs.first[:-1])
