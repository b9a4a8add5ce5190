"""How long after seeing a thing people click it, learnt from clicks on known things that move."""

from __future__ import annotations

import numpy as np

from footpath.analysis.boundary import polygon_at
from footpath.model.clicks import ClickClass, Clicks
from footpath.model.events import Bools, Floats
from footpath.model.reaction_lag import ReactionLag
from footpath.model.story import Element, Story

LAGS_S = np.arange(0.0, 1.2001, 0.02)
LEAST_SPEED = 0.02  # picture widths a second: slower things tell nothing
LEAST_CLICKS = 60
WIDEST_S = 0.3  # an interval wider than this corrects nothing
REACH = 0.2  # picture widths around a thing within which its clicks are looked for
STRAY = 0.2  # the share of clicks there that are not meant for it, to begin with
MOST_CLICKS = 4000  # of one thing; more tell no more
DROP = 1.92  # of the log likelihood, at the ends of a 95 % interval
ROUNDS = 8


def reaction_lag(clicks: Clicks, story: Story, looked_at: Bools) -> ReactionLag:
    """The lag at which clicks lie nearest to where moving elements were: a grid of likelihoods, no more.

    Distances are Gaussian about the thing's middle, with strays spread evenly around it. Hits, near misses and
    false clicks count alike, so that those who came too late for a boundary are not left out.

    Args:
        clicks: classed clicks.
        story: its moving elements.
        looked_at: shape (c,).
    """
    parts = [part for element in story.elements if (part := _around(element, clicks, story, looked_at)) is not None]
    if not parts:
        return ReactionLag(None, None, None, 0)
    off = np.concatenate(parts, axis=1)
    count = off.shape[1]
    if count < LEAST_CLICKS:
        return ReactionLag(None, None, None, count)
    score = np.array([_likelihood(at_lag) for at_lag in off])
    best = int(score.argmax())
    inside = np.flatnonzero(score >= score[best] - DROP)
    low, high = float(LAGS_S[inside[0]]), float(LAGS_S[inside[-1]])
    sure = high - low <= WIDEST_S and best < len(LAGS_S) - 1
    return ReactionLag(float(LAGS_S[best]) if sure else None, low, high, count)


def _around(element: Element, clicks: Clicks, story: Story, looked_at: Bools) -> Floats | None:
    """Distances of the clicks around a moving element to where it was each lag before; (lags, clicks)."""
    if not element.boundary or element.media_id is None or _speed(element, story) < LEAST_SPEED:
        return None
    media = story.media_index[element.media_id]
    aspect, late = story.media[media].aspect, float(LAGS_S[-1])
    mine = looked_at & (clicks.media == media) & (clicks.t_s >= element.start_s + late) & (clicks.t_s < element.end_s)
    mine &= (clicks.klass != ClickClass.CONTROL) & ~np.isnan(clicks.x)
    rows = np.flatnonzero(mine)
    rows = rows[:: len(rows) // MOST_CLICKS + 1]
    if not len(rows):
        return None
    grid = np.linspace(element.start_s, element.end_s, max(2, int(20 * (element.end_s - element.start_s))))
    path = np.array([np.mean(polygon_at(element, float(t)) or ((9.0, 9.0),), axis=0) for t in grid]) / [1, aspect]
    t_s, x, y = clicks.t_s[rows], clicks.x[rows], clicks.y[rows] / aspect
    off = np.stack(
        [np.hypot(x - np.interp(t_s - lag, grid, path[:, 0]), y - np.interp(t_s - lag, grid, path[:, 1]))
         for lag in LAGS_S]
    )  # fmt: skip
    return np.asarray(off[:, (off <= REACH).any(axis=0)])


def _speed(element: Element, story: Story) -> float:
    """Picture widths a second, on average between keyframes."""
    aspect = story.media[story.media_index[str(element.media_id)]].aspect
    shown = [k for k in sorted(element.boundary, key=lambda k: k.t_s) if k.polygon and not k.hidden]
    if len(shown) < 2 or shown[-1].t_s <= shown[0].t_s:
        return 0.0
    middles = np.array([np.mean(k.polygon, axis=0) for k in shown]) / [1, aspect]
    return float(np.hypot(*np.diff(middles, axis=0).T).sum() / (shown[-1].t_s - shown[0].t_s))


def _likelihood(off: Floats) -> float:
    """Of distances in two dimensions: a Gaussian and even strays, in the width and share that fit best."""
    width = max(float(np.median(off)) / 1.1774, 1e-3)
    stray = STRAY
    for _ in range(ROUNDS):
        near, even = _mixed(off, width, stray)
        weight = near / (near + even)
        stray = float(np.clip(1 - weight.mean(), 0.01, 0.9))
        width = max(float(np.sqrt((weight * off**2).sum() / (2 * weight.sum() + 1e-9))), 1e-3)
    near, even = _mixed(off, width, stray)
    return float(np.log(near + even).sum())


def _mixed(off: Floats, width: float, stray: float) -> tuple[Floats, float]:
    """Densities of clicks that are meant for the thing, and of strays."""
    near = (1 - stray) * np.exp(-0.5 * (off / width) ** 2) / (2 * np.pi * width**2)
    return np.asarray(near), stray / (np.pi * REACH**2)
