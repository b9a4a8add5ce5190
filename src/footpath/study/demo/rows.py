"""Event rows as columns, and their way into a CSV file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from footpath.storage.quiet_duckdb import quiet_duckdb

if TYPE_CHECKING:
    from pathlib import Path

Columns: TypeAlias = dict[str, NDArray[Any]]

NUMBERS = ("t", "x", "y", "number")
TEXTS = ("kind", "scene", "element", "text")
COPY = """
COPY (
  SELECT printf('s%06d', session) AS session_id, printf('v%06d', viewer) AS viewer_id,
    strftime(make_timestamp("at" * 1000), '%Y-%m-%dT%H:%M:%S.%gZ') AS "at", kind,
    CASE WHEN NOT isnan(t) THEN round(t, 3) END AS media_time,
    CASE WHEN NOT isnan(t) THEN {media} END AS media_id, scene AS scene_id,
    CASE WHEN NOT isnan(x) THEN round(x, 4) END AS x, CASE WHEN NOT isnan(y) THEN round(y, 4) END AS y,
    element AS element_id,
    CASE WHEN NOT isnan(number) THEN CAST(round(number, 3) AS VARCHAR) ELSE text END AS value,
    device, variant, autoplay, width AS player_width, height AS player_height
  FROM rows
) TO {path} (HEADER, DELIMITER ',')
"""


@dataclass
class Rows:
    """Blocks of rows, in the order a player would have sent them within one moment."""

    blocks: list[Columns] = field(default_factory=list)

    def add(self, session: NDArray[np.int64], at_ms: ArrayLike, kind: str, **columns: ArrayLike | None) -> None:
        """One row for each of `session`; single values hold for all of them."""
        count = len(session)
        block: Columns = {"session": session, "at": np.asarray(at_ms, dtype=np.float64).astype(np.int64)}
        block["kind"] = np.full(count, kind, dtype=object)
        for name in NUMBERS:
            block[name] = np.broadcast_to(np.asarray(columns.get(name, np.nan), dtype=np.float64), count)
        for name in TEXTS[1:]:
            block[name] = np.broadcast_to(np.asarray(columns.get(name), dtype=object), count)
        self.blocks.append(block)

    def merged(self) -> Columns:
        """All rows by session, then by wall time, then as they were added."""
        names = ("session", "at", *NUMBERS, *TEXTS)
        whole = {name: np.concatenate([block[name] for block in self.blocks]) for name in names}
        order = np.lexsort((whole["at"], whole["session"]))
        return {name: column[order] for name, column in whole.items()}


def write_csv(path: Path, columns: Columns) -> None:
    """Columns of the rows and, by the same row, of their sessions (viewer, device, ...)."""
    quoted = {name: "'" + str(text).replace("'", "''") + "'" for name, text in (("path", path), ("media", "tour"))}
    with quiet_duckdb() as database:
        database.register("rows", columns)
        database.execute(COPY.format(**quoted))
