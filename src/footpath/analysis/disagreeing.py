"""Where the platform's word and the boundary disagree: a mis-drawn hotspot, or a broken player."""

from __future__ import annotations

import numpy as np

from footpath.analysis.finding_tests import ENOUGH, Tested, corrected
from footpath.analysis.look import Look
from footpath.analysis.tails import binomial_tail

TOLERATED = 0.05


def disagreement_tests(look: Look) -> list[Tested]:
    """Each element with a boundary: of the clicks that name it or that its boundary holds, those where both differ.

    Tested is whether that is more than one in twenty. At least 30 clicks.
    """
    data, clicks, story = look.data, look.data.clicks, look.data.story
    rows = look.click_rows
    rows = rows[~np.isnan(clicks.x[rows])]
    named, held = data.events.element[clicks.event[rows]], clicks.element[rows]
    differ = clicks.disagrees[rows]
    found = []
    for index, element in enumerate(story.elements):
        if not element.boundary:
            continue
        mine = (named == index) | (held == index)
        n, of = int((mine & differ).sum()), int(mine.sum())
        if of >= ENOUGH:
            p_value = float(binomial_tail(n, of, TOLERATED))
            found.append(Tested((element.id,), n, of, of * TOLERATED, TOLERATED, p_value, p_value))
    return corrected(found)
