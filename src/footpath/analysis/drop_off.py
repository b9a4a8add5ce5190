"""Drop-off points: stretches that more sessions left for good than their surroundings explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from footpath.analysis.significance import adjusted
from footpath.model.results import DropOff, SceneRetention
from footpath.model.settings import Settings

WIDTHS = (1, 2, 4)
SURROUNDINGS = 15
GUARD = 1


@dataclass(frozen=True, slots=True)
class _Test:
    scene: SceneRetention
    first: int
    last: int
    exits: int
    expected: float
    p_value: float


def drop_offs(scenes: tuple[SceneRetention, ...], settings: Settings) -> tuple[DropOff, ...]:
    """Stretches found by a scan of several widths, false discovery rate controlled over all that were tested.

    Exits in a stretch against those in up to 15 bins on either side, given both together: a binomial test with the
    viewers there as exposure. Overlapping stretches give way to the surest.
    """
    tests = [test for scene in scenes for width in WIDTHS for test in _scan(scene, width)]
    if not tests:
        return ()
    q_values = adjusted(np.array([t.p_value for t in tests]))
    found: list[tuple[float, _Test]] = []
    for k in np.argsort(q_values, kind="stable"):
        test = tests[k]
        if q_values[k] > settings.drop_off_fdr:
            break
        clear = all(f.scene is not test.scene or f.last <= test.first or test.last <= f.first for _, f in found)
        if clear:
            found.append((float(q_values[k]), test))
    return tuple(_drop_off(test, q, settings.retention_bin_s) for q, test in found)


def _scan(scene: SceneRetention, width: int) -> list[_Test]:
    exits, viewers = scene.exits.astype(float), np.maximum(scene.viewers, scene.exits).astype(float)
    tests = []
    for first in range(len(exits) - width + 1):
        last = first + width
        around = np.r_[
            max(0, first - GUARD - SURROUNDINGS) : max(0, first - GUARD),
            min(len(exits), last + GUARD) : min(len(exits), last + GUARD + SURROUNDINGS),
        ]
        inside, outside = exits[first:last].sum(), exits[around].sum()
        seen, seen_around = viewers[first:last].sum(), viewers[around].sum()
        if inside < 2 or len(around) < 2 * width or not seen_around:
            continue
        p_value = float(binom.sf(inside - 1, inside + outside, seen / (seen + seen_around)))
        tests.append(_Test(scene, first, last, int(inside), seen * outside / seen_around, p_value))
    return tests


def _drop_off(test: _Test, q_value: float, bin_s: float) -> DropOff:
    t = test.scene.t_s
    return DropOff(
        test.scene.scene_id, test.scene.media_id, float(t[test.first]), float(t[test.last - 1] + bin_s), test.exits,
        float(test.expected), test.p_value, q_value,
    )  # fmt: skip
