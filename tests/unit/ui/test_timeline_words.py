"""What the timeline says."""

from footpath.model.curves import BinDifference, CurveComparison
from footpath.model.results import DropOff, Moment
from footpath.ui.timeline_words import comparison_text, drop_text, moment_text

DROP = DropOff("a", "m", 52.0, 54.0, 544, 32.4, 1e-9, 1e-8)


def test_a_drop_at_a_cut_is_told():
    assert drop_text(DROP, (20.0, 51.6)).endswith("at a cut (0:51.6)")
    assert "cut" not in drop_text(DROP, (51.4, 54.0))
    assert "544 left, 32 expected" in drop_text(DROP, ())


def test_moments_tell_their_rule():
    assert moment_text(Moment("spike", "a", "m", 3.0, 0.31, "the rule")) == "▲ watched again: 31% (the rule)"
    assert moment_text(Moment("top", "a", "m", 3.0, 12.0, "r")).startswith("★ top moment: 12 ")


def test_a_comparison_tells_its_test_or_why_there_is_none():
    bins = tuple(BinDifference("a", float(k), (1, 2), (5, 5), 0.5, q) for k, q in enumerate((0.01, 0.6)))
    text = comparison_text(CurveComparison((30, 40), 0, 10.0, 15.2, 4.2, 0.04, bins, ""), 0.05)
    assert "χ² = 4.2, p = 0.04" in text
    assert "1 of 2 bins differ" in text
    nothing = comparison_text(CurveComparison((0, 4), 0, 0.0, 0.0, None, None, (), "because"), 0.05)
    assert nothing == "survival can't be compared. because"
