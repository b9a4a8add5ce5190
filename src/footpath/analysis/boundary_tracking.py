"""A candidate's boundary from the footage: the thing under the clicks, followed both ways, as a few keyframes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from footpath.analysis.boundary import polygon_at
from footpath.analysis.draft_matching import candidate_element
from footpath.analysis.following import Followed, follow, polygon_area
from footpath.analysis.moving_outline import larger, moving_outline
from footpath.analysis.seed_outline import Cluster, Outline, Picture, seed_outline
from footpath.model.events import Floats
from footpath.model.results import Candidate
from footpath.model.story import Keyframe

SEEDS = (0.5, 0.2, 0.8)  # of the clicks, in order of time
AROUND_S = 0.75
LEAST_SPREAD_PX = 4.0
STRAIGHT = 0.004  # picture widths that a keyframe left out may move a corner
NO_HOLD = "nothing under the clicks stands apart in the picture: the boundary is the clicks' own hull"


@dataclass(frozen=True, slots=True)
class Footage:
    """Frames of a candidate's life, in order. `t_s`: shape (n,), media time; `bgr`: (h, w, 3) each, of one shape."""

    t_s: Floats
    bgr: Sequence[Picture]


@dataclass(frozen=True, slots=True)
class Spots:
    """The false clicks of a candidate. All of shape (k,); x and y in [0, 1] of the picture."""

    t_s: Floats
    x: Floats
    y: Floats


def tracked_candidate(candidate: Candidate, spots: Spots, footage: Footage, unwanted: Callable[[], bool]) -> Candidate:
    """The candidate with a boundary that follows what lies under its clicks, or with the reason why it doesn't."""
    if not len(footage.bgr) or not len(spots.t_s):
        return replace(candidate, tracked="the film has no frame there: the boundary follows the clicks")
    path = _path(candidate, footage)
    seed, outline = _seed(spots, footage, path)
    followed = follow(footage.bgr, seed, outline.corners, path, unwanted)
    outlines = _whole(followed, path)
    height, width = footage.bgr[0].shape[:2]
    boundary = keyframes(footage.t_s, outlines / [width, height], width / height)
    return replace(candidate, boundary=boundary, tracked=_told(followed, outline, footage))


def _path(candidate: Candidate, footage: Footage) -> Floats:
    """Where the clicks were at each frame, pixels; shape (n, 2)."""
    height, width = footage.bgr[0].shape[:2]
    element = candidate_element(candidate)
    middles = [np.mean(polygon_at(element, float(t)) or ((0.5, 0.5),), axis=0) for t in footage.t_s]
    return np.array(middles) * [width, height]


def _seed(spots: Spots, footage: Footage, path: Floats) -> tuple[int, Outline]:
    """Of a few moments the one whose outline is of middling size: what hides or touches the thing does so for a while.

    The middle moment where nothing stands apart under the clicks.
    """
    moments = np.quantile(spots.t_s, SEEDS)
    frames = list(dict.fromkeys(int(np.abs(footage.t_s - moment).argmin()) for moment in moments))
    tried = [(frame, _outline(spots, footage, path, frame)) for frame in frames]
    seen = sorted((one for one in tried if one[1].seen), key=lambda one: polygon_area(one[1].corners))
    return seen[(len(seen) - 1) // 2] if seen else tried[0]


def _outline(spots: Spots, footage: Footage, path: Floats, frame: int) -> Outline:
    """By colour, or by what has moved on: whichever shows the whole."""
    cluster = _cluster(spots, footage, path, frame)
    outline = seed_outline(footage.bgr[frame], cluster)
    moved = moving_outline(footage.bgr, frame, path, cluster)
    if moved is not None and (not outline.seen or larger(moved, outline.corners)):
        return Outline(moved, seen=True)
    return outline


def _cluster(spots: Spots, footage: Footage, path: Floats, frame: int) -> Cluster:
    """The clicks around a frame's moment, brought along the path to where they would lie in it; pixels."""
    height, width = footage.bgr[0].shape[:2]
    near = np.abs(spots.t_s - footage.t_s[frame]) <= AROUND_S
    if near.sum() < 8:
        near = np.ones(len(spots.t_s), dtype=np.bool_)
    points = np.stack([spots.x[near] * width, spots.y[near] * height], axis=1)
    there = np.stack([np.interp(spots.t_s[near], footage.t_s, path[:, k]) for k in range(2)], axis=1)
    points = points - there + path[frame]
    middle = np.median(points, axis=0)
    off = np.hypot(*(points - middle).T)
    spread = max(float(np.median(off)) / 1.1774, LEAST_SPREAD_PX)
    return Cluster(float(middle[0]), float(middle[1]), spread, points)


def _whole(followed: Followed, path: Floats) -> Floats:
    """Outlines of every frame: where it was not followed, its last shape goes with the clicks."""
    last = followed.first + len(followed.outlines) - 1
    before = followed.outlines[0] + (path[: followed.first] - path[followed.first])[:, None]
    after = followed.outlines[-1] + (path[last + 1 :] - path[last])[:, None]
    return np.concatenate([before, followed.outlines, after])


def _told(followed: Followed, outline: Outline, footage: Footage) -> bool | str:
    if not outline.seen:
        return NO_HOLD
    reasons = [why for why in (followed.why_before, followed.why_after) if why]
    if not reasons:
        return True
    start, end = footage.t_s[followed.first], footage.t_s[followed.first + len(followed.outlines) - 1]
    why = " and ".join(dict.fromkeys(reasons))
    return f"followed in the footage from {start:.1f} s to {end:.1f} s only ({why}); the rest follows the clicks"


def keyframes(t_s: Floats, outlines: Floats, aspect: float) -> tuple[Keyframe, ...]:
    """The few moments between which every corner moves straight on (Douglas & Peucker 1973, over time).

    Args:
        t_s: shape (n,), ascending.
        outlines: shape (n, corners, 2), in [0, 1] of the picture; cut to it.
        aspect: of the picture, width over height.
    """
    held = np.clip(outlines, 0, 1)
    kept, spans = {0, len(t_s) - 1}, [(0, len(t_s) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        inner = np.arange(first + 1, last)
        share = ((t_s[inner] - t_s[first]) / (t_s[last] - t_s[first]))[:, None, None]
        off = held[inner] - held[first] - share * (held[last] - held[first])
        far = np.hypot(off[..., 0], off[..., 1] / aspect).max(axis=1)
        if far.max() > STRAIGHT:
            middle = int(inner[far.argmax()])
            kept.add(middle)
            spans += [(first, middle), (middle, last)]
    return tuple(
        Keyframe(round(float(t_s[k]), 3), tuple((round(float(x), 5), round(float(y), 5)) for x, y in held[k]))
        for k in sorted(kept)
    )
