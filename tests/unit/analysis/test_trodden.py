"""The most trodden path, against following every session one by one."""

from __future__ import annotations

import os
from collections import Counter

from hypothesis import given, settings
from strategies import selected_studies, to_events

from footpath.analysis.data import read_data
from footpath.analysis.selecting import session_mask
from footpath.analysis.trodden import most_trodden
from footpath.model.settings import Settings

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))


@given(selected_studies())
@settings(max_examples=EXAMPLES)
def test_most_trodden_path(drawn):
    (story, rows), selection = drawn
    events, sessions = to_events(rows, story)
    data = read_data(story, events, sessions, Settings())
    mask = session_mask(selection, data)
    visits = data.reading.visits
    paths = [
        tuple(visits.scene[visits.session == s].tolist()) for s in range(len(mask)) if mask[s] and s in visits.session
    ]
    wanted, prefix = [], ()
    while paths:
        following = [p for p in paths if p[: len(prefix)] == prefix]
        ended = sum(p == prefix for p in following)
        onwards = Counter(p[len(prefix)] for p in following if len(p) > len(prefix))
        if not onwards or max(onwards.values()) < ended:
            break
        scene = min(s for s, n in onwards.items() if n == max(onwards.values()))
        prefix = (*prefix, scene)
        wanted.append((scene, onwards[scene]))
    assert [(s.scene, s.sessions) for s in most_trodden(data.reading, mask)] == wanted
