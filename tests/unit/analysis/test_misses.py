"""Near misses by element, against a count made click by click."""

from __future__ import annotations

import numpy as np
import pytest

from footpath.analysis.misses import misses_by_element
from footpath.model.clicks import ClickClass, Miss
from footpath.study.demo import make_demo
from footpath.study.importing import import_review
from footpath.study.study import Study


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    folder = tmp_path_factory.mktemp("demo")
    files = make_demo(folder, sessions=600, seconds=20.0)
    import_review([files.events], folder / "r.footpath", story=files.story)
    return Study.open(folder / "r.footpath")


def test_pixels_and_seconds_are_those_of_the_clicks(study: Study):
    clicks = study.clicks
    told = misses_by_element(clicks, study.story, np.ones(len(clicks), dtype=np.bool_))
    near = sum(int(k) == ClickClass.NEAR_MISS for k in clicks.klass)
    assert sum(part.n for one in told for part in (one.space, one.early, one.late)) == near > 0
    for one in told:
        index = study.story.element_index[one.id]
        mine = [k for k in range(len(clicks)) if clicks.missed_element[k] == index]
        space = sorted(float(clicks.miss_distance_px[k]) for k in mine if clicks.miss[k] == Miss.SPACE)
        late = sorted(float(clicks.miss_s[k]) for k in mine if clicks.miss[k] == Miss.LATE)
        assert (one.space.n, one.late.n) == (len(space), len(late))
        assert one.space.most == (space[-1] if space else None)
        assert one.space.median == (pytest.approx(float(np.median(space))) if space else None)
        assert one.late.most == (late[-1] if late else None)
        assert one.early.most is None or 0 < one.early.most <= study.settings.near_miss_before_s + 1e-6
