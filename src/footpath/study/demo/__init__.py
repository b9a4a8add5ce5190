"""The demo: a film, its story and its viewers, made on first use and the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from footpath.study.demo.audience import write_events
from footpath.study.demo.film import write_film
from footpath.study.demo.motion import DURATION_S
from footpath.study.demo.story import VIDEO_NAME, write_story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECIPE_VERSION = 3  # raise it when the demo changes: a new one is made on next use
SESSIONS = 20_000
SEED = 7


@dataclass(frozen=True, slots=True)
class DemoFiles:
    video: Path
    story: Path
    events: Path


def make_demo(
    folder: Path,
    progress: Callable[[float], None] | None = None,
    *,
    sessions: int = SESSIONS,
    seconds: float = DURATION_S,
) -> DemoFiles:
    """Write film, story and events into `folder`; `progress` hears shares of the work, 0..1."""
    files = write_data(folder, sessions=sessions)
    write_film(files.video, progress, seconds)
    if progress is not None:
        progress(1.0)
    return files


def write_data(folder: Path, *, sessions: int = SESSIONS) -> DemoFiles:
    """Everything but the film, which takes longest."""
    folder.mkdir(parents=True, exist_ok=True)
    files = DemoFiles(folder / VIDEO_NAME, folder / "story.json", folder / "events.csv")
    write_story(files.story)
    write_events(files.events, sessions, SEED)
    return files
