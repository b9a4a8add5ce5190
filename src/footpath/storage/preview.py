"""The first rows of an event file as an import would understand them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footpath.model.events import Kind
from footpath.storage.batches import with_constants
from footpath.storage.bulk import check_batch
from footpath.storage.event_files import EventFile
from footpath.storage.mapping import Mapping
from footpath.storage.rows import RowChecker
from footpath.storage.texts import Texts

ROWS = 12
MOST_DOTS = 500


@dataclass(frozen=True, slots=True)
class Understood:
    """Rows as (line, session, time in Unix ms, kind, media time, x, y), or why they would be refused.

    `dots`: positions in the picture; `media`: films that the first stretch of the log names, with their rows.
    """

    rows: tuple[tuple[int, str, int, str, float, float, float], ...]
    refused: tuple[tuple[int, str], ...]
    good: int
    bad: int
    dots: tuple[tuple[float, float], ...]
    media: tuple[tuple[str, int], ...]


def understood(path: Path, mapping: Mapping, table: str | None = None) -> Understood:
    """Of the first stretch of the file. Raises UserError if an import could not begin."""
    checker = RowChecker(Texts(), None, None, mapping)
    with EventFile(path, mapping, table) as file:
        batch = next(iter(file.batches()), None)
        if batch is None:
            return Understood((), (), 0, 0, (), ())
        checker.decimal_comma = file.decimal_comma
        checked = check_batch(with_constants(batch, mapping.constants), checker)
    names = {0: "", **dict(checker.texts.fresh)}
    columns = checked.columns
    shown = [columns[name][:ROWS].tolist() for name in ("session", "at_us", "kind", "media_time", "x", "y")]
    rows = tuple(
        (line, names[session], at // 1000, Kind(kind).word, t_s, x, y)
        for line, session, at, kind, t_s, x, y in zip(checked.lines[:ROWS].tolist(), *shown, strict=True)
    )
    placed = np.flatnonzero(~np.isnan(columns["x"]))[:MOST_DOTS]
    dots = tuple(zip(columns["x"][placed].tolist(), columns["y"][placed].tolist(), strict=True))
    numbers, counts = np.unique(columns["media"], return_counts=True)
    media = tuple((names[n], c) for n, c in zip(numbers.tolist(), counts.tolist(), strict=True) if n)
    refused = tuple((row.line, row.reason) for row in sorted(checked.refused, key=lambda r: r.line)[:ROWS])
    return Understood(rows, refused, len(checked), len(checked.refused), dots, media)
