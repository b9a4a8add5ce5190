# ruff: noqa: RUF007
"""Small random stories and messy random sessions, on coarse grids so that ties and edges happen."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from footpath.model.events import KIND_WORDS, Events, Kind, Sessions
from footpath.model.names import Names
from footpath.model.place import ENDS, Place
from footpath.model.selection import Selection
from footpath.model.story import Choice, Element, ElementKind, Keyframe, Media, Scene, Story

NAN = float("nan")
GRID = [i / 16 for i in range(17)]
OUTSIDE = [-0.25, 1.25]
COLUMNS = (
    "session_id", "viewer_id", "at", "kind", "media_time", "media_id", "scene_id", "x", "y", "element_id", "value",
    "device", "variant", "autoplay", "player_width", "player_height",
)  # fmt: skip
SHAPES = (
    ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)),
    ((0.25, 0.25), (0.5, 0.25), (0.5, 0.5), (0.25, 0.5)),
    ((0.5, 0.125), (0.875, 0.875), (0.125, 0.875)),
    ((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)),
    ((0.125, 0.125), (0.875, 0.125), (0.875, 0.875), (0.5, 0.25), (0.125, 0.875)),
)


class Row(dict):
    """A row that prints only what it holds."""

    def __repr__(self) -> str:
        held = {k: v for k, v in self.items() if v is not None and k != "session_id"}
        return "Row(" + " ".join(f"{k}={v}" for k, v in held.items()).replace("at=1700000000", "at=") + ")"


@st.composite
def boundaries(draw, start: float, end: float):
    count = draw(st.integers(1, 3))
    times = sorted(
        draw(
            st.sets(st.sampled_from([start + (end - start) * k / 4 for k in range(5)]), min_size=count, max_size=count)
        )
    )
    frames = []
    for t in times:
        hidden = draw(st.integers(0, 4)) == 0
        frames.append(Keyframe(t, () if hidden else draw(st.sampled_from(SHAPES)), hidden))
    return tuple(frames)


@st.composite
def elements(draw, number: int, media: list[Media]):
    start = draw(st.integers(0, 6))
    end = start + draw(st.integers(1, 4))
    placed = draw(st.integers(0, 3)) > 0
    where = draw(st.sampled_from([m.id for m in media] + ([] if placed else [None])))
    boundary = draw(boundaries(float(start), float(end))) if placed else ()
    kind = draw(st.sampled_from(list(ElementKind)))
    correct = draw(st.sampled_from([(), (), ("yes",), ("yes", "no")]))
    label = draw(st.sampled_from(["Buy", f"E{number}"]))
    return Element(f"e{number}", kind, label, where, float(start), float(end), boundary, correct=correct)


@st.composite
def stories(draw):
    media = [
        Media(f"m{i}", None, 1280, 720, draw(st.sampled_from([8.0, 8.0, None]))) for i in range(draw(st.integers(1, 2)))
    ]
    scenes = []
    for one in media:
        edges = draw(st.sampled_from([(0, 8), (0, 4, 8), (0, 2, 8), (0, 3, 5, 8)]))
        for a, b in zip(edges, edges[1:], strict=False):
            ending = draw(st.integers(0, 3)) == 0
            scenes.append(Scene(f"s{len(scenes)}", "", one.id, float(a), float(b), ending))
    found = tuple(draw(elements(i, media)) for i in range(draw(st.integers(0, 3))))
    ids = [s.id for s in scenes]
    choices = tuple(
        Choice(f"c{i}", "", draw(st.sampled_from(ids)), draw(st.sampled_from(ids)),
               draw(st.sampled_from([None, *[e.id for e in found]])))
        for i in range(draw(st.integers(0, 3)))
    )  # fmt: skip
    return Story("random", tuple(media), tuple(scenes), choices, found)


PLAYBACK = ["play", "pause", "seek", "heartbeat", "heartbeat", "scene_enter", "ended", "exit"]
REST = [
    "click",
    "click",
    "click",
    "choice",
    "answer",
    "feedback",
    "conversion",
    "engagement",
    "impression",
    "element_shown",
]


@st.composite
def sessions(draw, story: Story, session_id: str, max_rows: int = 12):
    """The rows of one session, in order."""
    scene_enters = draw(st.booleans())
    viewer = draw(st.sampled_from([None, "v1", "v2"]))
    told = {
        "viewer_id": viewer,
        "autoplay": draw(st.sampled_from([None, "true", "false"])),
        "device": draw(st.sampled_from([None, "desktop", "mobile"])),
        "variant": draw(st.sampled_from([None, "A", "B"])),
        "player_width": draw(st.sampled_from([None, 640.0, 375.0])),
        "player_height": draw(st.sampled_from([None, 360.0, 100.0])),
    }
    kinds = [k for k in PLAYBACK + REST if scene_enters or k != "scene_enter"]
    at, t = 1_700_000_000_000, 0.0
    media = story.media[0].id
    rows = []
    for _ in range(draw(st.integers(0, max_rows)) + 1):
        at += draw(st.sampled_from([0, 0, 200, 300, 400, 1000, 1000, 2000]))
        kind = draw(st.sampled_from(kinds))
        row = Row.fromkeys(COLUMNS)
        row |= {"session_id": session_id, "at": at, "kind": kind}
        if draw(st.integers(0, 2)):
            row |= told
        if kind in {"play", "seek", "heartbeat"} and draw(st.integers(0, 5)) == 0:
            media = draw(st.sampled_from([m.id for m in story.media]))
        if draw(st.integers(0, 6)) == 0:
            t = draw(st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 7.5, 8.0]))
        else:
            t = min(8.0, t + draw(st.sampled_from([0.0, 0.5, 0.5, 1.0, 2.0])))
        row |= {"media_time": t, "media_id": media}
        if kind == "scene_enter":
            scene = draw(st.sampled_from(story.scenes))
            media, t = scene.media_id, scene.start_s + draw(st.sampled_from([0.0, 0.0, 0.0, 0.5]))
            row |= {"media_time": t, "media_id": None, "scene_id": scene.id}
        if kind in {"conversion", "engagement", "impression"}:
            row |= {"media_time": None, "media_id": None}
        elif kind in {"pause", "ended", "exit"} and draw(st.integers(0, 3)) == 0:
            row["media_time"] = None
        elif kind in {"heartbeat", "pause", "exit", "play", "seek"} and draw(st.integers(0, 12)) == 0:
            row["media_time"] = 9.0
        _fill(draw, row, story)
        rows.append(row)
    return rows


def _fill(draw, row: dict, story: Story) -> None:
    kind = row["kind"]
    known = [e.id for e in story.elements]
    if kind == "seek":
        row["value"] = draw(st.sampled_from([None, None, "0", "2", "4.0", "9", "-1", "nonsense"]))
    elif kind == "click":
        if draw(st.integers(0, 5)):
            pool = st.sampled_from(GRID * 3 + OUTSIDE)
            row |= {"x": draw(pool), "y": draw(pool)}
            row["element_id"] = draw(st.sampled_from([None, None, *known]))
        else:
            row["element_id"] = draw(st.sampled_from([None, "other", *known]))
    elif kind == "choice":
        values = [c.id for c in story.choices] + [s.id for s in story.scenes]
        row["value"] = draw(st.sampled_from(["", "default:"])) + draw(st.sampled_from(values))
    elif kind in {"answer", "element_shown"}:
        row["element_id"] = draw(st.sampled_from(known or ["other"]))
        if kind == "answer":
            row["value"] = draw(st.sampled_from(["yes", "no", '["yes", "no"]']))
    elif kind == "feedback":
        row["value"] = draw(st.sampled_from(["4", "5", "lovely"]))


@st.composite
def selections(draw, story: Story, rows: dict[str, list[dict]]):
    """A selection of names that the review has."""
    every = [r for group in rows.values() for r in group]

    start = draw(st.sampled_from([None, None, None, 0.0, 2.0, 3.5]))
    end = draw(st.sampled_from([None, None, None, 4.0, 7.0]))
    scenes = [s.id for s in story.scenes]
    viewers = {next((r["viewer_id"] for r in g if r["viewer_id"]), sid) for sid, g in rows.items()}
    used = sorted({e.id for e in story.elements} | {r["element_id"] for r in every if r["element_id"]})
    firsts = {
        name: sorted({v for g in rows.values() if (v := next((r[name] for r in g if r[name]), None))})
        for name in ("device", "variant")
    }
    return Selection(
        media=draw(st.sampled_from([None, None, *[m.id for m in story.media]])),
        start_s=start,
        end_s=end,
        scene=draw(st.sampled_from([None, None, None, *scenes])),
        device=draw(st.sampled_from([None, None, *firsts["device"]])),
        variant=draw(st.sampled_from([None, None, *firsts["variant"]])),
        through=draw(
            st.sampled_from([(), (), ()]) | st.lists(st.sampled_from(scenes), min_size=1, max_size=2).map(tuple)
        ),
        element=draw(st.sampled_from([None, None, None, *used])),
        region=draw(st.sampled_from([None, None, None, (0.25, 0.0, 0.75, 0.5)])),
        click_class=draw(st.sampled_from([None, None, None, "hit", "false", "beside"])),
        viewer=draw(st.sampled_from([None, None, None, *sorted(viewers)])),
        session=draw(st.sampled_from([None, None, None, *rows])),
        passed=draw(st.just(()) | st.lists(places(scenes), max_size=2).map(tuple)),
        excluded=draw(st.just(()) | st.lists(places(scenes), max_size=2).map(tuple)),
    )


def places(scenes: list[str]):
    """Pieces of paths, anchored or not."""
    names = st.lists(st.sampled_from(scenes), max_size=2).map(tuple)
    end, step = st.sampled_from([None, *ENDS]), st.none() | st.integers(0, 2)
    origin = st.none() | st.sampled_from(scenes)
    made = st.builds(Place, names, step, end, origin)
    return made.filter(lambda place: place.scenes or place.end)


@st.composite
def selected_studies(draw):
    """((story, session id -> rows), selection)."""
    story, rows = draw(studies())
    return (story, rows), draw(selections(story, rows))


@st.composite
def studies(draw, max_sessions: int = 4):
    """(story, session id -> rows)."""
    story = draw(stories())
    count = draw(st.integers(1, max_sessions))
    return story, {f"session{i}": draw(sessions(story, f"session{i}")) for i in range(count)}


def to_events(sessions_rows: dict[str, list[dict]], story: Story) -> tuple[Events, Sessions]:
    """The model's columns for rows that are already in their order."""
    rows = [r for group in sessions_rows.values() for r in group]
    ids = list(sessions_rows)
    element_ids = [e.id for e in story.elements]
    element_ids += sorted({r["element_id"] for r in rows if r["element_id"]} - set(element_ids))
    values = sorted({r["value"] for r in rows if r["value"] is not None})

    def index(name: str, table) -> np.ndarray:
        known = {key: i for i, key in enumerate(table)}
        return np.array([known.get(r[name], -1) if r[name] is not None else -1 for r in rows], dtype=np.int32)

    def floats(name: str) -> np.ndarray:
        return np.array([NAN if r[name] is None else r[name] for r in rows], dtype=np.float64)

    events = Events(
        session=index("session_id", ids),
        at_ms=np.array([r["at"] for r in rows], dtype=np.int64),
        kind=np.array([KIND_WORDS[r["kind"]] for r in rows], dtype=np.int8),
        t_s=floats("media_time"),
        media=index("media_id", [m.id for m in story.media]),
        scene=index("scene_id", [s.id for s in story.scenes]),
        x=floats("x"),
        y=floats("y"),
        element=index("element_id", element_ids),
        value=index("value", values),
        element_ids=tuple(element_ids),
        values=tuple(values),
    )
    return events, _session_table(sessions_rows)


