"""One session drawn: what was skipped and watched again, by hand."""

from __future__ import annotations

import json

from footpath.study.importing import import_review
from footpath.study.study import Study
from footpath.study.trace_strip import Stretch, trace_strip

ROWS = """session_id,at,kind,media_time,x,y,value
s,2024-05-01T10:00:00Z,play,0,,,
s,2024-05-01T10:00:04Z,click,4,0.5,0.5,
s,2024-05-01T10:00:06Z,seek,2,,,6
s,2024-05-01T10:00:08Z,seek,8,,,4
s,2024-05-01T10:00:09Z,choice,9,,,default:on
s,2024-05-01T10:00:10Z,exit,10,,,
"""


def test_stretches_clicks_and_choices(tmp_path):
    (tmp_path / "e.csv").write_text(ROWS)
    import_review([tmp_path / "e.csv"], tmp_path / "r.footpath")
    strip = trace_strip(Study.open(tmp_path / "r.footpath"), "s")
    media = strip.stretches[0].media_id
    wanted = [(0, 2, 1), (2, 4, 2), (4, 6, 1), (6, 8, 0), (8, 10, 1)]
    assert strip.stretches == tuple(Stretch(media, float(a), float(b), n) for a, b, n in wanted)
    assert [(c.t_s, c.x) for c in strip.clicks] == [(4.0, 0.5)]
    assert [(c.t_s, c.label, c.by_default) for c in strip.choices] == [(9.0, "on", True)]
    assert strip.watched_s == 10.0


STORY = {
    "title": "t",
    "media": [{"id": "m", "path": "m.mp4", "width": 1280, "height": 720, "duration": 20}],
    "scenes": [{"id": "a", "label": "A", "media_id": "m", "start": 0, "end": 20, "ending": True}], "choices": [],
    "elements": [{"id": "b", "kind": "cta", "label": "Buy", "media_id": "m", "start": 0, "end": 20, "boundary": [
        {"t": 0, "polygon": [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]]}]}],
}  # fmt: skip
CLICKS = """session_id,at,kind,media_time,x,y,element_id
s,2024-05-01T10:00:00Z,play,0,,,
s,2024-05-01T10:00:02Z,click,2,0.5,0.5,
s,2024-05-01T10:00:04Z,click,4,0.61,0.5,
s,2024-05-01T10:00:06Z,click,6,0.9,0.9,
s,2024-05-01T10:00:08Z,click,8,,,elsewhere
s,2024-05-01T10:00:10Z,exit,10,,,
"""


def test_clicks_name_what_they_used_or_were_near_to(tmp_path):
    (tmp_path / "e.csv").write_text(CLICKS)
    (tmp_path / "story.json").write_text(json.dumps(STORY))
    import_review([tmp_path / "e.csv"], tmp_path / "r.footpath", story=tmp_path / "story.json")
    strip = trace_strip(Study.open(tmp_path / "r.footpath"), "s")
    told = [(c.word, c.element) for c in strip.clicks]
    assert told == [("hit", "Buy"), ("near_miss", "Buy"), ("false", ""), ("beside", "elsewhere")]
