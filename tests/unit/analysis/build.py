"""Model arrays from a few words: `rows(("a", 0.0, "play", 0.0), …)`."""

from __future__ import annotations

import numpy as np

from footpath.model.events import KIND_WORDS, Events, Sessions
from footpath.model.names import Names
from footpath.model.story import Story

NAN = float("nan")


def events(story: Story, *rows: dict) -> tuple[Events, Sessions]:
    """Rows as dictionaries of formats.md's columns, `at` in seconds; any order of sessions."""
    ids = list(dict.fromkeys(r["session_id"] for r in rows))
    ordered = sorted(enumerate(rows), key=lambda p: (ids.index(p[1]["session_id"]), p[1]["at"], p[0]))
    rows = tuple(r for _, r in ordered)
    values = list(dict.fromkeys(str(r["value"]) for r in rows if r.get("value") not in (None, "")))
    elements = [e.id for e in story.elements]
    elements += [x for x in dict.fromkeys(r.get("element_id") for r in rows) if x and x not in elements]

    def column(function, kind):
        return np.array([function(r) for r in rows], dtype=kind)

    made = Events(
        session=column(lambda r: ids.index(r["session_id"]), np.int32),
        at_ms=column(lambda r: round(r["at"] * 1000), np.int64),
        kind=column(lambda r: KIND_WORDS[r["kind"]], np.int8),
        t_s=column(lambda r: NAN if r.get("media_time") is None else r["media_time"], np.float64),
        media=column(lambda r: story.media_index.get(r.get("media_id"), -1), np.int32),
        scene=column(lambda r: story.scene_index.get(r.get("scene_id"), -1), np.int32),
        x=column(lambda r: NAN if r.get("x") is None else r["x"], np.float64),
        y=column(lambda r: NAN if r.get("y") is None else r["y"], np.float64),
        element=column(lambda r: elements.index(r["element_id"]) if r.get("element_id") else -1, np.int32),
        value=column(lambda r: values.index(str(r["value"])) if r.get("value") not in (None, "") else -1, np.int32),
        element_ids=tuple(elements),
        values=tuple(values),
    )
    count = len(ids)
    none = np.full(count, -1, dtype=np.int32)
    sessions = Sessions(
        Names.of(ids),
        np.arange(count, dtype=np.int32),
        Names.of(ids),
        False,
        none,
        (),
        none,
        (),
        np.full(count, -1, dtype=np.int8),
        np.full(count, NAN),
        np.full(count, NAN),
    )
    return made, sessions


def row(session_id: str, at: float, kind: str, media_time: float | None = None, **more: object) -> dict:
    return {"session_id": session_id, "at": at, "kind": kind, "media_time": media_time, **more}
