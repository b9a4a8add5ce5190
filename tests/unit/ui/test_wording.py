"""What the chips say."""

from footpath.model.selection import Selection
from footpath.model.story import Story
from footpath.ui.wording import describe


def test_a_region_says_which():
    told = [
        describe(Selection(region=region), Story("t", (), ()))
        for region in ((0.2, 0.104, 0.451, 0.3), (0.0, 0.0, 1.0, 1.0), (0.201, 0.1, 0.204, 0.3))
    ]
    assert told == [
        {"region": "x 20–45 %, y 10–30 %"},
        {"region": "x 0–100 %, y 0–100 %"},
        {"region": "x 20.1–20.4 %, y 10.0–30.0 %"},
    ]
