"""What the story and the texts of the `value` column say, as arrays: made once for all that is read by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from footpath.analysis.scene_map import SceneMap
from footpath.model.events import Bools, Floats, Ints
from footpath.model.story import Story

DEFAULT_PREFIX = "default:"


@dataclass(frozen=True, slots=True)
class Lookups:
    """By media, by text of the `value` column.

    Attributes:
        scenes: where the scenes' edges are.
        media_end_s: shape (m,), infinite where the length is not known.
        came_from_s: shape (v,), each text as the media time a seek came from, NaN where it is none.
        target, by_default: shape (v + 1,), see `choice_targets`.
    """

    scenes: SceneMap
    media_end_s: Floats
    came_from_s: Floats
    target: Ints
    by_default: Bools

    @classmethod
    def of(cls, story: Story, values: tuple[str, ...]) -> Self:
        ends = np.array([np.inf if m.duration_s is None else m.duration_s for m in story.media], dtype=np.float64)
        target, by_default, _ = choice_targets(values, story)
        return cls(SceneMap(story), ends, _numbers(values), target, by_default)


def choice_targets(values: tuple[str, ...], story: Story) -> tuple[Ints, Bools, Ints]:
    """What each text of the `value` column chooses: scene index (-1 none), by default, choice index (-1 none)."""
    target = np.full(len(values) + 1, -1, dtype=np.int32)
    choice = np.full(len(values) + 1, -1, dtype=np.int32)
    default = np.zeros(len(values) + 1, dtype=np.bool_)
    for i, text in enumerate(values):
        default[i] = text.startswith(DEFAULT_PREFIX)
        name = text.removeprefix(DEFAULT_PREFIX)
        if name in story.choice_index:
            choice[i] = story.choice_index[name]
            target[i] = story.scene_index[story.choices[choice[i]].to_scene]
        else:
            target[i] = story.scene_index.get(name, -1)
    return target, default, choice


def _numbers(values: tuple[str, ...]) -> Floats:
    """Each text as a finite number, else NaN."""
    return np.array([_number(text) for text in values], dtype=np.float64)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) and value >= 0 else np.nan