def _session_table(sessions_rows: dict[str, list[dict]]) -> Sessions:
    ids = list(sessions_rows)
    viewers = [next((r["viewer_id"] for r in rows if r["viewer_id"]), sid) for sid, rows in sessions_rows.items()]
    viewer_ids = list(dict.fromkeys(viewers))

    def first(column: str) -> list:
        return [next((r[column] for r in rows if r[column] is not None), None) for rows in sessions_rows.values()]

    def indices(values: list, names: list[str]) -> np.ndarray:
        return np.array([-1 if v is None else names.index(v) for v in values], dtype=np.int32)

    devices, variants = (sorted({v for v in first(c) if v is not None}) for c in ("device", "variant"))
    return Sessions(
        ids=Names.of(ids),
        viewer=np.array([viewer_ids.index(v) for v in viewers], dtype=np.int32),
        viewer_ids=Names.of(viewer_ids),
        has_viewer_ids=any(r["viewer_id"] for rows in sessions_rows.values() for r in rows),
        device=indices(first("device"), devices),
        devices=tuple(devices),
        variant=indices(first("variant"), variants),
        variants=tuple(variants),
        autoplay=np.array([{"true": 1, "false": 0, None: -1}[a] for a in first("autoplay")], dtype=np.int8),
        player_width=np.array([NAN if v is None else v for v in first("player_width")]),
        player_height=np.array([NAN if v is None else v for v in first("player_height")]),
    )


__all__ = ["COLUMNS", "Kind", "selected_studies", "selections", "sessions", "stories", "studies", "to_events"]
