"""How many viewers each cell would hold if nothing in particular were clicked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from footpath.analysis.candidate_open import SECTORS, Ring
from footpath.model.events import Floats

Volume = NDArray[np.float64]
WHERE_SIGMA_CELLS = 3.5
STEPS = (0, 1, 2, 4, 8, 16)
FOLD_S = 16
BUSY_SIGMA_BINS = 2.0
DRIFT_SIGMA = (6.0, 4.0, 4.0)
DRIFT_PRIOR = 20.0
RING_PRIOR = 2.0
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Background:
    """`expected`: shape (time bins, rows, columns); `steps`: how far the map of places was sharpened."""

    expected: Volume
    steps: int


def background(
    calm: Volume, observed: Volume, open_share: Volume, rings: tuple[Ring, ...], present: Floats, *,
    own: bool = True,
) -> Background:  # fmt: skip
    """Where people click anyhow, times how busy each second is, drifting slowly, and more around elements.

    Args:
        calm: viewers per cell without what stands out.
        observed: viewers per cell.
        open_share: share of each cell where a false click is possible.
        rings: cells around elements.
        present: how many had each bin on screen, as a share of the most; shape (time bins,).
        own: whether each cell may differ from the smooth map: not while clusters are still in `calm`.
    """
    per_bin = calm.sum(axis=(1, 2))
    steps = _best_steps(calm, open_share, _steady(per_bin, present) * present)
    busy = _steady(per_bin, present) * present
    where = _where(calm.sum(axis=0), _weight(busy, open_share), steps)
    for _ in range(2):
        reach = np.maximum(np.einsum("trc,rc->t", open_share, where), TINY)
        busy = _steady(per_bin, reach * present) * present
        where = _where(calm.sum(axis=0), _weight(busy, open_share), steps)
    expected = busy[:, None, None] * where * open_share
    if own:
        expected *= _own(calm.sum(axis=0), expected.sum(axis=0))
    expected *= _drift(calm, expected)
    return Background(_around_elements(observed, expected, rings), steps)


def _weight(busy: Floats, open_share: Volume) -> Volume:
    return np.asarray(np.einsum("t,trc->rc", busy, open_share))


def _steady(counts: Floats, reach: Floats) -> Floats:
    """Rate per bin: each bin's own, drawn towards its neighbours' as far as chance could explain the difference."""
    smooth = gaussian_filter1d(counts, BUSY_SIGMA_BINS, mode="nearest")
    smooth = smooth / np.maximum(gaussian_filter1d(reach, BUSY_SIGMA_BINS, mode="nearest"), TINY)
    chance = np.maximum(smooth * reach, TINY)
    spread = max(float(((counts - chance) ** 2 - chance).sum() / (chance**2).sum()), TINY)
    return np.asarray(smooth * (counts + 1 / spread) / (chance + 1 / spread))


def _where(total: Volume, weight: Volume, steps: int) -> Volume:
    """Rate per cell by normalised convolution, then bias removed step by step (Jones, Linton & Nielsen 1995)."""
    blurred = gaussian_filter(total, WHERE_SIGMA_CELLS, mode="reflect")
    rate = np.full(total.shape, total.sum() / max(weight.sum(), TINY))
    for _ in range(steps + 1):
        rate = rate * (blurred + TINY) / (gaussian_filter(rate * weight, WHERE_SIGMA_CELLS, mode="reflect") + TINY)
    return np.asarray(rate)


def _own(seen: Volume, foretold: Volume) -> Volume:
    """Each cell's own share of the smooth map, drawn towards 1 as far as chance could explain the difference."""
    chance = np.maximum(foretold, TINY)
    spread = max(float(((seen - chance) ** 2 - chance).sum() / (chance**2).sum()), TINY)
    return np.asarray((seen + 1 / spread) / (chance + 1 / spread))


def _best_steps(calm: Volume, open_share: Volume, busy: Floats) -> int:
    """The number of steps that best foretells each half of the film from the other, in alternating stretches."""
    half = (np.arange(len(busy)) // FOLD_S) % 2 == 0
    if half.all():
        return 0
    parts = [(calm[k].sum(axis=0), _weight(busy[k], open_share[k])) for k in (half, ~half)]
    scores = []
    for steps in STEPS:
        score = 0.0
        for (total, weight), (other, other_weight) in (parts, parts[::-1]):
            foretold = np.maximum(_where(total, weight, steps) * other_weight, TINY)
            foretold *= max(other.sum(), TINY) / foretold.sum()
            score += float((other * np.log(foretold)).sum())
        scores.append(score)
    return STEPS[int(np.argmax(scores))]


def _drift(calm: Volume, expected: Volume) -> Volume:
    """How much more or less than expected there is around each cell, over seconds and a good part of the picture."""
    cells = float(np.prod([2 * np.sqrt(np.pi) * sigma for sigma in DRIFT_SIGMA]))
    seen = gaussian_filter(calm, DRIFT_SIGMA, mode="nearest", truncate=2.5) * cells
    foretold = gaussian_filter(expected, DRIFT_SIGMA, mode="nearest", truncate=2.5) * cells
    return np.asarray((seen + DRIFT_PRIOR) / (foretold + DRIFT_PRIOR))


def _around_elements(observed: Volume, expected: Volume, rings: tuple[Ring, ...]) -> Volume:
    """Raise what is expected around elements to what is seen as far from them in other directions."""
    raised = expected.ravel().copy()
    seen, base = observed.ravel(), expected.ravel()
    for ring in rings:
        key = ring.group * SECTORS + ring.sector
        size = int(ring.group.max() + 1) * SECTORS
        counts, chances = (
            np.asarray(np.bincount(key, volume[ring.cells], size), dtype=np.float64).reshape(-1, SECTORS)
            for volume in (seen, base)
        )
        ratio = (_elsewhere(counts) + RING_PRIOR) / (_elsewhere(chances) + RING_PRIOR)
        factor = np.maximum(ratio, 1.0).ravel()[key]
        raised[ring.cells] = np.maximum(raised[ring.cells], base[ring.cells] * factor)
    return raised.reshape(expected.shape)


def _elsewhere(values: Volume) -> Volume:
    """Sums over the sectors that are neither this one nor beside it; shape of `values` (groups, sectors)."""
    beside = np.roll(values, 1, axis=1) + np.roll(values, -1, axis=1)
    return np.asarray(values.sum(axis=1, keepdims=True) - values - beside)
