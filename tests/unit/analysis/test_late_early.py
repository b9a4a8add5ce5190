"""Clicks over an element that is no longer there, or not yet."""

import json
import random

import pytest

from footpath.model.selection import EVERYTHING
from footpath.storage.importing import import_events
from footpath.study.findings import findings
from footpath.study.study import Study

PLACE = [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.4]]


def study_of(folder, clicks, sessions=120):
    """Everyone watches 0-40 s; `clicks`: (session, t, x, y). One hotspot lives from 15 to 20 s."""
    rows = ["session_id,at,kind,media_time,x,y"]
    for k in range(sessions):
        rows.append(f"s{k},{1_714_557_600 + 100 * k},play,0,,")
        mine = sorted((t, x, y) for session, t, x, y in clicks if session == k)
        rows += [f"s{k},{1_714_557_600 + 100 * k + t},click,{t},{x},{y}" for t, x, y in mine]
        rows.append(f"s{k},{1_714_557_600 + 100 * k + 40},exit,40,,")
    element = {"id": "e", "kind": "hotspot", "label": "Gearbox", "media_id": "m", "start": 15, "end": 20}
    story = {
        "media": [{"id": "m", "width": 1600, "height": 900, "duration": 60}],
        "scenes": [{"id": "a", "label": "A", "media_id": "m", "start": 0, "end": 60}],
        "elements": [{**element, "boundary": [{"t": 15, "polygon": PLACE}]}],
    }
    (folder / "e.csv").write_text("\n".join(rows) + "\n")
    (folder / "story.json").write_text(json.dumps(story))
    import_events([folder / "e.csv"], folder / "r.footpath", story=folder / "story.json")
    return Study.open(folder / "r.footpath")


def noise(seed, count):
    rng = random.Random(seed)
    return [(rng.randrange(120), round(rng.uniform(0, 40), 2), rng.random(), rng.random()) for _ in range(count)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_viewers_who_click_what_has_vanished_are_counted_and_found(tmp_path, seed):
    late = [(k, 21.5 + 0.2 * k, 0.3, 0.3) for k in range(25)]
    study = study_of(tmp_path, [*noise(seed, 100), *late])
    found = {one.late: one for one in study.late_early(EVERYTHING)}
    slow = {
        (click.session, click.t) for click in every_click(study) if 20 <= click.t <= 30 and click.over and click.in_vain
    }
    assert found[True].clicks == len(slow)
    assert found[True].viewers == len({session for session, _ in slow})
    assert found[True].furthest_s == pytest.approx(max(t for _, t in slow) - 20)
    assert found[True].exposed == 120
    kinds = [one.kind for one in findings(study, EVERYTHING)]
    assert ("late" in kinds, "early" in kinds) == (True, False)


def test_noise_alone_is_neither_late_nor_early(tmp_path):
    kinds = []
    for seed in range(4):
        (tmp_path / str(seed)).mkdir()
        kinds += [one.kind for one in findings(study_of(tmp_path / str(seed), noise(seed, 300)), EVERYTHING)]
    assert not {"late", "early"} & set(kinds)


class Click:
    def __init__(self, study, k):
        clicks = study.clicks
        self.session, self.t = int(clicks.session[k]), float(clicks.t_s[k])
        self.over = 0.2 <= clicks.x[k] <= 0.4 and 0.2 <= clicks.y[k] <= 0.4
        word = study.clicks.klass[k]
        self.in_vain = word == 3 or (word == 2 and clicks.miss[k] in {2, 3})


def every_click(study):
    from footpath.model.clicks import ClickClass

    assert (ClickClass.FALSE, ClickClass.NEAR_MISS) == (3, 2)
    return [Click(study, k) for k in range(len(study.clicks))]
