"""Plain objects, one a line, as columns of texts; lines that share their keys are taken together."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from footpath.model.events import Longs
from footpath.storage.batches import Batch, Record, Refused, Span
from footpath.storage.field_names import COLUMNS
from footpath.storage.json_cut import DECIMAL, QUOTED, WHOLE, Objects, Values, canonical, cut_objects
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
    objects = cut_objects(block, ends, int(MOST_ODD_SHARE * len(ends)), MOST_LAYOUTS)
    if objects is None:
        return None
    lines = _Lines(block, ends)
    _leave_out(objects, reading)
    kept, others = np.flatnonzero(objects.good), np.flatnonzero(~objects.good)
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
    extras = _extras(objects, reading, lines, kept)
    return Batch(_spans(objects, reading, kept), numbers, raw, extras, refused, records, fields), len(ends)


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


def _leave_out(objects: Objects, reading: Reading) -> None:
    """Lines whose values, or keys, mean something else to the json module than their texts say."""
    for names, rows in objects.layouts:
        if _may_be_standard(dict.fromkeys(names)):
            objects.good[rows] = False
    for place, name in enumerate(reading.names):
        values = objects.values.get(name)
        if values is None or place in NUMBER_PLACES:
            continue
        if place == AT:
            if not reading.bare_times:
                objects.good &= values.form == QUOTED
            continue
        written = np.flatnonzero((values.form == WHOLE) | (values.form == DECIMAL))
        if len(written):
            objects.good[written[~canonical(objects, values, written)]] = False


def _spans(objects: Objects, reading: Reading, kept: Longs) -> tuple[Span | None, ...]:
    every = len(kept) == len(objects.good)
    found = (objects.values.get(name) for name in reading.names)
    return tuple(
        Span(
            objects.buffer,
            objects.loader,
            values.starts if every else values.starts[kept],
            values.lengths if every else values.lengths[kept],
        )
        if values is not None
        else None
        for values in found
    )


def _extras(objects: Objects, reading: Reading, lines: _Lines, kept: Longs) -> list[str | None] | None:
    """The unknown part of each object that was kept; None where there is none."""
    texts: list[str | None] = [None] * len(objects.good)
    known = set(reading.names)
    for names, rows in objects.layouts:
        others = [objects.values[name] for name in names if name not in known]
        if others:
            _add_extras(objects, reading, lines, rows, others, texts)
    return [texts[k] for k in kept.tolist()] if any(texts) else None


def _add_extras(
    objects: Objects, reading: Reading, lines: _Lines, rows: Longs, others: Sequence[Values], texts: list[str | None]
) -> None:
    """Of the lines of one layout, worked out once where its values are the same."""
    one = two = np.zeros(len(rows), dtype=np.uint64)
    for values in others:
        low, high = hashes(objects.loader, values.starts[rows], values.lengths[rows], SEEDS)
        low = low + values.form[rows].astype(np.uint64) * SEEDS[5]
        one, two = one * SEEDS[3] + low, (two + high) * SEEDS[4]
    firsts, group = first_of_each((one, two))
    found = [reading.unknown(json.loads(lines.data(int(rows[i])))) for i in firsts.tolist()]
    for row, k in zip(rows.tolist(), group.tolist(), strict=True):
        texts[row] = found[k]


def _may_be_standard(item: dict[str, None]) -> bool:
    return standard_of(item) is not None or ("@context" in item and "session_id" not in item)

