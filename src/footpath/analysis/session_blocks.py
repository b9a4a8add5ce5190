"""Blocks of whole sessions: what is worked out for one on the way stays near the processor; two are had at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, is_dataclass, replace
from threading import Lock
from typing import Any, TypeVar

import numpy as np

from footpath.model.events import Events, Ints
from footpath.model.reading import Reading

ROWS = 1 << 17
AT_ONCE = 2

Part = TypeVar("Part")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Block:
    """The events [row, end_row): all of the sessions [session, end_session)."""

    row: int
    end_row: int
    session: int
    end_session: int

    @property
    def rows(self) -> slice:
        return slice(self.row, self.end_row)


def blocks_of(session: Ints, session_count: int) -> list[Block]:
    """Events sorted by session, shape (n,), in blocks of `ROWS`, more where a session has more; at least one block."""
    rows, sessions = [0], [0]
    while len(session) - rows[-1] > ROWS:
        last = session[rows[-1] + ROWS - 1]
        end = int(np.searchsorted(session, last + 1))
        if end == len(session):
            break
        rows.append(end)
        sessions.append(int(session[end]))
    ends = [*rows[1:], len(session)], [*sessions[1:], session_count]
    return [Block(*of) for of in zip(rows, ends[0], sessions, ends[1], strict=True)]


def stretches(count: int) -> list[slice]:
    """`count` entries of which any may be taken alone, in stretches of `ROWS`; at least one."""
    return [slice(first, first + ROWS) for first in range(0, max(count, 1), ROWS)]


def each(make: Callable[[Part], Made], blocks: Sequence[Part]) -> list[Made]:
    """What `make` makes of every block, in their order."""
    if len(blocks) == 1:
        return [make(blocks[0])]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(make, blocks))


def whole_of(make: Callable[[slice], Made], parts: Sequence[slice], count: int) -> Made:
    """`count` rows of a dataclass of arrays, of which `make` makes those of every part.

    A part is put in its place at once, so that its memory serves those after it.
    """
    if len(parts) == 1:
        return make(parts[0])
    whole: list[Made] = []
    lock = Lock()

    def put(rows: slice) -> None:
        part: Any = make(rows)
        columns = {field.name: getattr(part, field.name) for field in fields(part)}
        with lock:
            if not whole:
                whole.append(type(part)(**{name: np.empty(count, column.dtype) for name, column in columns.items()}))
        for name, column in columns.items():
            getattr(whole[0], name)[rows] = column

    each(put, parts)
    return whole[0]


def events_of(events: Events, block: Block) -> Events:
    """A block's events, its sessions counted from 0."""
    columns = {
        part.name: getattr(events, part.name)[block.rows]
        for part in fields(events)
        if part.name not in {"element_ids", "values"}
    }
    return replace(events, **{**columns, "session": columns["session"] - block.session})


def in_review(reading: Reading, block: Block) -> Reading:
    """The reading of a block, its sessions and events numbered as in the whole review."""
    exits = reading.exit_event
    return replace(
        reading,
        intervals=replace(reading.intervals, session=reading.intervals.session + block.session),
        pieces=replace(reading.pieces, session=reading.pieces.session + block.session),
        visits=replace(
            reading.visits, session=reading.visits.session + block.session, event=reading.visits.event + block.row
        ),
        holds=replace(reading.holds, session=reading.holds.session + block.session),
        exit_event=np.where(exits >= 0, exits + block.row, exits),
        inconsistent_event=reading.inconsistent_event + block.row,
    )


def joined(parts: Sequence[Made]) -> Made:
    """Dataclasses of arrays, and of others such, one after the other."""
    if len(parts) == 1:
        return parts[0]
    with ThreadPoolExecutor(AT_ONCE) as pool:  # most of it is the system's finding of memory
        whole: Made = _joined(type(parts[0]), parts, pool)()
    return whole


def _joined(kind: type, parts: Sequence[Any], pool: ThreadPoolExecutor) -> Callable[[], Any]:
    """What gives the whole once all is there."""
    if not is_dataclass(kind):
        return pool.submit(np.concatenate, parts).result
    columns = {field.name: [getattr(part, field.name) for part in parts] for field in fields(kind)}
    made = {name: _joined(type(column[0]), column, pool) for name, column in columns.items()}
    return lambda: kind(**{name: whole() for name, whole in made.items()})
