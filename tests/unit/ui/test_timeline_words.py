"""What the timeline says."""

import numpy as np

from footpath.model.curves import BinDifference, CurveComparison
from footpath.model.results import DropOff, Moment, SceneRetention
from footpath.ui.timeline_words import comparison_text, drop_text, intro_text, moment_text

DROP = DropOff("a", "m", 52.0, 54.0, 544, 32.4, 1e-9, 1e-8)


def test_a_drop_at_a_cut_is_told():
    assert drop_text(DROP, (20.0, 51.6)).endswith("at a cut (0:51.6)")
    assert "cut" not in drop_text(DROP, (51.4, 54.0))
    assert "544 left, 32 expected" in drop_text(DROP, ())


def test_moments_tell_their_rule():
    assert moment_text(Moment("spike", "a", "m", 3.0, 0.31, "the rule")) == "▲ watched again: 31% (the rule)"
    told = "▽ skipped: 69% of the viewers before are left (r)"
    assert moment_text(Moment("dip", "a", "m", 3.0, 0.69, "r")) == told
    assert moment_text(Moment("top", "a", "m", 3.0, 12.0, "r")).startswith("★ top moment: 12 ")


def scene(name, start_s, bins):
    t_s, none = start_s + np.arange(bins, dtype=float), np.zeros(bins)
    return SceneRetention(name, "m", t_s, *(none.astype(int),) * 5, *(none,) * 4)


def test_the_intro_names_its_moments_and_is_of_what_comes_first():
    scenes = [(scene("later", 40.0, 50), 0.0), (scene("first", 20.0, 9), 0.0)]
    later, first = Moment("intro", "later", "m", 70.0, 0.4, "r"), Moment("intro", "first", "m", 28.0, 0.67, "r")
    assert intro_text(scenes, (later, first)) == "at 0:28 67% of the viewers at 0:20"
    assert intro_text([(scenes[1][0], 100.0)], (first,)) == "at 2:08 67% of the viewers at 2:00"
    assert intro_text(scenes, (later,)) == ""
    assert intro_text([], (first,)) == ""


def test_more_viewers_than_at_the_start_are_no_share():
    more = Moment("intro", "a", "m", 30.0, 1.55, "r")
    assert intro_text([(scene("a", 0.0, 40), 0.0)], (more,)) == "at 0:30 1.55 times the viewers at 0:00"
    assert moment_text(more) == "1.55 times those at the start (r)"


def test_a_comparison_tells_its_test_or_why_there_is_none():
    bins = tuple(BinDifference("a", float(k), (1, 2), (5, 5), 0.5, q) for k, q in enumerate((0.01, 0.6)))
    text = comparison_text(CurveComparison((30, 40), 0, 10.0, 15.2, 4.2, 0.04, bins, ""), 0.05)
    assert "χ² = 4.2, p = 0.04" in text
    assert "1 of 2 bins differ" in text
    nothing = comparison_text(CurveComparison((0, 4), 0, 0.0, 0.0, None, None, (), "because"), 0.05)
    assert nothing == "survival can't be compared. because"
